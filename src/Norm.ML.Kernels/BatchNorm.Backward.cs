using System.Numerics;
using Norm.ML.Internals.Channels;
using Norm.ML.Internals.Checks;

namespace Norm.ML;

public static partial class BatchNorm
{
    /// <summary>Computes the gradients of <c>NormalizeBatch</c>; the statistics of the batch are computed again from <paramref name="x"/>.</summary>
    /// <remarks>
    /// With <c>xhat = (x - mean) * r</c>, <c>r = 1 / sqrt(variance + epsilon)</c> and means over the examples and positions of a channel:
    /// <c>dx = gamma * r * (dy - mean(dy) - xhat * mean(dy * xhat))</c>, <c>dgamma += sum(dy * xhat)</c> and <c>dbeta += sum(dy)</c>.
    /// Source: Ioffe and Szegedy, 2015, arXiv:1502.03167, section 3.
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="dy">Gradient of the output, as long as <paramref name="x"/>.</param>
    /// <param name="x">The batch of the forward pass.</param>
    /// <param name="channels">The number of channels of an example, at least 1.</param>
    /// <param name="spatial">The number of positions of a channel, at least 1.</param>
    /// <param name="gamma">Scale per channel, as in the forward pass; empty means 1.</param>
    /// <param name="dx">Receives the gradient of the input; may be the same memory as <paramref name="dy"/> or <paramref name="x"/>; empty if not
    /// wanted.</param>
    /// <param name="dgamma">The gradient of gamma is added to it, one element per channel; empty if not wanted.</param>
    /// <param name="dbeta">The gradient of beta is added to it, one element per channel; empty if not wanted.</param>
    /// <param name="epsilon">As in the forward pass.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit, there is a single value per channel, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size, <paramref name="epsilon"/> or <paramref name="layout"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int channels, int spatial, ReadOnlySpan<T> gamma,
        Span<T> dx, Span<T> dgamma, Span<T> dbeta, double epsilon = 1e-5, NormLayout layout = NormLayout.ChannelsFirst)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int examples = ChannelGuard.Backward(dy, x, 1, channels, spatial, gamma, dx, dgamma, dbeta, epsilon, layout);
        ChannelGuard.MoreThanOne(x.Length / channels, examples, "BatchNorm while training");
        if (examples > 0)
        {
            BatchKernels.Backward(dy, x, examples, channels, spatial, gamma, default, default, dx, dgamma, dbeta, epsilon, layout);
        }
    }

    /// <summary>Computes the gradients of <c>NormalizeBatch</c> with the statistics that it reported.</summary>
    /// <remarks>
    /// The formulas are those of the other overload. Of the statistics the inverse deviation is used; the mean is computed again, because one double
    /// does not hold it exactly enough.
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="dy">Gradient of the output, as long as <paramref name="x"/>.</param>
    /// <param name="x">The batch of the forward pass.</param>
    /// <param name="channels">The number of channels of an example, at least 1.</param>
    /// <param name="spatial">The number of positions of a channel, at least 1.</param>
    /// <param name="gamma">Scale per channel, as in the forward pass; empty means 1.</param>
    /// <param name="mean">The mean of each channel in this batch.</param>
    /// <param name="variance">The population variance of each channel in this batch.</param>
    /// <param name="dx">Receives the gradient of the input; may be the same memory as <paramref name="dy"/> or <paramref name="x"/>; empty if not
    /// wanted.</param>
    /// <param name="dgamma">The gradient of gamma is added to it, one element per channel; empty if not wanted.</param>
    /// <param name="dbeta">The gradient of beta is added to it, one element per channel; empty if not wanted.</param>
    /// <param name="epsilon">As in the forward pass.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit, there is a single value per channel, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size, <paramref name="epsilon"/> or <paramref name="layout"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int channels, int spatial, ReadOnlySpan<T> gamma,
        ReadOnlySpan<double> mean, ReadOnlySpan<double> variance,
        Span<T> dx, Span<T> dgamma, Span<T> dbeta, double epsilon = 1e-5, NormLayout layout = NormLayout.ChannelsFirst)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int examples = ChannelGuard.Backward(dy, x, 1, channels, spatial, gamma, dx, dgamma, dbeta, epsilon, layout);
        ChannelGuard.MoreThanOne(x.Length / channels, examples, "BatchNorm while training");
        StatisticsGuard.Statistics(channels, mean, default, variance);
        if (examples > 0)
        {
            BatchKernels.Backward(dy, x, examples, channels, spatial, gamma, mean, variance, dx, dgamma, dbeta, epsilon, layout);
        }
    }
}
