using Norm.ML.Onnx.Tests.Running;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Onnx.Tests.Reading;

/// <summary>Norms in the forms that exporters and ONNX Runtime write, read and run beside ONNX Runtime.</summary>
public class PatternTests
{
    private static readonly long[] Rows = [2, 3, 8], Images = [2, 4, 3, 2];

    private static readonly float[] X = [.. Enumerable.Range(0, 48).Select(i => (float)(Math.Sin(i * 1.7) + (0.3 * i % 2)))];
    private static readonly float[] Gamma = [.. Enumerable.Range(0, 24).Select(i => 0.5f + (0.125f * i))],
        Beta = [.. Enumerable.Range(0, 24).Select(i => 1f - (0.25f * i))];

    private static readonly Dictionary<string, (NormKind Kind, Func<TestGraph> Build)> All = new()
    {
        ["PyTorch"] = (NormKind.LayerNorm, () => Centred("Pow d two -> sq").Node("/norm/Div", "Div", "d s -> n")
            .Node("/norm/Mul", "Mul", "n gamma -> g").Node("/norm/Add_1", "Add", "g beta -> y")),
        ["a product for the square"] = (NormKind.LayerNorm, () =>
            Centred("Mul d d -> sq").Node("/norm/Div", "Div", "d s -> n").Node("/norm/Mul", "Mul", "n gamma -> g")
            .Node("/norm/Add_1", "Add", "g beta -> y")),
        ["the mean subtracted twice"] = (NormKind.LayerNorm, () =>
            Centred("Pow d two -> sq").Node("/norm/Sub_1", "Sub", "x m -> d2").Node("/norm/Div", "Div", "d2 s -> n")
            .Node("/norm/Mul", "Mul", "n gamma -> g").Node("/norm/Add_1", "Add", "g beta -> y")),
        ["operands the other way round"] = (NormKind.LayerNorm, () =>
            Centred("Pow d two -> sq", sum: "eps v -> ve").Node("/norm/Div", "Div", "d s -> n").Node("/norm/Mul", "Mul", "gamma n -> g")
            .Node("/norm/Add_1", "Add", "beta g -> y")),
        ["a reciprocal"] = (NormKind.LayerNorm, () => Centred("Pow d two -> sq").Node("/norm/Reciprocal", "Reciprocal", "s -> r")
            .Node("/norm/Mul", "Mul", "d r -> n").Node("/norm/Mul_1", "Mul", "n gamma -> g").Node("/norm/Add_1", "Add", "g beta -> y")),
        ["one over the root"] = (NormKind.LayerNorm, () => Centred("Pow d two -> sq").Node("/norm/Div", "Div", "one s -> r")
            .Node("/norm/Mul", "Mul", "r d -> n").Node("/norm/Mul_1", "Mul", "n gamma -> g").Node("/norm/Add_1", "Add", "g beta -> y")),
        ["a power of -0.5"] = (NormKind.LayerNorm, () => Centred("Pow d two -> sq", root: false).Floats("half", [-0.5f])
            .Node("/norm/Pow_1", "Pow", "ve half -> r").Node("/norm/Mul", "Mul", "d r -> n").Node("/norm/Mul_1", "Mul", "n gamma -> g")
            .Node("/norm/Add_1", "Add", "g beta -> y")),
        ["gamma times the reciprocal"] = (NormKind.LayerNorm, () =>
            Centred("Pow d two -> sq").Node("/norm/Reciprocal", "Reciprocal", "s -> r").Node("/norm/Mul", "Mul", "r gamma -> rg")
            .Node("/norm/Mul_1", "Mul", "d rg -> g").Node("/norm/Add_1", "Add", "g beta -> y")),
        ["TensorFlow"] = (NormKind.LayerNorm, () => Centred("Mul d d -> sq").Node("/norm/Reciprocal", "Reciprocal", "s -> r")
            .Node("/norm/Mul", "Mul", "r gamma -> rg").Node("/norm/Mul_1", "Mul", "x rg -> a").Node("/norm/Mul_2", "Mul", "m rg -> b")
            .Node("/norm/Sub_1", "Sub", "beta b -> c").Node("/norm/Add_1", "Add", "a c -> y")),
        ["casts to double and back"] = (NormKind.LayerNorm, () =>
            Common().Node("/norm/Cast", "Cast", "x -> xd", ("to", TestGraph.Double)).Doubles("epsd", [1e-3])
            .Node("/norm/ReduceMean", "ReduceMean", "xd -> m", ("axes", (long[])[-1]))
            .Node("/norm/Sub", "Sub", "xd m -> d").Node("/norm/Mul", "Mul", "d d -> sq")
                .Node("/norm/ReduceMean_1", "ReduceMean", "sq -> v", ("axes", (long[])[-1])).Node("/norm/Add", "Add", "v epsd -> ve")
                .Node("/norm/Sqrt", "Sqrt", "ve -> s")
            .Node("/norm/Div", "Div", "d s -> nd").Node("/norm/Cast_1", "Cast", "nd -> n", ("to", TestGraph.Float))
                .Node("/norm/Mul_1", "Mul", "n gamma -> g").Node("/norm/Add_1", "Add", "g beta -> y")),
        ["neither gamma nor beta"] = (NormKind.LayerNorm, () => Centred("Pow d two -> sq").Node("/norm/Div", "Div", "d s -> y")),
        ["beta alone"] = (NormKind.LayerNorm, () => Centred("Pow d two -> sq").Node("/norm/Div", "Div", "d s -> n")
            .Node("/norm/Add_1", "Add", "n beta -> y")),
        ["axes as an input"] = (NormKind.LayerNorm, () => Common(18).Integers("axes", -1).Node("/norm/ReduceMean", "ReduceMean", "x axes -> m")
            .Node("/norm/Sub", "Sub", "x m -> d").Node("/norm/Pow", "Pow", "d two -> sq")
            .Node("/norm/ReduceMean_1", "ReduceMean", "sq axes -> v").Node("/norm/Add", "Add", "v eps -> ve").Node("/norm/Sqrt", "Sqrt", "ve -> s")
                .Node("/norm/Div", "Div", "d s -> n").Node("/norm/Mul", "Mul", "n gamma -> g").Node("/norm/Add_1", "Add", "g beta -> y")),
        ["an axis counted from the front"] = (NormKind.LayerNorm, () =>
            Centred("Pow d two -> sq", axis: 2).Node("/norm/Div", "Div", "d s -> n").Node("/norm/Mul", "Mul", "n gamma -> g")
            .Node("/norm/Add_1", "Add", "g beta -> y")),
        ["RMSNorm"] = (NormKind.RmsNorm, () => Squares().Node("/norm/Div", "Div", "x s -> n").Node("/norm/Mul", "Mul", "n gamma -> y")),
        ["RMSNorm with a reciprocal"] = (NormKind.RmsNorm, () =>
            Squares().Node("/norm/Reciprocal", "Reciprocal", "s -> r").Node("/norm/Mul", "Mul", "x r -> n")
            .Node("/norm/Mul_1", "Mul", "gamma n -> y")),
        ["RMSNorm with 1 + gamma"] = (NormKind.RmsNorm, () =>
            Squares().Node("/norm/Div", "Div", "x s -> n").Node("/norm/Add_1", "Add", "gamma one -> g1").Node("/norm/Mul", "Mul", "n g1 -> y")),
        ["two axes"] = (NormKind.LayerNorm, () => Common(affine: [3, 8]).Node("/norm/ReduceMean", "ReduceMean", "x -> m", ("axes", (long[])[-2, -1]))
            .Node("/norm/Sub", "Sub", "x m -> d").Node("/norm/Pow", "Pow", "d two -> sq")
            .Node("/norm/ReduceMean_1", "ReduceMean", "sq -> v", ("axes", (long[])[-1, -2])).Node("/norm/Add", "Add", "v eps -> ve")
                .Node("/norm/Sqrt", "Sqrt", "ve -> s").Node("/norm/Div", "Div", "d s -> n").Node("/norm/Mul", "Mul", "n gamma -> g")
                .Node("/norm/Add_1", "Add", "g beta -> y")),
        ["InstanceNorm"] = (NormKind.InstanceNorm, () => Common(affine: [4, 1, 1], shape: Images)
            .Node("/norm/ReduceMean", "ReduceMean", "x -> m", ("axes", (long[])[2, 3])).Node("/norm/Sub", "Sub", "x m -> d")
            .Node("/norm/Pow", "Pow", "d two -> sq")
            .Node("/norm/ReduceMean_1", "ReduceMean", "sq -> v", ("axes", (long[])[2, 3])).Node("/norm/Add", "Add", "v eps -> ve")
                .Node("/norm/Sqrt", "Sqrt", "ve -> s").Node("/norm/Div", "Div", "d s -> n").Node("/norm/Mul", "Mul", "n gamma -> g")
                .Node("/norm/Add_1", "Add", "g beta -> y")),
        ["GroupNorm of PyTorch"] = (NormKind.GroupNorm, () =>
            Common(affine: [4, 1, 1], shape: Images).Integers("groups", 0, 2, -1).Floats("ones", [1, 1], 2).Floats("zeros", [0, 0], 2)
            .Node("/norm/Reshape", "Reshape", "x groups -> xg")
            .Node("/norm/InstanceNormalization", "InstanceNormalization", "xg ones zeros -> ng", ("epsilon", 1e-3f))
                .Node("/norm/Shape", "Shape", "x -> shape").Node("/norm/Reshape_1", "Reshape", "ng shape -> n")
                .Node("/norm/Mul", "Mul", "n gamma -> g").Node("/norm/Add", "Add", "g beta -> y")),
        ["GroupNormalization of opset 18, gamma after it"] = (NormKind.GroupNorm, () =>
            Common(18, [4, 1, 1], Images).Floats("ones", [1, 1], 2).Floats("zeros", [0, 0], 2)
            .Node("/norm/GroupNormalization", "GroupNormalization", "x ones zeros -> n", ("epsilon", 1e-3f), ("num_groups", 2))
                .Node("/norm/Mul", "Mul", "n gamma -> g").Node("/norm/Add", "Add", "g beta -> y")),
        ["GroupNormalization of opset 18, scale per group"] = (NormKind.GroupNorm, () =>
            Common(18, shape: Images).Floats("scale", [2, 0.5f], 2).Floats("shift", [1, -1], 2)
            .Node("norm", "GroupNormalization", "x scale shift -> y", ("epsilon", 1e-3f), ("num_groups", 2))),
        ["SimplifiedLayerNormalization"] = (NormKind.RmsNorm, () =>
            Common().Node("norm", "SimplifiedLayerNormalization", "x gamma -> y", ("axis", -1), ("epsilon", 1e-3f))),
        ["LayerNormalization, gamma repeated"] = (NormKind.LayerNorm, () =>
            Common().Floats("g", [0.5f], 1).Node("norm", "LayerNormalization", "x g beta -> y", ("axis", 1), ("epsilon", 1e-3f))),
        ["LpNormalization"] = (NormKind.UnitNorm, () => Common().Node("norm", "LpNormalization", "x -> y")),
        ["LpNormalization with a factor"] = (NormKind.RmsNorm, () =>
            Common().Node("norm", "LpNormalization", "x -> n").Node("Mul", "Mul", "n gamma -> y")),
        ["PyTorch's normalize"] = (NormKind.UnitNorm, () => Common().Node("/norm/ReduceL2", "ReduceL2", "x -> l", ("axes", (long[])[-1]))
            .Node("/norm/Clip", "Clip", "l eps -> c").Node("/norm/Shape", "Shape", "x -> s").Node("/norm/Expand", "Expand", "c s -> e")
            .Node("/norm/Div", "Div", "x e -> y")),
        ["a length with a least number"] = (NormKind.UnitNorm, () => Common(18).Integers("axes", -1).Node("/norm/ReduceL2", "ReduceL2", "x axes -> l")
            .Node("/norm/Max", "Max", "eps l -> c").Node("/norm/Div", "Div", "x c -> y")),
    };

