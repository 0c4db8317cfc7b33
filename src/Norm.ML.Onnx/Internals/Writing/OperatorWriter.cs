using Norm.ML.Internals.Onnx;

namespace Norm.ML.Onnx.Internals.Writing;

/// <summary>Writes norms with the normalization operators of ai.onnx. They compute in the element type of their input.</summary>
internal static class OperatorWriter
{
    // The number that ONNX has for double.
    private const long DoubleArithmetic = 11;

    /// <param name="graph">Its value has the element type that is computed in; afterwards it is normalized, in dimensions of the norm's
    /// choice.</param>
    /// <param name="norm">The norm.</param>
    /// <param name="opset">The operator set.</param>
    /// <param name="type">The element type that is computed in.</param>
    /// <returns>False, with nothing written, if the operator set has no operator for it.</returns>
    public static bool TryWrite(OnnxGraph graph, WrittenNorm norm, int opset, Type type) => norm.Norm switch
    {
        OnnxChannels { Inverse: false } channels => BatchNormalization(graph, channels, norm.Epsilon, type),
        OnnxSegments { Norm.Divisor: NormDivisor.Length } row => row.Epsilon == 0 && LpNormalization(graph, row),
        OnnxSegments { Kind: NormKind.RmsNorm, Epsilon: 0 } row => LpNormalization(graph, row),
        // Operators hold epsilon as a float. With 0 they divide 0 by 0 in a constant row, where the norms here give beta.
        OnnxSegments segments when !float.IsNormal((float)segments.Epsilon) => false,
        OnnxSegments { Kind: NormKind.LayerNorm } row => LayerNormalization(graph, row),
        OnnxSegments { Kind: NormKind.RmsNorm } row => opset >= Opsets.RmsNormalization && RmsNormalization(graph, row),
        OnnxSegments { Kind: NormKind.GroupNorm } groups => opset >= Opsets.GroupNormalization && GroupNormalization(graph, groups, opset),
        // The operator takes doubles; ONNX Runtime's takes floats only.
        OnnxSegments { Kind: NormKind.InstanceNorm } channels => type == typeof(float) && InstanceNormalization(graph, channels),
        _ => false,
    };

    private static bool LayerNormalization(OnnxGraph graph, OnnxSegments norm)
    {
        long[] row = norm.ParameterShape;
        graph.Reshape(norm.Shape);
        string[] inputs = [graph.Value, graph.Tensor(OrElse(norm.Gamma, 1, row[0]), row, "Gamma")];
        if (norm.Beta.Count > 0)
        {
            inputs = [.. inputs, graph.Tensor(norm.Beta, row, "Beta")];
        }

        graph.Value = graph.Operator("LayerNormalization", inputs, ("axis", -1L), ("epsilon", (float)norm.Epsilon));
        return true;
    }

    private static bool RmsNormalization(OnnxGraph graph, OnnxSegments norm)
    {
        long[] row = norm.ParameterShape;
        graph.Reshape(norm.Shape);
        graph.Value = graph.Operator("RMSNormalization", [graph.Value, graph.Tensor(Scale(norm, row[0]), row, "Gamma")],
            ("axis", -1L), ("epsilon", (float)norm.Epsilon));
        return true;
    }

    // UnitNorm is the operator itself. RMSNorm: x / sqrt(mean(x^2)) is x / sqrt(sum(x^2)) times the root of the number of elements. A row of zeros
    // gives zeros.
    private static bool LpNormalization(OnnxGraph graph, OnnxSegments norm)
    {
        long[] row = norm.ParameterShape;
        graph.Reshape(norm.Shape);
        graph.Value = graph.Operator("LpNormalization", [graph.Value], ("axis", -1L), ("p", 2L));
        if (norm.Norm.Divisor == NormDivisor.Length)
        {
            return true;
        }

        double root = Math.Sqrt(row[0]);
        graph.Value = norm.Gamma.Count == 0
            ? graph.Node("Mul", graph.Value, graph.Constant(root))
            : graph.Node("Mul", graph.Value, graph.Constant([.. Scale(norm, row[0]).Select(gamma => gamma * root)], row, "Gamma"));
        return true;
    }

