using Norm.ML.Onnx.Internals.Messages;

namespace Norm.ML.Onnx.Internals.Reading;

/// <summary>Reads the normalization operators of ai.onnx and those that ONNX Runtime adds.</summary>
internal sealed class OperatorReading(ValueReading values)
{
    private const string Runtime = "com.microsoft";

    // What ONNX Runtime's fused operators add to the variance if they do not say.
    private const float FusedEpsilon = 1e-12f, DefaultEpsilon = 1e-5f;

    /// <summary>Whether a node is a normalization operator.</summary>
    public static bool IsNorm(NodeProto node) => node.Domain is "" or "ai.onnx"
        ? node.OpType is "BatchNormalization" or "InstanceNormalization" or "LayerNormalization" or "GroupNormalization"
            or "RMSNormalization" or "LpNormalization" or "MeanVarianceNormalization" or "SimplifiedLayerNormalization"
        : node.Domain == Runtime && node.OpType is "LayerNormalization" or "SimplifiedLayerNormalization" or "SkipLayerNormalization"
            or "SkipSimplifiedLayerNormalization" or "GroupNorm";

    /// <exception cref="UnreadNormException">Its parameters are not in the file, or it is not one of the library's norms.</exception>
    /// <exception cref="OnnxFormatException">What it says contradicts itself.</exception>
    public FoundNorm Read(NodeProto node) => node.OpType switch
    {
        "BatchNormalization" => BatchNormalization(node),
        "InstanceNormalization" => InstanceNormalization(node),
        "LayerNormalization" =>
            Rows(node, NormKind.LayerNorm, Float(node, "epsilon", DefaultEpsilon), Optional(node, 1), Optional(node, 2), Axis(node)),
        "RMSNormalization" or "SimplifiedLayerNormalization" =>
            Rows(node, NormKind.RmsNorm, Float(node, "epsilon", DefaultEpsilon), Optional(node, 1), null, Axis(node)),
        "SkipLayerNormalization" => Skip(node, NormKind.LayerNorm, beta: 3, bias: 4),
        "SkipSimplifiedLayerNormalization" => Skip(node, NormKind.RmsNorm, beta: -1, bias: 3),
        "GroupNormalization" => GroupNormalization(node),
        "LpNormalization" => LpNormalization(node),
        "GroupNorm" => throw new UnreadNormException("it is ONNX Runtime's GroupNorm with an activation in it; export the model without that fusion"),
        _ => throw new UnreadNormException("it takes its mean over the batch too and adds 1e-9 to the deviation, which no norm here does"),
    };

    private FoundNorm Skip(NodeProto node, NormKind kind, int beta, int bias)
    {
        FoundNorm norm = Rows(node, kind, Float(node, "epsilon", FusedEpsilon), Optional(node, 2), beta < 0 ? null : Optional(node, beta), -1);
        return norm with { Added = [node.Input[1], .. Optional(node, bias) is { } added ? [added] : (string[])[]] };
    }

    private FoundNorm Rows(NodeProto node, NormKind kind, double epsilon, string? gammaName, string? betaName, long axis)
    {
        long[]? input = values.Shape(Input(node, 0));
        if (axis >= 0 && input is null)
        {
            throw new UnreadNormException($"its axis is {axis}, and the file does not say how many dimensions its input has");
        }

        long count = axis < 0 ? -axis : input!.Length - axis;
        if (count < 1 || count > (input?.Length ?? int.MaxValue))
        {
            throw new OnnxFormatException($"norm {GraphScope.Describe(node)} has axis {axis} for an input of {input!.Length} dimensions.");
        }

        ConstantTensor? gamma = gammaName is null ? null : Parameter(gammaName, "scale");
        ConstantTensor? beta = betaName is null ? null : Parameter(betaName, "shift");
        string name = GraphScope.Describe(node);
        if (count > 64)
        {
            throw new OnnxFormatException($"norm {name} has axis {axis}; ONNX's tensors have fewer dimensions.");
        }

        long[]? shape = Affine.NormalizedShape(name, input, (int)count, gamma?.Shape);
        input = input is null ? shape : [.. input[..^(int)count], .. shape ?? input[^(int)count..]];
        shape = Affine.NormalizedShape(name, input, (int)count, beta?.Shape);
        if (shape is null && (gamma is not null || beta is not null))
        {
            throw new UnreadNormException("the file does not say how many elements its rows have");
        }

        return Found(node, kind, epsilon) with
        {
            NormalizedShape = shape,
            Gamma = gamma is null ? null : Affine.Spread(gamma, shape!),
            Beta = beta is null ? null : Affine.Spread(beta, shape!),
        };
    }

