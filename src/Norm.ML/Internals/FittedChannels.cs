using System.Numerics;

namespace Norm.ML.Internals;

/// <summary>From learned statistics to the affine step of each channel.</summary>
static class FittedChannels
{
    // The distance from 1 to the next double, in scikit-learn's bound for constant channels.
    const double Unit = 1.0 / (1L << 52);

    public static FittedBatchNorm<T> Prepare<T>(RunningStatistics statistics, BatchNormOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int channels = statistics.ChannelCount;
        double[] mean = new double[channels], meanLow = new double[channels], variance = new double[channels];
        T[] gamma = new T[channels], beta = [.. (options.Beta ?? []).Select(T.CreateChecked)];
        for (int i = 0; i < channels; i++)
        {
            ChannelStatistics channel = statistics[i];
            (mean[i], meanLow[i]) = statistics.Exponential is { } running ? (running.Mean[i], 0) : (channel.Mean, channel.MeanLow);
            variance[i] = (statistics.Exponential is { } batches ? batches.Variance[i] : channel.Variance(options.Correction)) + options.Epsilon;
            gamma[i] = options.Gamma is { Count: > 0 } scale ? T.CreateChecked(scale[i]) : T.One;
            if (options.Constant == ConstantChannels.Epsilon || !IsConstant(channel))
                continue;

            variance[i] = 1;
            if (options.Constant == ConstantChannels.Zero)
                gamma[i] = T.Zero;
        }

        return new FittedBatchNorm<T>(mean, variance, gamma, beta, epsilon: 0, meanLow);
    }

    /// <summary>Whether a channel's values differed by no more than rounding explains: see <see cref="ConstantChannels"/>.</summary>
    public static bool IsConstant(in ChannelStatistics channel)
    {
        double variance = channel.Variance(), rounding = channel.Count * Unit, drift = rounding * channel.Mean;
        return channel.IsConstant || variance <= (rounding * variance) + (drift * drift);
    }
}
