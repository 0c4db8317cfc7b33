using Microsoft.ML;
using Norm.ML.Inspection;
using Norm.ML.Onnx.Tests.Running;

namespace Norm.ML.Onnx.Tests.Reading;

/// <summary>What a norm of a file says of itself, how it is found, and what it becomes.</summary>
public class NodeTests
{
    [Fact]
    public void Parameters_that_are_remarkable_are_findings()
    {
        Assert.Equal([(FindingKind.GammaZero, FindingSeverity.Problem)], Batch(gamma: [0, 0]));
        Assert.Equal([(FindingKind.GammaZero, FindingSeverity.Advice)], Batch(gamma: [0, 1]));
        Assert.Equal([(FindingKind.VarianceNotPositive, FindingSeverity.Advice)], Batch(variance: [0, 1]));
        Assert.Equal([(FindingKind.VarianceNotPositive, FindingSeverity.Problem)], Batch(variance: [0, 1], epsilon: 0));
        Assert.Equal([(FindingKind.VarianceNotPositive, FindingSeverity.Problem)], Batch(variance: [-1, 1]));
        Assert.Equal([(FindingKind.ParametersNotFinite, FindingSeverity.Problem)], Batch(gamma: [1, float.NaN]));
        Assert.Equal([(FindingKind.Unfitted, FindingSeverity.Advice)], Batch(mean: [0, 0], variance: [1, 1]));
        Assert.Empty(Batch());

        static IEnumerable<(FindingKind, FindingSeverity)> Batch(float[]? gamma = null, float[]? mean = null, float[]? variance = null,
            float epsilon = 1e-3f) =>
            Graph(gamma, mean, variance, epsilon).Read()[0].Findings.Select(finding => (finding.Kind, finding.Severity));
    }

    [Fact]
    public void Statistics_that_cannot_normalize_are_refused_when_they_are_asked_for()
    {
        OnnxNormNode norm = Graph(variance: [-1, 1]).Read()[0];
        string message = Assert.Throws<InvalidOperationException>(() => norm.ToStatistics()).Message;
        Assert.Contains("BatchNorm 'norm' has mean 1 and variance -1 in channel 0", message);
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => norm.ToFitted<float>()).Message);
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => norm.ToTransformer(new MLContext(1), "x")).Message);
        Assert.Contains("is fitted", Assert.Throws<InvalidOperationException>(() => norm.ToRowNormOptions()).Message);
        OnnxNormNode layer = new TestGraph().Input("x", -1, -1).Output("y", -1, -1).Floats("eps", [1e-5f])
            .Node("a", "ReduceMean", "x -> m", ("axes", (long[])[-1])).Node("b", "Sub", "x m -> d")
            .Node("c", "Mul", "d d -> s").Node("e", "ReduceMean", "s -> v", ("axes", (long[])[-1])).Node("f", "Add", "v eps -> w")
                .Node("g", "Sqrt", "w -> r").Node("h", "Div", "d r -> y").Read()[0];
        Assert.Contains("does not say how many elements a row has", Assert.Throws<InvalidOperationException>(() =>
            layer.Normalize<float>([1, 2], new float[2])).Message);
        Assert.Contains("has no running statistics", Assert.Throws<InvalidOperationException>(() => layer.ToBatchNormOptions()).Message);
        Assert.Null(Assert.IsType<LayerNormOptions>(layer.ToRowNormOptions()).NormalizedSize);
    }

    [Fact]
    public void A_norm_is_found_by_its_name_and_by_what_it_makes()
    {
        TestGraph graph = Graph().Node("norm", "InstanceNormalization", "y gamma beta -> z").Node("", "InstanceNormalization", "z gamma beta -> w")
            .Node("open", "InstanceNormalization", "w w beta -> v");
        OnnxNorms norms = graph.Read();
        Assert.Equal(["norm", "norm", "w"], norms.Select(norm => norm.Name));
        Assert.Same(norms[0], norms["y"]);
        Assert.Same(norms[2], norms["w"]);
        Assert.Contains("2 norms of the name 'norm'; use the names of what they make: 'y', 'z'", Assert.Throws<KeyNotFoundException>(() =>
            norms["norm"]).Message);
        Assert.Contains("norm 'open' (InstanceNormalization) cannot be read: its scale, 'w', is not in the file",
            Assert.Throws<KeyNotFoundException>(() => norms["open"]).Message);
        Assert.Contains("has no norm 'other'; it has 'norm', 'norm', 'w'", Assert.Throws<KeyNotFoundException>(() => norms["other"]).Message);
        Assert.Equal("BatchNorm 'norm'", norms[0].ToString());
    }

    [Fact]
    public void A_layers_constant_channel_is_divided_by_the_root_of_epsilon()
    {
        OnnxNormNode norm = Graph(variance: [0, 4], epsilon: 0.25f).Read()[0];
        float[] fitted = new float[2], expected = [(3f - 1) / 0.5f, (float)((3 - 1) / Math.Sqrt(4.25))];
        norm.ToFitted<float>().Normalize([3, 3], fitted);
        Assert.Equal(expected, fitted);
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable([new Row()]);
        Row row = Assert.Single(context.Data.CreateEnumerable<Row>(norm.ToTransformer(context, nameof(Row.X)).Transform(data),
            reuseRowObject: false));
        Assert.Equal(expected, row.X);
    }

    private static TestGraph Graph(float[]? gamma = null, float[]? mean = null, float[]? variance = null, float epsilon = 1e-3f) =>
        new TestGraph().Input("x", -1, 2, 3).Output("y", -1, 2, 3)
        .Floats("gamma", gamma ?? [1, 1], 2).Floats("beta", [0, 0], 2).Floats("mean", mean ?? [1, 1], 2).Floats("variance", variance ?? [1, 2], 2)
        .Node("norm", "BatchNormalization", "x gamma beta mean variance -> y", ("epsilon", epsilon));

    private sealed class Row
    {
        [Microsoft.ML.Data.VectorType(2)]
        public float[] X { get; set; } = [3, 3];
    }
}
