using Norm.ML.Internals.Onnx;

namespace Norm.ML.Onnx.Internals.Writing;

/// <summary>
/// Writes one norm of one value: with the operator of the operator set where there is one that computes it, and else with primitive operators in
/// double.
/// </summary>
internal static class NormWriter
{
    /// <param name="file">The graph.</param>
    /// <param name="norm">The norm.</param>
    /// <param name="input">The value that is normalized.</param>
    /// <param name="value">What it is.</param>
    /// <param name="prefix">What names of nodes begin with.</param>
    /// <param name="strict">Whether only primitive operators in double are used.</param>
    /// <returns>The normalized value, with the dimensions of the input.</returns>
    public static string Write(FileNodes file, WrittenNorm norm, string input, ValueShape value, string prefix, bool strict)
    {
        // Integers are normalized in double, as in the transformer: as Single they would lose digits before the mean is subtracted.
        Type column = value.Item == typeof(double) ? typeof(double) : typeof(float);
        Type computed = value.Item == typeof(float) ? typeof(float) : typeof(double);
        var graph = new OnnxGraph(file, prefix, input, value.Item, value.Dimensions, computed == column ? column : typeof(double));
        graph.Cast(computed);
        if (strict || !OperatorWriter.TryWrite(graph, norm, file.Opset, computed))
        {
            graph.Cast(typeof(double));
            norm.Norm.Write(graph);
        }

        graph.Cast(column);
        graph.Reshape(value.Dimensions);
        return graph.Value;
    }
}

/// <summary>The elements and the dimensions of an example of a value; in the graph there is one dimension more in front, the batch's.</summary>
internal readonly record struct ValueShape(Type Item, long[] Dimensions);

/// <summary>A norm, and what the numbers in it do not tell any more.</summary>
/// <param name="Norm">The norm.</param>
/// <param name="Epsilon">The epsilon that is part of the variances of a BatchNorm.</param>
internal sealed record WrittenNorm(OnnxNorm Norm, double Epsilon)
{
    public static WrittenNorm Of(OnnxNorm norm) => new(norm, norm is OnnxSegments segments ? segments.Epsilon : 0);
}
