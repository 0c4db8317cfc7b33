using Microsoft.ML;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Tests.Contract;

/// <summary>An estimator that makes <paramref name="Output"/> of a <see cref="ContractRow"/>.</summary>
internal sealed record ContractCase(Func<MLContext, IEstimator<NormTransformer>> Create, string Output = "Out");

/// <summary>Every estimator on every kind of column, and the transformers that come without one.</summary>
internal static class ContractCases
{
    private static readonly double[] Four = [0.5, -2, 1.25, 3], Twelve = [.. Enumerable.Range(1, 12).Select(i => i / 3.0)];

    // A fold of the data may lack a key that the others have.
    private static readonly BatchNormOptions Elsewhere = new() { UnseenKeys = UnseenKeys.AllRows };

    public static Dictionary<string, ContractCase> All { get; } = new()
    {
        ["BatchNorm"] = new(c => c.Transforms.BatchNorm("Out", "Flat")),
        ["BatchNorm in place"] = new(c => c.Transforms.BatchNorm("Flat"), "Flat"),
        ["BatchNorm of an image, gamma, beta, weights"] =
            new(c => c.Transforms.BatchNorm("Out", "Image", new() { Epsilon = 1e-3, Gamma = Four, Beta = Four, ExampleWeightColumnName = "Weight" })),
        ["BatchNorm of doubles"] = new(c => c.Transforms.BatchNorm("Out", "Doubles")),
        ["BatchNorm of integers"] = new(c => c.Transforms.BatchNorm("Out", "Integers")),
        ["BatchNorm of sparse rows"] = new(c => c.Transforms.BatchNorm("Out", "Sparse")),
        ["BatchNorm of a number"] = new(c => c.Transforms.BatchNorm("Out", "Single")),
        ["BatchNorm of a double"] = new(c => c.Transforms.BatchNorm("Out", "Double")),
        ["BatchNorm of a byte"] = new(c => c.Transforms.BatchNorm("Out", "Byte")),
        ["BatchNorm over mini-batches"] = new(c => c.Transforms.BatchNorm("Out", "Flat", new() { BatchSize = 32 })),
        ["BatchNorm of two columns"] = new(c => c.Transforms.BatchNorm([new("Out", "Doubles"), new("Single")])),
        ["BatchNorm per text"] = new(c => c.Transforms.BatchNorm("Out", "Flat", Elsewhere, "Tenant")),
        ["BatchNorm per text in place"] = new(c => c.Transforms.BatchNorm("Flat", options: Elsewhere, groupColumnName: "Tenant"), "Flat"),
        ["BatchNorm per boolean, of an image, gamma, beta, weights"] = new(c => c.Transforms.BatchNorm("Out", "Image",
            new() { Epsilon = 1e-3, Gamma = Four, Beta = Four, ExampleWeightColumnName = "Weight", GroupColumnName = "Truth" })),
        ["BatchNorm of integers per integer"] = new(c => c.Transforms.BatchNorm("Out", "Integers", groupColumnName: "Shop")),
        ["BatchNorm of sparse rows per text, not centred"] =
            new(c => c.Transforms.BatchNorm("Out", "Sparse", Elsewhere with { Center = false }, "Tenant")),
        ["BatchNorm of doubles per text"] =
            new(c => c.Transforms.BatchNorm([new("Out", "Doubles")], Elsewhere with { GroupColumnName = "Tenant" })),
        ["Inverse of BatchNorm per text"] =
            new(c => new InverseEstimator(c,
                c.Transforms.BatchNorm("Flat", options: Elsewhere with { Beta = Twelve }, groupColumnName: "Tenant"), "Flat")),
        ["Inverse of BatchNorm"] = new(c => new InverseEstimator(c, c.Transforms.BatchNorm("Flat", options: new() { Beta = Twelve }), "Flat")),
        ["Inverse of BatchNorm of a double"] = new(c => new InverseEstimator(c, c.Transforms.BatchNorm("Double"), "Double")),
        ["LayerNorm"] = new(c => c.Transforms.LayerNorm("Out", "Flat")),
        ["LayerNorm in place, fast"] = new(c => c.Transforms.LayerNorm("Flat",
            options: new() { Precision = NormPrecision.Fast, Gamma = Twelve, Beta = Twelve }), "Flat"),
        ["LayerNorm of dimensions"] = new(c => c.Transforms.LayerNorm("Out", "Image", new() { Gamma = [1, 2, 3] })),
        ["LayerNorm of rows of any size"] = new(c => c.Transforms.LayerNorm("Out", "Variable", new() { NormalizedSize = 3 })),
        ["LayerNorm of integers"] = new(c => c.Transforms.LayerNorm("Out", "Integers")),
        ["LayerNorm of sparse rows"] = new(c => c.Transforms.LayerNorm("Out", "Sparse")),
        ["LayerNorm of two columns"] = new(c => c.Transforms.LayerNorm([new("Out", "Flat"), new("Wide", "Doubles")])),
        ["RMSNorm"] = new(c => c.Transforms.RmsNorm("Out", "Flat", new() { Gamma = Twelve, UnitOffset = true })),
        ["RMSNorm of doubles"] = new(c => c.Transforms.RmsNorm("Out", "Doubles")),
        ["RMSNorm of rows of any size"] = new(c => c.Transforms.RmsNorm("Out", "Variable")),
        ["UnitNorm"] = new(c => c.Transforms.UnitNorm("Out", "Flat")),
        ["UnitNorm in place, fast"] = new(c => c.Transforms.UnitNorm("Flat", options: new() { Precision = NormPrecision.Fast }), "Flat"),
        ["UnitNorm of doubles"] = new(c => c.Transforms.UnitNorm("Out", "Doubles")),
        ["UnitNorm of dimensions"] = new(c => c.Transforms.UnitNorm("Out", "Image")),
        ["UnitNorm of integers"] = new(c => c.Transforms.UnitNorm("Out", "Integers")),
        ["UnitNorm of sparse rows"] = new(c => c.Transforms.UnitNorm("Out", "Sparse")),
        ["UnitNorm of rows of any size"] = new(c => c.Transforms.UnitNorm("Out", "Variable")),
        ["UnitNorm by its options"] = new(c => c.Transforms.RowNorm("Out", "Flat", new UnitNormOptions { NormalizedSize = 4 })),
        ["a generated UnitNorm"] = new(c => c.Transforms.OnnxUnitNorm("Out", "Sparse")),
        ["GroupNorm"] = new(c => c.Transforms.GroupNorm("Out", "Image", new GroupNormOptions { Groups = 2, Gamma = Four, Beta = Four })),
        ["GroupNorm of channels last"] = new(c => c.Transforms.GroupNorm("Out", "Doubles",
            new GroupNormOptions { Groups = 2, Channels = 4, Layout = NormLayout.ChannelsLast })),
        ["InstanceNorm"] = new(c => c.Transforms.InstanceNorm("Out", "Image", new() { Gamma = Four, Beta = Four })),
        ["InstanceNorm of channels last"] = new(c =>
            c.Transforms.InstanceNorm("Out", "Flat", new() { Channels = 4, Layout = NormLayout.ChannelsLast })),
        ["a generated LayerNorm"] = new(c => c.Transforms.OnnxLayerNorm("Out", "Flat")),
        ["a generated RMSNorm with gamma"] = new(c => c.Transforms.Kernel<OnnxRmsNorm, float>("Out", "Sparse", new() { Gamma = Twelve })),
        ["a generated GroupNorm of doubles"] = new(
            c => c.Transforms.Kernel<OnnxGroupNorm, double>("Out", "Doubles", new() { Gamma = Four, Beta = Four })),
        ["a generated InstanceNorm in place"] = new(c => c.Transforms.OnnxInstanceNorm("Flat"), "Flat"),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>BatchNorm's inverse where an estimator is asked for: fits the norm and hands out the way back.</summary>
    private sealed class InverseEstimator(MLContext context, BatchNormEstimator estimator, string input) : IEstimator<NormTransformer>
    {
        public NormTransformer Fit(IDataView data) => estimator.Fit(data).Inverse("Out", input);

        // It gives a column like its input: no annotation is added.
        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            estimator.GetOutputSchema(inputSchema);
            return context.Transforms.CopyColumns("Out", input).GetOutputSchema(inputSchema);
        }
    }
}
