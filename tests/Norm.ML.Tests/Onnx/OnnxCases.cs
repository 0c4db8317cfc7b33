using Microsoft.ML;

namespace Norm.ML.Tests.Onnx;

/// <summary>An estimator that makes "Out" of <see cref="OnnxData"/>, and how many units of rounding its graph may be off.</summary>
/// <remarks>A graph of floats computes in double and rounds once. For doubles there is no wider type.</remarks>
internal sealed record OnnxCase(Func<MLContext, IDataView, ITransformer> Fit, double Units);

/// <summary>Every norm and every kind of generated kernel, over every kind of column.</summary>
internal static class OnnxCases
{
    private static readonly double[] Twelve = [.. Enumerable.Range(1, 12).Select(i => i / 3.0)];
    private static readonly double[] Four = [0.5, -2, 1.25, 3], Shift = [1, -1, 1e-3, 7.5], Back = [.. Twelve.Reverse()], Three = [1, 2, 3];

    public static Dictionary<string, OnnxCase> All { get; } = new([.. Products(), .. Single()]);

    // A norm over images of both layouts and both types, with and without gamma and beta.
    private static IEnumerable<KeyValuePair<string, OnnxCase>> Products()
    {
        foreach ((string column, NormLayout layout, double units) in ((string, NormLayout, double)[])
            [("Image", NormLayout.ChannelsFirst, 1), ("ChannelsLast", NormLayout.ChannelsLast, 1),
            ("Flat", NormLayout.ChannelsFirst, 1), ("Flat", NormLayout.ChannelsLast, 1),
            ("DoubleImage", NormLayout.ChannelsFirst, 4), ("DoubleChannelsLast", NormLayout.ChannelsLast, 4)])
        {
            foreach (bool affine in (bool[])[false, true])
            {
                double[]? gamma = affine ? Four : null, beta = affine ? Shift : null, row = affine ? Twelve : null;
                int? channels = column == "Flat" ? 4 : null; // of other columns, the dimensions tell
                var options = new BatchNormOptions { Channels = channels, Layout = layout, Epsilon = 1e-3, Gamma = gamma, Beta = beta };
                foreach ((string norm,
                    Func<MLContext, IDataView, ITransformer> fit) in (IEnumerable<(string, Func<MLContext, IDataView, ITransformer>)>)
                [
                    ("LayerNorm", (c, d) => c.Transforms.LayerNorm("Out", column, new() { NormalizedSize = 12, Gamma = row, Beta = row }).Fit(d)),
                    ("RMSNorm", (c, d) => c.Transforms.RmsNorm("Out", column, new() { NormalizedSize = 12, Gamma = row }).Fit(d)),
                    ("GroupNorm", (c, d) => c.Transforms.GroupNorm("Out", column,
                        new GroupNormOptions { Groups = 2, Channels = channels, Layout = layout, Gamma = gamma, Beta = beta }).Fit(d)),
                    ("InstanceNorm", (c, d) => c.Transforms.InstanceNorm("Out", column,
                        new() { Channels = channels, Layout = layout, Gamma = gamma, Beta = beta }).Fit(d)),
                    ("BatchNorm", (c, d) => c.Transforms.BatchNorm("Out", column, options).Fit(d)),
                    ("Inverse of BatchNorm", (c, d) => c.Transforms.BatchNorm("Norm", column, options).Fit(d).Inverse("Out", column)),
                ])
                {
                    yield return new($"{norm} of {column}{(channels is null ? "" : $", {layout}")}{(affine ? ", gamma, beta" : "")}",
                        new(fit, units));
                }
            }
        }
    }

