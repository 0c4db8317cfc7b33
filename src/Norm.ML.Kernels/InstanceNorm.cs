using System.Numerics;
using Norm.ML.Internals.Channels;
using Norm.ML.Internals.Checks;

namespace Norm.ML;

/// <summary>
/// InstanceNorm: every channel of every example gets mean 0 and variance 1 over its spatial positions, then a scale and a shift per channel:
/// <c>y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c>, with the population variance
/// (Ulyanov, Vedaldi and Lempitsky, 2016, arXiv:1607.08022). Without gamma and beta it is GroupNorm with a group per channel.
/// </summary>
/// <remarks>
/// <para>Elements are <see cref="float"/>, <see cref="double"/> or <see cref="Half"/> (computed in float and rounded once; Backward holds
/// all of them as floats in pooled memory); other types give a <see cref="NotSupportedException"/>.</para>
/// <para>A NaN or infinity makes its own channel NaN and affects no other channel. A constant channel gives beta, also with epsilon 0.
/// The bits do not depend on the vector width, on how many examples a call has, or on whether it works in place.</para>
/// </remarks>
public static partial class InstanceNorm
{
    /// <summary>Normalizes examples.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">Any number of examples of <paramref name="channels"/> times <paramref name="spatial"/> elements.</param>
    /// <param name="channels">The number of channels of an example, at least 1.</param>
    /// <param name="spatial">The number of positions of a channel, at least 2.</param>
    /// <param name="gamma">Scale per channel; empty means 1.</param>
    /// <param name="beta">Shift per channel; empty means 0.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory.</param>
    /// <param name="epsilon">Added to the variance, under the square root; finite and not negative.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly, or <paramref name="spatial"/> is 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size, <paramref name="epsilon"/> or <paramref name="layout"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int channels, int spatial, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination,
        double epsilon = 1e-5, NormLayout layout = NormLayout.ChannelsFirst, NormPrecision precision = NormPrecision.Strict)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int examples = ChannelGuard.Forward(x, channels, channels, spatial, gamma, beta, destination, epsilon, layout);
        ChannelGuard.MoreThanOne(spatial, examples, "InstanceNorm");
        GroupKernels.Normalize(x, examples, channels, channels, spatial, gamma, beta, destination, default, default, epsilon, layout, precision);
    }

    /// <summary>Normalizes examples and keeps their statistics, for <c>Backward</c>.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">Any number of examples of <paramref name="channels"/> times <paramref name="spatial"/> elements.</param>
    /// <param name="channels">The number of channels of an example, at least 1.</param>
    /// <param name="spatial">The number of positions of a channel, at least 2.</param>
    /// <param name="gamma">Scale per channel; empty means 1.</param>
    /// <param name="beta">Shift per channel; empty means 0.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory.</param>
    /// <param name="mean">Receives the mean of each channel of each example; empty if not wanted.</param>
    /// <param name="inverseDeviation">Receives <c>1 / sqrt(variance + epsilon)</c> of each channel of each example; empty if not wanted.</param>
    /// <param name="epsilon">Added to the variance, under the square root; finite and not negative.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly, or <paramref name="spatial"/> is 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size, <paramref name="epsilon"/> or <paramref name="layout"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int channels, int spatial, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination,
        Span<double> mean, Span<double> inverseDeviation,
        double epsilon = 1e-5, NormLayout layout = NormLayout.ChannelsFirst, NormPrecision precision = NormPrecision.Strict)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int examples = ChannelGuard.Forward(x, channels, channels, spatial, gamma, beta, destination, epsilon, layout);
        ChannelGuard.MoreThanOne(spatial, examples, "InstanceNorm");
        Guard.Optional(mean.Length, examples * channels, nameof(mean));
        Guard.Optional(inverseDeviation.Length, examples * channels, nameof(inverseDeviation));
        GroupKernels.Normalize(
            x, examples, channels, channels, spatial, gamma, beta, destination, mean, inverseDeviation, epsilon, layout, precision);
    }
}
