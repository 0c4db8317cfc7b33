using System.Numerics;
using Norm.ML.Internals.Reference;

namespace Norm.ML.Internals.Channels;

/// <summary>
/// The coefficients of the affine step <c>c = x - Mean; y = c * Scale + (c * ScaleLow + Shift)</c>, one array after the other, each with one number
/// per channel. The mean is subtracted first, so that nothing cancels. The low part of the mean is part of the shift.
/// </summary>
internal readonly ref struct ChannelAffine(Span<double> memory, int channels)
{
    /// <summary>Doubles of memory per channel.</summary>
    public const int Width = 4;

    public readonly int Channels = channels;
    public readonly Span<double> Scale = memory[..channels];
    public readonly Span<double> Shift = memory.Slice(channels, channels);
    public readonly Span<double> ScaleLow = memory.Slice(2 * channels, channels);
    public readonly Span<double> Mean = memory.Slice(3 * channels, channels);

    /// <summary>Sets <c>y = (x - from) * scale + to</c>.</summary>
    public void Set(int channel, DoubleDouble from, DoubleDouble scale, DoubleDouble to)
    {
        Scale[channel] = scale.High;
        ScaleLow[channel] = scale.Low;
        Mean[channel] = from.High;
        Shift[channel] = (to - from.Low * scale).Value;
    }

    /// <summary>
    /// Copies a channel unchanged to the destination. <see cref="SegmentReference"/> or <see cref="ScaledAffine"/> then normalizes it there.
    /// </summary>
    public void SetIdentity(int channel)
    {
        Scale[channel] = 1;
        ScaleLow[channel] = double.Epsilon; // nothing beside x; 0 would make infinity NaN
        Mean[channel] = Shift[channel] = 0;
    }

    /// <summary>
    /// Makes the low part of a scale point the same way as the high part: <c>infinity * high + infinity * low</c> would be NaN otherwise.
    /// </summary>
    private static DoubleDouble Aligned(DoubleDouble scale)
    {
        if (scale.High == 0 || (scale.Low != 0 && scale.Low > 0 == scale.High > 0))
        {
            return scale;
        }

        if (scale.Low == 0)
        {
            return new(scale.High, Math.CopySign(double.Epsilon, scale.High));
        }

        double high = scale.High > 0 ? Math.BitDecrement(scale.High) : Math.BitIncrement(scale.High);
        return new(high, scale.High - high + scale.Low);
    }

    public static DoubleDouble ScaleOf<T>(DoubleDouble variance, double epsilon, ReadOnlySpan<T> gamma, int channel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        variance.High + epsilon == 0 ? 0
            : (DoubleDouble)1 / DoubleDouble.Sqrt(variance + epsilon) * SegmentReference.Gamma(gamma, channel, unitOffset: false);

    /// <summary>The scale for statistics of a single call. For floats its low part is not needed.</summary>
    public static DoubleDouble ScaleOnce<T>(double variance, double epsilon, ReadOnlySpan<T> gamma, int channel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            return ScaleOf(variance, epsilon, gamma, channel);
        }

        return variance + epsilon == 0 ? 0 : 1 / Math.Sqrt(variance + epsilon) * (gamma.IsEmpty ? 1 : double.CreateTruncating(gamma[channel]));
    }

    /// <summary>
    /// Prepares learned statistics. Returns the channels that are copied unchanged because doubles need <see cref="ScaledAffine"/> there, if any.
    /// </summary>
    public SortedList<int, ScaledAffine>? Prepare<T>(
        ReadOnlySpan<double> mean, ReadOnlySpan<double> meanLow, ReadOnlySpan<double> variance, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta,
        double epsilon, bool inverse) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SortedList<int, ScaledAffine>? scaled = null;
        for (int c = 0; c < Channels; c++)
        {
            DoubleDouble centre = new(mean[c], meanLow.IsEmpty ? 0 : meanLow[c]), scale = ScaleOf(variance[c], epsilon, gamma, c), from = centre;
            DoubleDouble to = SegmentReference.Beta(beta, c);
            if (inverse)
            {
                scale = scale.High == 0 ? 0 : 1 / scale; // a channel with scale 0 becomes its mean
                (from, to) = (to, centre);
            }

            double g = SegmentReference.Gamma(gamma, c, unitOffset: false).High;
            if (typeof(T) == typeof(double) && ScaledAffine.IsNeeded(from.High, scale.High, variance[c] + epsilon, g))
            {
                (scaled ??= []).Add(c, ScaledAffine.Of(centre, variance[c], epsilon, g, SegmentReference.Beta(beta, c), inverse));
                SetIdentity(c);
            }
            else
            {
                Set(c, from, typeof(T) == typeof(double) ? Aligned(scale) : scale, to);
            }
        }

        return scaled;
    }
}
