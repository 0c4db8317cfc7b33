namespace Norm.ML;

/// <summary>
/// A linear layer for data that are not normalized: with them it gives what the layer gave after a BatchNorm; see
/// <see cref="FittedNormTransformer.FoldInto{T}"/>.
/// </summary>
/// <param name="Weights">Shape [outputs, inputs], row after row.</param>
/// <param name="Bias">One for each output.</param>
public sealed record FoldedLinear(double[] Weights, double[] Bias);
