namespace Norm.ML.Onnx.Tests.Reading;

/// <summary>The cases of ONNX's own tests, read out of files.</summary>
public class NodeCaseTests
{
    // What the operator computes and no norm here does.
    private static readonly Dictionary<string, string> NotOurs = new()
    {
        ["test_batchnorm_epsilon_training_mode"] = "training mode",
        ["test_batchnorm_example_training_mode"] = "training mode",
        ["test_l1normalization_axis_0"] = "order 1",
        ["test_l1normalization_axis_1"] = "order 1",
        ["test_l1normalization_axis_last"] = "order 1",
        ["test_l2normalization_axis_0"] = "axis is 0",
        ["test_mvn"] = "over the batch",
    };

    public static TheoryData<string> Cases => [.. NodeCase.Names];

    [Fact]
    public void There_are_fifty_eight() => Assert.Equal(58, NodeCase.Names.Count());

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_norm_read_out_of_a_file_gives_what_the_case_says(string name)
    {
        var node = new NodeCase(name);
        OnnxNorms norms = node.Graph.Read();
        if (NotOurs.TryGetValue(name, out string? reason))
        {
            Assert.Empty(norms);
            Assert.Contains(reason, Assert.Single(norms.Unread).Reason);
            return;
        }

        Assert.Empty(norms.Unread);
        OnnxNormNode norm = Assert.Single(norms);
        Assert.Equal((name, "x", "y"), (norm.Name, norm.Input, norm.Output));
        float[] y = new float[node.X.Length];
        norm.Normalize<float>(node.X, y, node.Shape.Skip(2).Aggregate(1, (a, b) => a * b));
        for (int i = 0; i < y.Length; i++)
        {
            Assert.True(Math.Abs(y[i] - node.Y[i]) <= 2e-6 + (1e-5 * Math.Abs(node.Y[i])), $"Element {i} is {y[i]:R}, the case says {node.Y[i]:R}.");
        }
    }

    [Fact]
    public void A_parameter_that_is_an_input_is_named_as_the_reason()
    {
        NodeCase node = new("test_layer_normalization_2d_axis1");
        node.Graph.Graph.Initializer.RemoveAt(0);
        node.Graph.Input("scale", 4);
        Assert.Contains("its scale, 'scale', is not in the file", Assert.Single(node.Graph.Read().Unread).Reason);
    }
}