    public static TheoryData<string> Forms => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_norm_is_found_and_gives_OnnxRuntimes_result(string form)
    {
        TestGraph graph = All[form].Build();
        OnnxNorms norms = graph.Read();
        Assert.Empty(norms.Unread);
        OnnxNormNode norm = Assert.Single(norms);
        Assert.Equal((All[form].Kind, "x", "y"), (norm.Kind, norm.Input, norm.Output));
        if (!form.StartsWith("LpNormalization", StringComparison.Ordinal))
        {
            Assert.Equal(1e-3, norm.Epsilon, 1e-9);
        }

        Assert.Same(norm, norms["y"]);
        Assert.Same(norm, norms[norm.Name]);
        CheckAgainstRuntime(graph, norm, X);
    }

    [Theory]
    [InlineData("SkipLayerNormalization", "x skip gamma beta bias -> y", NormKind.LayerNorm)]
    [InlineData("SkipLayerNormalization", "x skip gamma -> y", NormKind.LayerNorm)]
    [InlineData("SkipSimplifiedLayerNormalization", "x skip gamma -> y", NormKind.RmsNorm)]
    [InlineData("SkipSimplifiedLayerNormalization", "x skip gamma bias -> y", NormKind.RmsNorm)]
    public void A_norm_that_adds_first_takes_the_sum(string operation, string values, NormKind kind)
    {
        TestGraph graph = Common(runtimeOperators: true).Input("skip", Rows).Floats("bias", [.. Beta[..8].Select(value => value / 3)], 8)
            .Node("norm", $"com.microsoft:{operation}", values, ("epsilon", 1e-3f));
        OnnxNormNode norm = Assert.Single(graph.Read());
        Assert.Equal(kind, norm.Kind);
        Assert.Equal(values.Contains("bias", StringComparison.Ordinal) ? ["skip", "bias"] : ["skip"], norm.Added);
        float[] skip = [.. X.Reverse()], sum = [.. X.Zip(skip, (a, b) => a + b)];
        if (norm.Added.Count == 2)
        {
            sum = [.. sum.Select((value, i) => value + (Beta[i % 8] / 3))];
        }

        using var model = new RuntimeModel(graph.ToArray());
        float[] expected = model.Run<float>(new() { ["x"] = X, ["skip"] = skip }, Rows, "y"), actual = new float[sum.Length];
        norm.Normalize<float>(sum, actual);
        Same(expected, actual);
    }

