namespace Norm.ML;

/// <summary>Requests an RMSNorm kernel for one size and element type.</summary>
/// <remarks>
/// <code>
/// [RmsNorm&lt;float&gt;(4096, UnitOffset = true)]
/// public readonly partial struct TokenNorm;
///
/// TokenNorm.Normalize(rows, gamma, default, destination);     // RMSNorm has no beta
/// </code>
/// </remarks>
/// <typeparam name="T"><see cref="float"/>, <see cref="double"/>, or <see cref="Half"/> without <see cref="NormKernelAttribute.Backward"/>.</typeparam>
/// <param name="normalizedShape">The trailing dimensions that are normalized together; a row is their product.</param>
public sealed class RmsNormAttribute<T>(params int[] normalizedShape) : NormKernelAttribute
{
    /// <summary>The trailing dimensions that are normalized together.</summary>
    public IReadOnlyList<int> NormalizedShape { get; } = normalizedShape;
}