    private FoundNorm BatchNormalization(NodeProto node)
    {
        long opset = values.Opset(node.Domain);
        bool training = opset >= 14 ? Integer(node, "training_mode", 0) != 0
            : opset >= 7 ? node.Output.Count(name => name.Length > 0) > 1 : Integer(node, "is_test", 0) == 0;
        if (training)
        {
            throw new UnreadNormException("it is in training mode, where the batch's own statistics normalize");
        }

        if (Integer(node, "spatial", 1) == 0)
        {
            throw new UnreadNormException("its statistics belong to elements and not to channels (spatial is 0)");
        }

        double[] mean = PerChannel(node, 3, "mean", null), variance = PerChannel(node, 4, "variance", mean.Length);
        return Channels(node, NormKind.BatchNorm, mean.Length) with
        {
            Gamma = PerChannel(node, 1, "scale", mean.Length),
            Beta = PerChannel(node, 2, "shift", mean.Length),
            Mean = mean,
            Variance = variance,
        };
    }

    private FoundNorm InstanceNormalization(NodeProto node)
    {
        double[] gamma = PerChannel(node, 1, "scale", null);
        return Channels(node, NormKind.InstanceNorm, gamma.Length) with { Gamma = gamma, Beta = PerChannel(node, 2, "shift", gamma.Length) };
    }

    private FoundNorm GroupNormalization(NodeProto node)
    {
        long groups = Integer(node, "num_groups", 0);
        if (groups is < 1 or > int.MaxValue)
        {
            throw new OnnxFormatException($"norm {GraphScope.Describe(node)} has {groups} groups.");
        }

        bool perChannel = values.Opset(node.Domain) >= 21;
        double[] gamma = PerChannel(node, 1, "scale", perChannel ? null : (int)groups), beta = PerChannel(node, 2, "shift", gamma.Length);
        int? channels = perChannel ? gamma.Length : values.Shape(Input(node, 0)) is [_, > 0 and <= int.MaxValue and var all, ..] ? (int)all : null;
        if (channels % groups is > 0)
        {
            throw new OnnxFormatException($"norm {GraphScope.Describe(node)} has {groups} groups for {channels} channels.");
        }

        FoundNorm norm = channels is { } known ? Channels(node, NormKind.GroupNorm, known)
            : Found(node, NormKind.GroupNorm, Float(node, "epsilon", DefaultEpsilon));
        norm = norm with { Groups = (int)groups };
        if (perChannel)
        {
            return norm with { Gamma = gamma, Beta = beta };
        }

        // Scale and shift belong to groups; usually they are 1 and 0, and those of the channels follow.
        if (gamma.All(value => value == 1) && beta.All(value => value == 0))
        {
            return norm;
        }

        int size = (channels
            ?? throw new UnreadNormException("its scale belongs to groups, and the file does not say how many channels it has")) / (int)groups;
        int count = RepeatedNumbers.CheckCount(channels.Value);
        return norm with
        {
            Gamma = new RepeatedNumbers(gamma, count, channel => channel / size),
            Beta = new RepeatedNumbers(beta, count, channel => channel / size),
        };
    }

