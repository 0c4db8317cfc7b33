using Norm.ML.Onnx.Tests.Running;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Onnx.Tests.Reading;

/// <summary>
/// A block of a transformer: attention and a feed-forward part, each after a norm, with residuals. Every norm is read out of it and run alone.
/// </summary>
public class TransformerBlockTests
{
    private const int Width = 16, Inner = 32, Tokens = 5;

    private static readonly long[] Shape = [1, Tokens, Width];

    private readonly Random _random = new(5);

    [Fact]
    public void Each_norm_of_a_transformer_gives_OnnxRuntimes_result_for_that_node()
    {
        TestGraph graph = Block();
        OnnxNorms norms = graph.Read();
        Assert.Empty(norms.Unread);
        Assert.Equal(["/block/norm1", "/block/norm2", "/block/norm3"], norms.Select(norm => norm.Name));
        Assert.Equal([NormKind.LayerNorm, NormKind.LayerNorm, NormKind.RmsNorm], norms.Select(norm => norm.Kind));

        float[] tokens = Numbers(Tokens * Width, 3, mean: 1);
        // Both ends of each node become outputs of the graph.
        string[] wanted = [.. norms.SelectMany(norm => (string[])[norm.Input, norm.Output]).Distinct()];
        graph.Graph.Output.Clear();
        foreach (string value in wanted.Where(value => value != "x"))
        {
            graph.Output(value, Shape);
        }

        using var model = new RuntimeModel(graph.ToArray());
        foreach (OnnxNormNode norm in norms)
        {
            float[] input = norm.Input == "x" ? tokens : model.Run("x", tokens, Shape, norm.Input),
                expected = model.Run("x", tokens, Shape, norm.Output);
            float[] actual = new float[input.Length];
            norm.Normalize<float>(input, actual);
            double scale = expected.Max(Math.Abs);
            Assert.All(expected.Zip(actual), pair =>
                Assert.True(Math.Abs(pair.First - pair.Second) <= 2e-6 * scale,
                $"{norm}: ONNX Runtime gives {pair.First:R}, the norm {pair.Second:R}."));
        }
    }

    private TestGraph Block()
    {
        TestGraph graph = new TestGraph().Input("x", Shape).Output("y", Shape).Floats("eps", [1e-5f]).Floats("two", [2])
            .Floats("scale", [(float)(1 / Math.Sqrt(Width))]);
        for (int i = 1; i <= 3; i++)
        {
            graph.Floats($"gamma{i}", Numbers(Width, 0.3, mean: 1), Width).Floats($"beta{i}", Numbers(Width, 0.2), Width);
        }

        foreach (string weight in (string[])["wq", "wk", "wv", "wo"])
        {
            graph.Floats(weight, Numbers(Width * Width, 0.2), Width, Width);
        }

        graph.Floats("w1", Numbers(Width * Inner, 0.2), Width, Inner).Floats("w2", Numbers(Inner * Width, 0.2), Inner, Width);
        return graph
            .Node("/block/norm1", "LayerNormalization", "x gamma1 beta1 -> n1", ("axis", -1), ("epsilon", 1e-5f))
            .Node("/block/q", "MatMul", "n1 wq -> q").Node("/block/k", "MatMul", "n1 wk -> k").Node("/block/v", "MatMul", "n1 wv -> v")
            .Node("/block/kt", "Transpose", "k -> kt", ("perm", (long[])[0, 2, 1])).Node("/block/qk", "MatMul", "q kt -> qk")
                .Node("/block/scale", "Mul", "qk scale -> qks")
            .Node("/block/softmax", "Softmax", "qks -> p", ("axis", -1)).Node("/block/pv", "MatMul", "p v -> pv")
                .Node("/block/o", "MatMul", "pv wo -> o").Node("/block/add1", "Add", "x o -> h")
            .Node("/block/norm2/ReduceMean", "ReduceMean", "h -> m", ("axes", (long[])[-1])).Node("/block/norm2/Sub", "Sub", "h m -> d")
                .Node("/block/norm2/Pow", "Pow", "d two -> sq")
            .Node("/block/norm2/ReduceMean_1", "ReduceMean", "sq -> va", ("axes", (long[])[-1])).Node("/block/norm2/Add", "Add", "va eps -> ve")
                .Node("/block/norm2/Sqrt", "Sqrt", "ve -> s")
            .Node("/block/norm2/Div", "Div", "d s -> n").Node("/block/norm2/Mul", "Mul", "n gamma2 -> g")
                .Node("/block/norm2/Add_1", "Add", "g beta2 -> n2")
            .Node("/block/fc1", "MatMul", "n2 w1 -> f1").Node("/block/relu", "Relu", "f1 -> f2").Node("/block/fc2", "MatMul", "f2 w2 -> f3")
                .Node("/block/add2", "Add", "h f3 -> z")
            .Node("/block/norm3/Pow", "Pow", "z two -> zsq").Node("/block/norm3/ReduceMean", "ReduceMean", "zsq -> zm", ("axes", (long[])[-1]))
                .Node("/block/norm3/Add", "Add", "zm eps -> zme")
            .Node("/block/norm3/Sqrt", "Sqrt", "zme -> zs").Node("/block/norm3/Div", "Div", "z zs -> zn")
                .Node("/block/norm3/Mul", "Mul", "zn gamma3 -> y");
    }

    private float[] Numbers(int count, double spread, double mean = 0) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(mean + (spread * ((2 * _random.NextDouble()) - 1))))];
}
