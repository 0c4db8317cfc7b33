namespace Norm.ML;

/// <summary>A linear layer that takes what was not normalized and gives what it gave behind a BatchNorm; see <see cref="BatchNormTransformer.FoldInto{T}"/>.</summary>
/// <param name="Weights">Shape [outputs, inputs], row after row.</param>
/// <param name="Bias">One for each output.</param>
public sealed record FoldedLinear(double[] Weights, double[] Bias);
