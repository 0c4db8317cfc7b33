using Norm.ML.Internals.Moments;

namespace Norm.ML;

public sealed partial class RunningStatistics
{
    /// <summary>
    /// Statistics from means and variances that one has, such as those of the colours of an image data set, or the running mean and variance of a trained
    /// network.
    /// </summary>
    /// <param name="mean">The mean of each channel, finite; at least one channel.</param>
    /// <param name="variance">The population variance (divisor n) of each channel, finite and not negative; a variance s with divisor n - 1 is
    /// <c>s * (n - 1) / n</c> here.</param>
    /// <param name="count">Of how many rows they are, if that is known.</param>
    /// <param name="channelNames">The channels' names: as many, all different; or null.</param>
    /// <returns>
    /// <para>With a count: the statistics of that many rows, none missing, which can be merged and gone on with. <see cref="ChannelStatistics.Min"/> and
    /// <see cref="ChannelStatistics.Max"/> are not known; they are the outermost values that such rows can have,
    /// <c>mean -+ sqrt(variance * (count - 1))</c>.</para>
    /// <para>Without: statistics of no rows with these values as <see cref="Exponential"/>, which is what a BatchNorm then normalizes with. They cannot be
    /// merged; mini-batches change them, by PyTorch's rule with momentum 0.1.</para>
    /// </returns>
    /// <exception cref="ArgumentException">The lengths differ or are 0, a value is out of range, the count is not positive, or the names do not fit; the message names the
    /// channel and its value.</exception>
    public static RunningStatistics FromMoments(
        ReadOnlySpan<double> mean, ReadOnlySpan<double> variance, long? count = null, IReadOnlyList<string>? channelNames = null)
    {
        // Checks lengths and values.
        ExponentialMoments running = ExponentialMoments.Start(MomentumRule.PyTorch(), mean, variance);
        RunningStatistics empty = Empty(mean.Length, channelNames);
        if (count is not { } rows)
            return empty.WithExponential(running);

        if (rows < 1) throw new ArgumentOutOfRangeException(nameof(count), rows, $"count is {rows}; accepted: a positive number, or null if it is not known.");
        var planes = MomentArrays.Empty(mean.Length);
        planes.Rows = rows;
        for (int c = 0; c < mean.Length; c++)
        {
            if (rows == 1 && variance[c] != 0) throw new ArgumentException($"variance of channel {c} is {variance[c]}; that of a single row is 0.", nameof(variance));
            planes[c] = Channel(mean[c], variance[c], rows);
        }
        return new(planes, empty._names);
    }

    private static ChannelMoments Channel(double mean, double variance, long count)
    {
        int scale = ChannelScale.Fits(variance * count, constant: true) ? ChannelScale.Normal : variance > 1 ? ChannelScale.Huge : ChannelScale.Tiny;
        int exponent = ChannelScale.Exponent(scale);
        double scaled = Math.ScaleB(variance, 2 * exponent), squares = scaled * count;
        double reach = variance == 0 ? 0 : Math.Sqrt(variance) * Math.Sqrt(count - 1);
        return new()
        {
            Count = count,
            Weight = count,
            Scale = scale,
            MeanHigh = Math.ScaleB(mean, exponent),
            SquaresHigh = squares,
            SquaresLow = Math.FusedMultiplyAdd(scaled, count, -squares),
            // Values that differ have two ends, also where the mean is so large that the reach rounds away.
            Min = Math.Clamp(variance == 0 ? mean : Math.Min(mean - reach, Math.BitDecrement(mean)), double.MinValue, double.MaxValue) + 0.0,
            Max = Math.Clamp(variance == 0 ? mean : Math.Max(mean + reach, Math.BitIncrement(mean)), double.MinValue, double.MaxValue) + 0.0,
        };
    }
}
