namespace Norm.ML;

/// <summary>Requests an InstanceNorm kernel for one size and element type.</summary>
/// <remarks>
/// <code>
/// [InstanceNorm&lt;float&gt;(3, Spatial = 1024)]
/// public readonly partial struct ImageNorm;
///
/// ImageNorm.Normalize(examples, gamma, beta, destination);    // examples of [3, 1024]
/// </code>
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="channels">The number of channels, each with its own statistics, gamma and beta; <see cref="NormKernelAttribute.Spatial"/> is at least 2.</param>
public sealed class InstanceNormAttribute<T>(int channels) : NormKernelAttribute
{
    /// <summary>The number of channels.</summary>
    public int Channels { get; } = channels;
}