    [Fact]
    public void Parameters_of_nodes_and_of_graphs_inside_nodes_are_read()
    {
        var inside = new TestGraph();
        inside.Node("inner", "LayerNormalization", "x gamma beta -> z", ("epsilon", 1e-3f)).Output("z", Rows);
        var other = new TestGraph();
        other.Node("other", "Identity", "x -> z2").Output("z2", Rows);
        TestGraph graph = Common(affine: [8]).Node("c", "Constant", "-> cond",
            ("value", new Norm.ML.Onnx.Internals.Messages.TensorProto { DataType = 9, RawData = Google.Protobuf.ByteString.CopyFrom(1) }))
            .Node("if", "If", "cond -> y", ("then_branch", inside.Graph), ("else_branch", other.Graph));
        OnnxNormNode norm = Assert.Single(graph.Read());
        Assert.Equal(("inner", "z"), (norm.Name, norm.Output));
        Assert.Equal(Gamma[..8].Select(value => (double)value), norm.Gamma);
        using var model = new RuntimeModel(graph.ToArray());
        float[] actual = new float[48];
        norm.Normalize<float>(X, actual);
        Same(model.Run("x", X, Rows, "y"), actual);
    }

    [Theory]
    [InlineData(TestGraph.Half)]
    [InlineData(TestGraph.BFloat16)]
    [InlineData(TestGraph.Double)]
    [InlineData(TestGraph.Float)]
    public void Parameters_of_every_type_are_read_without_loss_from_bytes_and_from_numbers(int type)
    {
        float[] values = [1, -0.5f, 1.984375f, 0];
        foreach (bool raw in (bool[])[true, false])
        {
            var tensor = new Norm.ML.Onnx.Internals.Messages.TensorProto { Name = "gamma", DataType = type };
            tensor.Dims.Add(4);
            byte[][] bytes = [.. values.Select(value => type switch
            {
                TestGraph.Half => BitConverter.GetBytes((Half)value),
                TestGraph.BFloat16 => BitConverter.GetBytes(value)[2..],
                TestGraph.Double => BitConverter.GetBytes((double)value),
                _ => BitConverter.GetBytes(value),
            })];
            if (raw)
            {
                tensor.RawData = Google.Protobuf.ByteString.CopyFrom([.. bytes.SelectMany(element => element)]);
            }
            else if (type == TestGraph.Double)
            {
                tensor.DoubleData.AddRange(values.Select(value => (double)value));
            }
            else if (type == TestGraph.Float)
            {
                tensor.FloatData.AddRange(values);
            }
            else
            {
                tensor.Int32Data.AddRange(bytes.Select(element => (int)BitConverter.ToUInt16(element)));
            }

            var graph = new TestGraph().Input("x", -1, 4).Output("y", -1, 4);
            graph.Graph.Initializer.Add(tensor);
            OnnxNormNode norm = Assert.Single(graph.Node("norm", "LayerNormalization", "x gamma -> y").Read());
            Assert.Equal(values.Select(value => (double)value), norm.Gamma);
        }
    }

