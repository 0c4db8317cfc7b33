using System.Numerics;
using Norm.ML.Internals.Channels;
using Norm.ML.Internals.Checks;

namespace Norm.ML;

public static partial class InstanceNorm
{
    /// <summary>Computes the gradients of <c>Normalize</c>; the statistics are computed again from <paramref name="x"/>.</summary>
    /// <remarks>
    /// With <c>xhat = (x - mean) * r</c>, <c>r = 1 / sqrt(variance + epsilon)</c>, <c>g = dy * gamma</c> and means over the channel:
    /// <c>dx = r * (g - mean(g) - xhat * mean(g * xhat))</c>; <c>dgamma += sum(dy * xhat)</c> and <c>dbeta += sum(dy)</c> over the
    /// positions of each channel and the examples. Source: Ioffe and Szegedy, 2015, arXiv:1502.03167, section 3, applied to a channel.
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="dy">Gradient of the output, as long as <paramref name="x"/>.</param>
    /// <param name="x">Any number of examples of <paramref name="channels"/> times <paramref name="spatial"/> elements.</param>
    /// <param name="channels">The number of channels of an example, at least 1.</param>
    /// <param name="spatial">The number of positions of a channel, at least 2.</param>
    /// <param name="gamma">Scale per channel, as in the forward pass; empty means 1.</param>
    /// <param name="dx">Receives the gradient of the input; may be the same memory as <paramref name="dy"/> or <paramref name="x"/>; empty if not
    /// wanted.</param>
    /// <param name="dgamma">The gradient of gamma is added to it, one element per channel; empty if not wanted.</param>
    /// <param name="dbeta">The gradient of beta is added to it, one element per channel; empty if not wanted.</param>
    /// <param name="epsilon">As in the forward pass.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly, or <paramref name="spatial"/> is 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size, <paramref name="epsilon"/> or <paramref name="layout"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int channels, int spatial, ReadOnlySpan<T> gamma,
        Span<T> dx, Span<T> dgamma, Span<T> dbeta, double epsilon = 1e-5, NormLayout layout = NormLayout.ChannelsFirst)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int examples = ChannelGuard.Backward(dy, x, channels, channels, spatial, gamma, dx, dgamma, dbeta, epsilon, layout);
        ChannelGuard.MoreThanOne(spatial, examples, "InstanceNorm");
        GroupKernels.Backward(dy, x, examples, channels, channels, spatial, gamma, default, default, dx, dgamma, dbeta, epsilon, layout);
    }

    /// <summary>Computes the gradients of <c>Normalize</c> with the statistics that the forward pass kept.</summary>
    /// <remarks>
    /// The formulas are those of the other overload. Of the statistics the inverse deviation is used; the mean is computed again, because one double
    /// does not hold it exactly enough.
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="dy">Gradient of the output, as long as <paramref name="x"/>.</param>
    /// <param name="x">Any number of examples of <paramref name="channels"/> times <paramref name="spatial"/> elements.</param>
    /// <param name="channels">The number of channels of an example, at least 1.</param>
    /// <param name="spatial">The number of positions of a channel, at least 2.</param>
    /// <param name="gamma">Scale per channel, as in the forward pass; empty means 1.</param>
    /// <param name="mean">The mean of each channel of each example.</param>
    /// <param name="inverseDeviation"><c>1 / sqrt(variance + epsilon)</c> of each channel of each example.</param>
    /// <param name="dx">Receives the gradient of the input; may be the same memory as <paramref name="dy"/> or <paramref name="x"/>; empty if not
    /// wanted.</param>
    /// <param name="dgamma">The gradient of gamma is added to it, one element per channel; empty if not wanted.</param>
    /// <param name="dbeta">The gradient of beta is added to it, one element per channel; empty if not wanted.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly, or <paramref name="spatial"/> is 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size or <paramref name="layout"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int channels, int spatial, ReadOnlySpan<T> gamma,
        ReadOnlySpan<double> mean, ReadOnlySpan<double> inverseDeviation,
        Span<T> dx, Span<T> dgamma, Span<T> dbeta, NormLayout layout = NormLayout.ChannelsFirst)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int examples = ChannelGuard.Backward(dy, x, channels, channels, spatial, gamma, dx, dgamma, dbeta, epsilon: 0, layout);
        ChannelGuard.MoreThanOne(spatial, examples, "InstanceNorm");
        Guard.Same(mean.Length, examples * channels, nameof(mean));
        Guard.Same(inverseDeviation.Length, examples * channels, nameof(inverseDeviation));
        GroupKernels.Backward(dy, x, examples, channels, channels, spatial, gamma, mean, inverseDeviation, dx, dgamma, dbeta, epsilon: 0, layout);
    }
}
