namespace Norm.ML;

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
}
