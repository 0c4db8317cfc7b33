namespace Norm.ML;

/// <summary>Requests a kernel that applies a fitted BatchNorm to examples of one size and element type.</summary>
/// <remarks>
/// <code>
/// [BatchNorm&lt;float&gt;(16)]
/// public readonly partial struct SensorNorm;
///
/// var fitted = new FittedBatchNorm&lt;float&gt;(mean, variance, gamma, beta);
/// SensorNorm.Normalize(examples, fitted, destination);        // examples of 16 channels
/// </code>
/// Mean, variance, epsilon, gamma and beta are those of <c>fitted</c>. What the attribute says of them is compared: parameters with another epsilon than
/// the attribute names, or with a gamma or beta that the kernel does not take (<see cref="NormKernelAttribute.Affine"/>,
/// <see cref="NormKernelAttribute.Bias"/>), are refused.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="channels">The number of channels, each with its own learned mean and variance.</param>
public sealed class BatchNormAttribute<T>(int channels) : NormKernelAttribute
{
    /// <summary>The number of channels.</summary>
    public int Channels { get; } = channels;
}
