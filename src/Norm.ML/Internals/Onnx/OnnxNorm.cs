namespace Norm.ML.Internals;

/// <summary>What a norm of one column is to an ONNX graph. Each family of kernels has its own; a transformer says which and with what numbers.</summary>
abstract record OnnxNorm
{
    /// <summary>What the graph's nodes are called after.</summary>
    public abstract NormKind Kind { get; }

    /// <summary>
    /// Strict norms compute in double and round once at the end, as the transformers do: a graph in float would be as far off on hard rows as the peers
    /// are. Fast ones compute in the column's type.
    /// </summary>
    public abstract NormPrecision Precision { get; }

    /// <summary>Takes the graph's value from examples to normalized examples.</summary>
    public abstract void Write(OnnxGraph graph);
}