    private static Dictionary<string, OnnxCase> Single() => new()
    {
        ["LayerNorm with epsilon 0"] = new((c, d) => c.Transforms.LayerNorm("Out", "Flat", new() { Epsilon = 0 }).Fit(d), 1),
        ["LayerNorm with beta only"] = new((c, d) => c.Transforms.LayerNorm("Out", "Flat", new() { Beta = Twelve }).Fit(d), 1),
        ["LayerNorm of rows"] = new((c, d) => c.Transforms.LayerNorm("Out", "Flat", new() { NormalizedSize = 4, Gamma = Four, Beta = Shift }).Fit(d),
            1),
        ["LayerNorm of dimensions"] = new((c, d) => c.Transforms.LayerNorm("Out", "Image", new() { Gamma = Three }).Fit(d), 1),
        ["LayerNorm of doubles with epsilon 0"] = new((c, d) => c.Transforms.LayerNorm("Out", "Doubles", new() { Epsilon = 0 }).Fit(d), 4),
        ["LayerNorm of integers"] = new((c, d) => c.Transforms.LayerNorm("Out", "Integers").Fit(d), 1),
        ["RMSNorm with 1 + gamma"] = new((c, d) => c.Transforms.RmsNorm("Out", "Flat", new() { NormalizedSize = 4, Gamma = Four, UnitOffset = true })
            .Fit(d), 1),
        ["RMSNorm of doubles with epsilon 0"] = new((c, d) => c.Transforms.RmsNorm("Out", "Doubles", new() { Epsilon = 0 }).Fit(d), 4),
        ["UnitNorm"] = new((c, d) => c.Transforms.UnitNorm("Out", "Flat").Fit(d), 1),
        ["UnitNorm of rows"] = new((c, d) => c.Transforms.UnitNorm("Out", "Image", new() { Epsilon = 0.5 }).Fit(d), 1),
        ["UnitNorm with epsilon 0"] = new((c, d) => c.Transforms.UnitNorm("Out", "Flat", new() { Epsilon = 0 }).Fit(d), 1),
        ["UnitNorm of doubles"] = new((c, d) => c.Transforms.UnitNorm("Out", "Doubles").Fit(d), 4),
        ["UnitNorm of doubles with epsilon 0"] = new((c, d) => c.Transforms.UnitNorm("Out", "DoubleImage", new() { Epsilon = 0 }).Fit(d), 4),
        ["UnitNorm of doubles with a large epsilon"] = new((c, d) => c.Transforms.UnitNorm("Out", "Doubles", new() { Epsilon = 3 }).Fit(d), 4),
        ["UnitNorm, fast"] = new((c, d) => c.Transforms.UnitNorm("Out", "Flat", new() { Precision = NormPrecision.Fast }).Fit(d), 2),
        ["a generated UnitNorm"] = Kernel<OnnxUnitNorm, float>("Flat", null, null, 1),
        ["GroupNorm of one group"] = new((c, d) => c.Transforms.GroupNorm("Out", "Flat", new GroupNormOptions { Groups = 1, Channels = 12 }).Fit(d),
            1),
        ["BatchNorm"] = new((c, d) => c.Transforms.BatchNorm("Out", "Flat").Fit(d), 1),
        ["BatchNorm of doubles"] = new((c, d) => c.Transforms.BatchNorm("Out", "Doubles", new() { Gamma = Twelve, Beta = Back }).Fit(d), 4),
        ["BatchNorm of a number"] = new((c, d) => c.Transforms.BatchNorm("Out", "Single").Fit(d), 1),
        ["BatchNorm of a double"] = new((c, d) => c.Transforms.BatchNorm("Out", "Double").Fit(d), 4),
        ["BatchNorm of a double, gamma and beta that a float rounds to 1 and 0"] =
            new((c, d) => c.Transforms.BatchNorm("Out", "Double",
            new() { Constant = ConstantChannels.Epsilon, Epsilon = 1, Gamma = [1 + 1e-9], Beta = [1e-50] }).Fit(d), 4),
        ["InstanceNorm of doubles, gamma that a float rounds to 1, epsilon that it rounds to 0"] =
            new((c, d) => c.Transforms.InstanceNorm("Out", "Doubles", new() { Channels = 1, Gamma = [1 + 1e-9], Epsilon = 1e-50 }).Fit(d), 4),
        ["BatchNorm of an integer"] = new((c, d) => c.Transforms.BatchNorm("Out", "Byte").Fit(d), 1),
        ["Inverse of BatchNorm of a double"] = new((c, d) => c.Transforms.BatchNorm("Norm", "Double").Fit(d).Inverse("Out", "Double"), 4),
        ["a generated LayerNorm"] = new((c, d) => c.Transforms.OnnxLayerNorm("Out", "Flat").Fit(d), 1),
        ["a generated LayerNorm of doubles, gamma, beta"] = Kernel<OnnxDoubleLayerNorm, double>("Doubles", Twelve, Twelve, 4),
        ["a generated RMSNorm with 1 + gamma"] = Kernel<OnnxRmsNorm, float>("Flat", Twelve, null, 1),
        ["a generated RMSNorm of doubles"] = Kernel<OnnxDoubleRmsNorm, double>("Doubles", null, null, 4),
        ["a generated GroupNorm of channels last, gamma, beta"] = Kernel<OnnxFloatGroupNorm, float>("Flat", Four, Shift, 1),
        ["a generated GroupNorm of doubles, gamma, beta"] = Kernel<OnnxGroupNorm, double>("DoubleImage", Four, Shift, 4),
        ["a generated InstanceNorm of channels last, gamma"] = Kernel<OnnxInstanceNorm, float>("Flat", Four, null, 1),
        ["a generated InstanceNorm of doubles, gamma, beta"] = Kernel<OnnxDoubleInstanceNorm, double>("Doubles", Four, Shift, 4),
        ["a generated BatchNorm of channels last"] = new((c, d) => c.Transforms.OnnxBatchNorm("Out", "Flat").Fit(d), 1),
        ["a generated BatchNorm of doubles, gamma, beta"] =
            new((c, d) => c.Transforms.OnnxDoubleBatchNorm("Out", "DoubleImage", new() { Gamma = Four, Beta = Shift }).Fit(d), 4),

        // Fast transformers compute from a pivot.
        ["LayerNorm, fast"] = new((c, d) => c.Transforms.LayerNorm("Out", "Flat",
            new() { Precision = NormPrecision.Fast, Gamma = Twelve, Beta = Twelve }).Fit(d), 2),
        ["RMSNorm, fast"] = new((c, d) => c.Transforms.RmsNorm("Out", "Flat", new() { Precision = NormPrecision.Fast }).Fit(d), 2),
        ["GroupNorm, fast"] = new((c, d) => c.Transforms.GroupNorm("Out", "Image",
            new GroupNormOptions { Precision = NormPrecision.Fast, Groups = 2 }).Fit(d), 2),
        ["InstanceNorm of doubles, fast"] = new((c, d) => c.Transforms.InstanceNorm("Out", "DoubleImage", new() { Precision = NormPrecision.Fast })
            .Fit(d), 4),
        ["a generated LayerNorm, fast"] = Kernel<OnnxFastLayerNorm, float>("Flat", Twelve, Twelve, 2),
    };

    private static OnnxCase Kernel<TKernel, T>(string column, double[]? gamma, double[]? beta, double units)
        where TKernel : struct, INormKernel<T>
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        new((c, d) => c.Transforms.Kernel<TKernel, T>("Out", column, new() { Gamma = gamma, Beta = beta }).Fit(d), units);
}
