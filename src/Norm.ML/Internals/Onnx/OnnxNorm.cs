namespace Norm.ML.Internals.Onnx;

/// <summary>
/// What a norm of one column is to an ONNX graph. Each family of kernels has its own; a transformer says which and with what numbers.
/// </summary>
/// <remarks>
/// Graphs compute in double and round once at the end, whatever the norm's precision: a graph of a fast norm in float would lose what the fast kernel
/// keeps with its pivot, 0.0056 of a deviation at mean 1e4 and all of it at 1e6.
/// </remarks>
internal abstract record OnnxNorm
{
    /// <summary>What the graph's nodes are called after.</summary>
    public abstract NormKind Kind { get; }

    /// <summary>Takes the graph's value from examples to normalized examples.</summary>
    public abstract void Write(OnnxGraph graph);
}