    // x / sqrt(sum(x^2)) is UnitNorm without epsilon; with a factor after it, it is RMSNorm without epsilon, times the factor over sqrt(n).
    private FoundNorm LpNormalization(NodeProto node)
    {
        long axis = Integer(node, "axis", -1), p = Integer(node, "p", 2);
        long[]? input = values.Shape(Input(node, 0));
        if (p != 2)
        {
            throw new UnreadNormException($"it divides by the norm of order {p}, which no norm here does");
        }

        if (axis != -1 && (input is null || axis != input.Length - 1))
        {
            throw new UnreadNormException($"its axis is {axis}, and its rows lie along the last one only if that is -1");
        }

        FoundNorm norm = Found(node, NormKind.UnitNorm, 0);

        // A factor that follows tells the size of a row, too.
        if (values.Scope.OnlyConsumer(norm.Output) is { OpType: "Mul", Input: [var a, var b], Output: [var product] }
            && values.Constant(values.Origin(a) == norm.Output ? b : a) is { } factor)
        {
            long[]? shape = Affine.NormalizedShape(GraphScope.Describe(node), input, 1, Affine.Trim(factor.Shape).Length > 1 ? null : factor.Shape);
            if (shape is not null && Affine.Trim(factor.Shape).Length <= 1)
            {
                double root = Math.Sqrt(shape[0]);
                double[] gamma = Array.ConvertAll(factor.Values, value => value / root);
                return norm with
                {
                    Kind = NormKind.RmsNorm,
                    NormalizedShape = shape,
                    Gamma = Affine.Spread(factor with { Values = gamma }, shape),
                    Output = product,
                };
            }
        }

        return norm with { NormalizedShape = Affine.NormalizedShape(GraphScope.Describe(node), input, 1, null) };
    }

    private FoundNorm Channels(NodeProto node, NormKind kind, int channels)
    {
        if (values.Shape(Input(node, 0)) is { } shape && (shape.Length < 2 || (shape[1] >= 0 && shape[1] != channels)))
        {
            throw new OnnxFormatException(
                $"norm {GraphScope.Describe(node)} has parameters for {channels} channels; "
                + $"its input is [{string.Join(", ", shape.Select(dimension => dimension < 0 ? "?" : $"{dimension}"))}].");
        }

        return Found(node, kind, Float(node, "epsilon", DefaultEpsilon)) with { Channels = channels };
    }

    private double[] PerChannel(NodeProto node, int input, string what, int? length)
    {
        ConstantTensor tensor = Parameter(Input(node, input), what);
        if (tensor.Shape.Length != 1 || tensor.Values.Length == 0 || (length is { } all && tensor.Values.Length != all))
        {
            throw new OnnxFormatException($"norm {GraphScope.Describe(node)} has a {what} of [{string.Join(", ", tensor.Shape)}]; expected: "
                + (length is { } count ? $"[{count}], as its other parameters." : "one dimension, a number for each channel."));
        }

        return tensor.Values;
    }

    private ConstantTensor Parameter(string name, string what) => values.Constant(name)
        ?? throw new UnreadNormException($"its {what}, {OnnxFormatException.Show(name)}, is not in the file but computed or given when it runs");

    private FoundNorm Found(NodeProto node, NormKind kind, double epsilon)
    {
        if (!(epsilon >= 0 && double.IsFinite(epsilon)))
        {
            throw new OnnxFormatException(FormattableString.Invariant(
                $"norm {GraphScope.Describe(node)} has epsilon {epsilon}; expected: a number that is not negative."));
        }

        return new(kind, GraphScope.NameOf(node), node.OpType, Input(node, 0), node.Output.FirstOrDefault() ?? "", epsilon);
    }

    private static long Axis(NodeProto node) => Integer(node, "axis", -1);

    private static string Input(NodeProto node, int input) => Optional(node, input)
        ?? throw new OnnxFormatException($"norm {GraphScope.Describe(node)} has no input {input + 1}, which it needs.");

    private static string? Optional(NodeProto node, int input) => input < node.Input.Count && node.Input[input].Length > 0 ? node.Input[input] : null;

    private static float Float(NodeProto node, string name, float otherwise) => ValueReading.Attribute(node, name) is not { } attribute ? otherwise
        : attribute.HasF && attribute.Type is 0 or 1 ? attribute.F : throw Wrong(node, name, "a number");

    private static long Integer(NodeProto node, string name, long otherwise) => ValueReading.Attribute(node, name) is not { } attribute ? otherwise
        : attribute.HasI && attribute.Type is 0 or 2 ? attribute.I : throw Wrong(node, name, "an integer");

    private static OnnxFormatException Wrong(NodeProto node, string name, string expected) =>
        new($"norm {GraphScope.Describe(node)} has an attribute {OnnxFormatException.Show(name)} that is not {expected}, or is a function's.");
}
