namespace Norm.ML;

/// <summary>Requests a LayerNorm kernel for one size and element type.</summary>
/// <remarks>
/// You write a name; the generator writes the kernel:
/// <code>
/// [LayerNorm&lt;float&gt;(768)]
/// public readonly partial struct BertNorm;
///
/// BertNorm.Normalize(rows, gamma, beta, rows);                // rows of 768, here in place
/// var pipeline = mlContext.Transforms.BertNorm("Embedding");  // where Norm.ML is referenced
/// </code>
/// </remarks>
/// <typeparam name="T"><see cref="float"/>, <see cref="double"/>, or <see cref="Half"/> without <see
/// cref="NormKernelAttribute.Backward"/>.</typeparam>
/// <param name="normalizedShape">The trailing dimensions that are normalized together; a row is their product.</param>
public sealed class LayerNormAttribute<T>(params int[] normalizedShape) : NormKernelAttribute
{
    /// <summary>The trailing dimensions that are normalized together.</summary>
    public IReadOnlyList<int> NormalizedShape { get; } = normalizedShape;
}

/// <summary>Requests an RMSNorm kernel for one size and element type.</summary>
/// <remarks>
/// <code>
/// [RmsNorm&lt;float&gt;(4096, UnitOffset = true)]
/// public readonly partial struct TokenNorm;
///
/// TokenNorm.Normalize(rows, gamma, default, destination);     // RMSNorm has no beta
/// </code>
/// </remarks>
/// <typeparam name="T"><see cref="float"/>, <see cref="double"/>, or <see cref="Half"/> without <see
/// cref="NormKernelAttribute.Backward"/>.</typeparam>
/// <param name="normalizedShape">The trailing dimensions that are normalized together; a row is their product.</param>
public sealed class RmsNormAttribute<T>(params int[] normalizedShape) : NormKernelAttribute
{
    /// <summary>The trailing dimensions that are normalized together.</summary>
    public IReadOnlyList<int> NormalizedShape { get; } = normalizedShape;
}

/// <summary>Requests a UnitNorm kernel for one size and element type: each row is divided by its length.</summary>
/// <remarks>
/// <code>
/// [UnitNorm&lt;float&gt;(768)]
/// public readonly partial struct EmbeddingNorm;
///
/// EmbeddingNorm.Normalize(rows, rows);                        // rows of 768, here in place; UnitNorm has no gamma and no beta
/// </code>
/// </remarks>
/// <typeparam name="T"><see cref="float"/>, <see cref="double"/>, or <see cref="Half"/> without <see
/// cref="NormKernelAttribute.Backward"/>.</typeparam>
public sealed class UnitNormAttribute<T> : NormKernelAttribute
{
    /// <param name="normalizedShape">The trailing dimensions that are normalized together; a row is their product.</param>
    public UnitNormAttribute(params int[] normalizedShape)
    {
        NormalizedShape = normalizedShape;
        Epsilon = NormCatalog.Get(NormKind.UnitNorm).DefaultEpsilon;
    }

    /// <summary>The trailing dimensions that are normalized together.</summary>
    public IReadOnlyList<int> NormalizedShape { get; }
}

/// <summary>Requests a kernel that applies a fitted BatchNorm to examples of one size and element type.</summary>
/// <remarks>
/// <code>
/// [BatchNorm&lt;float&gt;(16)]
/// public readonly partial struct SensorNorm;
///
/// var fitted = new FittedBatchNorm&lt;float&gt;(mean, variance, gamma, beta);
/// SensorNorm.Normalize(examples, fitted, destination);        // examples of 16 channels
/// </code>
/// Mean, variance, epsilon, gamma and beta are those of <c>fitted</c>. What the attribute says of them is compared: parameters with another epsilon
/// than the attribute names, or with a gamma or beta that the kernel does not take (<see cref="NormKernelAttribute.Affine"/>,
/// <see cref="NormKernelAttribute.Bias"/>), are refused.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="channels">The number of channels, each with its own learned mean and variance.</param>
public sealed class BatchNormAttribute<T>(int channels) : NormKernelAttribute
{
    /// <summary>The number of channels.</summary>
    public int Channels { get; } = channels;

    internal override int ChannelCount => Channels;
}

/// <summary>Requests a GroupNorm kernel for one size and element type.</summary>
/// <remarks>
/// <code>
/// [GroupNorm&lt;float&gt;(groups: 8, channels: 32, Spatial = 49)]
/// public readonly partial struct FeatureNorm;
///
/// FeatureNorm.Normalize(examples, gamma, beta, destination);  // examples of [32, 49]
/// </code>
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="groups">The number of groups of adjacent channels; divides <paramref name="channels"/>.</param>
/// <param name="channels">The number of channels, each with its own gamma and beta.</param>
public sealed class GroupNormAttribute<T>(int groups, int channels) : NormKernelAttribute
{
    /// <summary>The number of groups of adjacent channels.</summary>
    public int Groups { get; } = groups;

    /// <summary>The number of channels.</summary>
    public int Channels { get; } = channels;

    internal override int ChannelCount => Channels;

    internal override int GroupCount => Groups;
}

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
/// <param name="channels">The number of channels, each with its own statistics, gamma and beta; <see cref="NormKernelAttribute.Spatial"/> is at least
/// 2.</param>
public sealed class InstanceNormAttribute<T>(int channels) : NormKernelAttribute
{
    /// <summary>The number of channels.</summary>
    public int Channels { get; } = channels;

    internal override int ChannelCount => Channels;
}
