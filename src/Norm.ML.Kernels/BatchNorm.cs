using System.Numerics;
using Norm.ML.Internals.Channels;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Memory;

namespace Norm.ML;

/// <summary>
/// BatchNorm: every channel gets mean 0 and variance 1 over examples and spatial positions, then a scale and a shift:
/// <c>y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c> (Ioffe and Szegedy, 2015, arXiv:1502.03167).
/// </summary>
/// <remarks>
/// <para><c>Normalize</c> takes statistics learned before (inference); <c>NormalizeBatch</c> takes those of the batch itself (training) and
/// reports them. For many calls with the same statistics, prepare a <see cref="FittedBatchNorm{T}"/> once.</para>
/// <para>The variance that normalizes is the population variance. The running variance of PyTorch is fed with
/// <c>variance * n / (n - 1)</c> instead, n being examples times spatial positions; ONNX feeds the population variance.</para>
/// <para>Elements are <see cref="float"/>, <see cref="double"/> or <see cref="Half"/> (computed in float and rounded once; NormalizeBatch and
/// Backward hold all of them as floats in pooled memory); other types give a <see cref="NotSupportedException"/>. Tabular data
/// <c>[rows, columns]</c> has a channel per column and 1 spatial position.</para>
/// </remarks>
public static partial class BatchNorm
{
    /// <summary>Normalizes examples with learned statistics.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">Any number of examples of <paramref name="channels"/> times <paramref name="spatial"/> elements.</param>
    /// <param name="channels">The number of channels of an example, at least 1.</param>
    /// <param name="spatial">The number of positions of a channel, at least 1.</param>
    /// <param name="mean">The mean of each channel.</param>
    /// <param name="variance">The variance of each channel, not negative.</param>
    /// <param name="gamma">Scale per channel; empty means 1.</param>
    /// <param name="beta">Shift per channel; empty means 0.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory.</param>
    /// <param name="epsilon">Added to the variance, under the square root; finite and not negative.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit, a variance is negative, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size, <paramref name="epsilon"/> or <paramref name="layout"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int channels, int spatial, ReadOnlySpan<double> mean, ReadOnlySpan<double> variance,
        ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination,
        double epsilon = 1e-5, NormLayout layout = NormLayout.ChannelsFirst) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int examples = ChannelGuard.Forward(x, 1, channels, spatial, gamma, beta, destination, epsilon, layout);
        StatisticsGuard.Statistics(channels, mean, default, variance);
        using var scratch = new Scratch<double>(channels * ChannelAffine.Width);
        var affine = new ChannelAffine(scratch.Span, channels);
        SortedList<int, ScaledAffine>? scaled = affine.Prepare(mean, default, variance, gamma, beta, epsilon, inverse: false);
        AffineKernels.Apply(x, examples, affine, spatial, layout, destination);
        ScaledAffine.Apply(scaled, destination[..x.Length], channels, spatial, layout);
    }

    /// <summary>Normalizes a batch with its own statistics, as in training.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">A batch of examples of <paramref name="channels"/> times <paramref name="spatial"/> elements.</param>
    /// <param name="channels">The number of channels of an example, at least 1.</param>
    /// <param name="spatial">The number of positions of a channel, at least 1.</param>
    /// <param name="gamma">Scale per channel; empty means 1.</param>
    /// <param name="beta">Shift per channel; empty means 0.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory.</param>
    /// <param name="mean">Receives the mean of each channel; empty if not wanted. Left alone if <paramref name="x"/> is empty.</param>
    /// <param name="variance">Receives the population variance of each channel; empty if not wanted.</param>
    /// <param name="epsilon">Added to the variance, under the square root; finite and not negative.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <param name="precision">How exact the result has to be; Fast is the same as Strict.</param>
    /// <exception cref="ArgumentException">A length does not fit, there is a single value per channel, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size, <paramref name="epsilon"/> or <paramref name="layout"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void NormalizeBatch<T>(
        ReadOnlySpan<T> x, int channels, int spatial, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination,
        Span<double> mean, Span<double> variance,
        double epsilon = 1e-5, NormLayout layout = NormLayout.ChannelsFirst, NormPrecision precision = NormPrecision.Strict)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int examples = ChannelGuard.Forward(x, 1, channels, spatial, gamma, beta, destination, epsilon, layout);
        ChannelGuard.MoreThanOne(x.Length / channels, examples, "BatchNorm while training");
        Guard.Optional(mean.Length, channels, nameof(mean));
        Guard.Optional(variance.Length, channels, nameof(variance));
        if (examples > 0)
        {
            BatchKernels.Normalize(x, examples, channels, spatial, gamma, beta, destination, mean, variance, epsilon, layout, precision);
        }
    }
}