    [Fact]
    public void What_only_looks_like_a_norm_is_none()
    {
        // Divided by the deviation of something else.
        Assert.Empty(Centred("Pow d two -> sq").Input("z", Rows).Node("/norm/Div", "Div", "z s -> y").Read());

        // The mean over other axes than the variance.
        TestGraph other = Common().Node("a", "ReduceMean", "x -> m", ("axes", (long[])[-2])).Node("b", "Sub", "x m -> d")
            .Node("c", "Mul", "d d -> sq")
            .Node("e", "ReduceMean", "sq -> v", ("axes", (long[])[-1])).Node("f", "Add", "v eps -> ve").Node("g", "Sqrt", "ve -> s")
                .Node("h", "Div", "d s -> y");
        OnnxNormNode rms = Assert.Single(other.Read());
        Assert.Equal((NormKind.RmsNorm, "d"), (rms.Kind, rms.Input));

        // A factor for each example, or for each row of an example, is not the gamma of a row.
        TestGraph examples = Centred("Pow d two -> sq").Floats("factor", Gamma[..2], 2, 1, 1).Node("/norm/Div", "Div", "d s -> n")
            .Node("/norm/Mul", "Mul", "n factor -> y");
        OnnxNormNode plain = Assert.Single(examples.Read());
        Assert.Equal((NormKind.LayerNorm, null, "n"), (plain.Kind, plain.Gamma, plain.Output));
        TestGraph rows = Centred("Pow d two -> sq").Floats("factor", Gamma[..3], 3, 1).Node("/norm/Div", "Div", "d s -> n")
            .Node("/norm/Mul", "Mul", "n factor -> y");
        OnnxNormNode channels = Assert.Single(rows.Read());
        Assert.Equal((NormKind.InstanceNorm, 3), (channels.Kind, channels.Channels));
        CheckAgainstRuntime(rows, channels, X);
    }