    private static bool GroupNormalization(OnnxGraph graph, OnnxSegments norm, int opset)
    {
        bool last = ChannelsFirst(graph, norm);
        (long channels, long groups) = (Channels(norm), norm.Shape[last ? 1 : 0]);
        bool perChannel = opset >= Opsets.GroupNormalizationPerChannel;

        // The operator is a function that takes the variance as a difference of squares. In float it gives NaN where the mean is 1e4 times the
        // spread.
        if (!perChannel)
        {
            graph.Cast(typeof(double));
        }

        long length = perChannel ? channels : groups;
        string gamma = graph.Tensor(OrElse(perChannel ? norm.Gamma : [], 1, length), [length], "Gamma");
        string beta = graph.Tensor(OrElse(perChannel ? norm.Beta : [], 0, length), [length], "Beta");
        (string, object)[] attributes = [("num_groups", groups), ("epsilon", (float)norm.Epsilon)];
        if (perChannel)
        {
            attributes = [.. attributes, ("stash_type", DoubleArithmetic)];
        }

        graph.Value = graph.Operator("GroupNormalization", [graph.Value, gamma, beta], attributes);
        if (!perChannel && norm.Gamma.Count > 0)
        {
            graph.Value = graph.Node("Mul", graph.Value, graph.Constant(norm.Gamma, [channels, 1], "ChannelGamma"));
        }

        if (!perChannel && norm.Beta.Count > 0)
        {
            graph.Value = graph.Node("Add", graph.Value, graph.Constant(norm.Beta, [channels, 1], "ChannelBeta"));
        }

        AsBefore(graph, last);
        return true;
    }

    private static bool InstanceNormalization(OnnxGraph graph, OnnxSegments norm)
    {
        bool last = ChannelsFirst(graph, norm);
        long channels = Channels(norm);
        graph.Value = graph.Operator("InstanceNormalization",
            [graph.Value, graph.Tensor(OrElse(norm.Gamma, 1, channels), [channels], "Gamma"),
                graph.Tensor(OrElse(norm.Beta, 0, channels), [channels], "Beta")],
            ("epsilon", (float)norm.Epsilon));
        AsBefore(graph, last);
        return true;
    }

    private static bool BatchNormalization(OnnxGraph graph, OnnxChannels norm, double epsilon, Type type)
    {
        BatchParameters parameters = BatchParameters.Of(norm.Fitted, epsilon, type == typeof(double));
        long[] channels = [parameters.Mean.Length];
        bool last = norm.Positions > 1 && norm.Layout == NormLayout.ChannelsLast;
        graph.Reshape(norm.Positions == 1 ? channels : last ? [norm.Positions, channels[0]] : [channels[0], norm.Positions]);
        if (last)
        {
            graph.Transpose();
        }

        graph.Value = graph.Operator("BatchNormalization",
            [graph.Value, graph.Tensor(parameters.Gamma, channels, "Gamma"), graph.Tensor(OrElse(norm.Fitted.Beta, 0, channels[0]), channels, "Beta"),
            graph.Tensor(parameters.Mean, channels, "Mean"), graph.Tensor(parameters.Variance, channels, "Variance")],
            ("epsilon", (float)parameters.Epsilon));
        AsBefore(graph, last);
        return true;
    }

    // As [channels, positions], whatever the layout. Says whether it was the other one.
    private static bool ChannelsFirst(OnnxGraph graph, OnnxSegments norm)
    {
        bool last = norm.Axes.Length == 2;
        graph.Reshape(norm.AffineShape);
        if (last)
        {
            graph.Transpose();
        }

        return last;
    }

    private static void AsBefore(OnnxGraph graph, bool last)
    {
        if (last)
        {
            graph.Transpose();
        }
    }

    private static long Channels(OnnxSegments norm) => norm.ParameterShape[0];

    private static double[] Scale(OnnxSegments norm, long length) =>
        [.. OrElse(norm.Gamma, 1, length).Select(gamma => norm.UnitOffset && norm.Gamma.Count > 0 ? gamma + 1 : gamma)];

    private static IReadOnlyList<double> OrElse(IReadOnlyList<double> values, double neutral, long length)
    {
        if (values.Count > 0)
        {
            return values;
        }

        double[] all = new double[length];
        Array.Fill(all, neutral);
        return all;
    }
}
