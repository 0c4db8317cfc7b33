namespace Norm.ML;

/// <summary>Requests a LayerNorm kernel for one size and element type.</summary>
/// <remarks>
/// You write a name, and get a kernel behind it:
/// <code>
/// [LayerNorm&lt;float&gt;(768)]
/// public readonly partial struct BertNorm;
///
/// BertNorm.Normalize(rows, gamma, beta, rows);                // rows of 768, here in place
/// var pipeline = mlContext.Transforms.BertNorm("Embedding");  // where Norm.ML is referenced
/// </code>
/// </remarks>
/// <typeparam name="T"><see cref="float"/>, <see cref="double"/>, or <see cref="Half"/> without <see cref="NormKernelAttribute.Backward"/>.</typeparam>
/// <param name="normalizedShape">The trailing dimensions that are normalized together; a row is their product.</param>
public sealed class LayerNormAttribute<T>(params int[] normalizedShape) : NormKernelAttribute
{
    /// <summary>The trailing dimensions that are normalized together.</summary>
    public IReadOnlyList<int> NormalizedShape { get; } = normalizedShape;
}