    private static TestGraph Common(int opset = 17, long[]? affine = null, long[]? shape = null, bool runtimeOperators = false)
    {
        affine ??= [8];
        int count = (int)affine.Aggregate(1L, (a, b) => a * b);
        return new TestGraph(opset, runtimeOperators).Input("x", shape ?? Rows).Output("y", shape ?? Rows)
            .Floats("gamma", Gamma[..count], affine).Floats("beta", Beta[..count], affine).Floats("eps", [1e-3f]).Floats("two", [2])
                .Floats("one", [1]);
    }

    private static TestGraph Centred(string square, string sum = "v eps -> ve", bool root = true, long axis = -1)
    {
        TestGraph graph = Common().Node("/norm/ReduceMean", "ReduceMean", "x -> m", ("axes", (long[])[axis])).Node("/norm/Sub", "Sub", "x m -> d")
            .Node("/norm/Square", square.Split(' ')[0], square[square.IndexOf(' ')..])
                .Node("/norm/ReduceMean_1", "ReduceMean", "sq -> v", ("axes", (long[])[axis])).Node("/norm/Add", "Add", sum);
        return root ? graph.Node("/norm/Sqrt", "Sqrt", "ve -> s") : graph;
    }

    private static TestGraph Squares() => Common().Node("/norm/Pow", "Pow", "x two -> sq")
        .Node("/norm/ReduceMean", "ReduceMean", "sq -> v", ("axes", (long[])[-1]))
        .Node("/norm/Add", "Add", "v eps -> ve").Node("/norm/Sqrt", "Sqrt", "ve -> s");

    private static void CheckAgainstRuntime(TestGraph graph, OnnxNormNode norm, float[] x)
    {
        long[] shape = [.. graph.Graph.Input[0].Type.TensorType.Shape.Dim.Select(dimension => dimension.DimValue)];

        // Node by node: ONNX Runtime 1.31.1 takes an epsilon of 1e-5 when it replaces these nodes by one, if epsilon is the addition's first operand.
        using var model = new RuntimeModel(graph.ToArray(), optimize: false);
        float[] expected = model.Run("x", x, shape, norm.Output), actual = new float[x.Length];
        norm.Normalize<float>(x, actual, (int)shape[2..].Aggregate(1L, (a, b) => a * b));
        Same(expected, actual);
    }

    private static void Same(float[] expected, float[] actual)
    {
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 2e-6 * scale,
                $"Element {i}: ONNX Runtime gives {expected[i]:R}, the norm that was read {actual[i]:R}.");
        }
    }
}
