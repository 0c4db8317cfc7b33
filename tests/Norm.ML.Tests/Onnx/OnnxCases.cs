using Microsoft.ML;

namespace Norm.ML.Tests.Onnx;

/// <summary>A pipeline that gives "Out", and how many units of rounding its graph may be off.</summary>
sealed record OnnxCase(Func<MLContext, IEstimator<ITransformer>> Create, double Tolerance)
{
    public ITransformer Fit(MLContext context, IDataView data) => Create(context).Fit(data);
}

/// <summary>Every norm over every kind of column.</summary>
static class OnnxCases
{
    static readonly double[] Twelve = [.. Enumerable.Range(1, 12).Select(i => i / 3.0)];
    static readonly double[] Four = [0.5, -2, 1.25, 3], Shift = [1, -1, 1e-3, 7.5];

    public static Dictionary<string, OnnxCase> All { get; } = new()
    {
        ["LayerNorm"] = new(c => c.Transforms.LayerNorm("Out", "Flat"), 1),
        ["LayerNorm of equal elements with epsilon 0"] = new(c => c.Transforms.LayerNorm("Out", "Flat", new() { Epsilon = 0 }), 1),
        ["LayerNorm with gamma and beta"] = new(c => c.Transforms.LayerNorm("Out", "Flat", new() { Gamma = Twelve, Beta = Twelve }), 1),
        ["LayerNorm with beta only"] = new(c => c.Transforms.LayerNorm("Out", "Flat", new() { Beta = Twelve }), 1),
        ["LayerNorm of rows"] = new(c => c.Transforms.LayerNorm("Out", "Flat", new() { NormalizedSize = 4, Gamma = Four, Beta = Shift }), 1),
        ["LayerNorm of dimensions"] = new(c => c.Transforms.LayerNorm("Out", "Image", new() { Gamma = [1, 2, 3] }), 1),
        ["LayerNorm of doubles"] = new(c => c.Transforms.LayerNorm("Out", "Doubles", new() { Gamma = Twelve, Beta = Twelve }), 4),
        ["LayerNorm of integers"] = new(c => c.Transforms.LayerNorm("Out", "Integers"), 1),
        ["LayerNorm in place"] = new(c => c.Transforms.LayerNorm("Out", "Flat").Append(c.Transforms.LayerNorm("Out", options: new() { Epsilon = 0.5 })), 2),
        ["LayerNorm, fast, of well-placed rows"] = new(c => c.Transforms.LayerNorm("Out", "Flat").Append(c.Transforms.LayerNorm("Out", options: new() { Precision = NormPrecision.Fast })), 8),
        ["RMSNorm"] = new(c => c.Transforms.RmsNorm("Out", "Flat", new() { Gamma = Twelve }), 1),
        ["RMSNorm with 1 + gamma"] = new(c => c.Transforms.RmsNorm("Out", "Flat", new() { NormalizedSize = 4, Gamma = Four, UnitOffset = true }), 1),
        ["RMSNorm of doubles with epsilon 0"] = new(c => c.Transforms.RmsNorm("Out", "Doubles", new() { Epsilon = 0 }), 4),
        ["GroupNorm of channels first"] = new(c => c.Transforms.GroupNorm("Out", "Image", new GroupNormOptions { Groups = 2, Gamma = Four, Beta = Shift }), 1),
        ["GroupNorm of channels last"] = new(c => c.Transforms.GroupNorm("Out", "ChannelsLast", new GroupNormOptions { Groups = 2, Layout = NormLayout.ChannelsLast, Gamma = Four, Beta = Shift }), 1),
        ["GroupNorm of one group without parameters"] = new(c => c.Transforms.GroupNorm("Out", "Flat", new GroupNormOptions { Groups = 1, Channels = 12 }), 1),
        ["InstanceNorm of channels first"] = new(c => c.Transforms.InstanceNorm("Out", "Image", new() { Gamma = Four, Beta = Shift }), 1),
        ["InstanceNorm of channels last"] = new(c => c.Transforms.InstanceNorm("Out", "ChannelsLast", new() { Layout = NormLayout.ChannelsLast, Gamma = Four }), 1),
        ["BatchNorm"] = new(c => c.Transforms.BatchNorm("Out", "Flat"), 1),
        ["BatchNorm with gamma and beta"] = new(c => c.Transforms.BatchNorm("Out", "Flat", new() { Epsilon = 1e-5, Gamma = Twelve, Beta = Twelve }), 1),
        ["BatchNorm of channels first"] = new(c => c.Transforms.BatchNorm("Out", "Image", new() { Gamma = Four, Beta = Shift }), 1),
        ["BatchNorm of channels last"] = new(c => c.Transforms.BatchNorm("Out", "ChannelsLast", new() { Layout = NormLayout.ChannelsLast, Gamma = Four, Beta = Shift }), 1),
        ["BatchNorm of doubles"] = new(c => c.Transforms.BatchNorm("Out", "Doubles"), 4),
        ["BatchNorm of a number far above its spread"] = new(c => c.Transforms.BatchNorm("Out", "Scalar"), 4),
        ["BatchNorm of an integer"] = new(c => c.Transforms.BatchNorm("Out", "Byte"), 1),
        ["a generated LayerNorm"] = new(c => c.Transforms.LayerNorm("Out", "Flat").Append(c.Transforms.OnnxLayerNorm("Out")), 2),
        ["a generated RMSNorm with 1 + gamma"] = new(c => c.Transforms.Kernel<OnnxRmsNorm, float>("Out", "Flat", new() { Gamma = Twelve }), 1),
        ["a generated GroupNorm"] = new(c => c.Transforms.Kernel<OnnxGroupNorm, double>("Out", "Doubles", new() { Gamma = Four, Beta = Shift }), 4),
        ["a generated InstanceNorm"] = new(c => c.Transforms.Kernel<OnnxInstanceNorm, float>("Out", "ChannelsLast", new() { Gamma = Four }), 1),
    };
}
