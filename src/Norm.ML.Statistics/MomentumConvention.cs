namespace Norm.ML;

/// <summary>The formula of a <see cref="MomentumRule"/>.</summary>
public enum MomentumConvention
{
    /// <summary><c>(1 - momentum) * old + momentum * batch</c>, sample variance.</summary>
    PyTorch,

    /// <summary><c>momentum * old + (1 - momentum) * batch</c>, population variance.</summary>
    Onnx,

    /// <summary>The plain average of all batches, sample variance.</summary>
    CumulativeAverage,
}
