using System.Numerics;

namespace Norm.ML.Internals;

/// <summary>
/// What a fitted BatchNorm does to each channel, options applied: <c>y = (x - mean) / sqrt(variance) * gamma + beta</c>. Kernels and graphs are made of
/// the same numbers.
/// </summary>
/// <param name="Mean">The means, rounded to doubles.</param>
/// <param name="MeanLow">What rounding took from them.</param>
/// <param name="Variance">The variances, epsilon included.</param>
/// <param name="Gamma">Scale per channel.</param>
/// <param name="Beta">Shift per channel; empty means 0.</param>
sealed record FittedChannels(double[] Mean, double[] MeanLow, double[] Variance, double[] Gamma, double[] Beta)
{
    // The least double with all its digits.
    const double LeastNormal = 2.2250738585072014e-308;

    public static FittedChannels Of(RunningStatistics statistics, BatchNormOptions options)
    {
        int channels = statistics.ChannelCount;
        double[] mean = new double[channels], meanLow = new double[channels], variance = new double[channels], gamma = new double[channels];
        for (int i = 0; i < channels; i++)
        {
            ChannelStatistics channel = statistics[i];
            gamma[i] = options.Gamma is { Count: > 0 } scale ? scale[i] : 1;
            (mean[i], meanLow[i]) = statistics.Exponential is { } running ? (running.Mean[i], 0) : (channel.Mean, channel.MeanLow);
            variance[i] = (statistics.Exponential is { } batches ? batches.Variance[i] : channel.GetVariance(options.Correction)) + options.Epsilon;
            if (options.Constant != ConstantChannels.Epsilon && (channel.IsConstantUpToRounding || (channel.Count == 0 && statistics.Exponential?.Variance[i] == 0)))
            {
                variance[i] = 1;
                gamma[i] *= options.Constant == ConstantChannels.Zero ? 0 : 1;
            }
            else if (statistics.Exponential is null && variance[i] is not (>= LeastNormal and < double.PositiveInfinity))
            {
                // The deviation is representable although its square is not.
                gamma[i] *= channel.InverseStandardDeviation(options.Epsilon, options.Correction);
                variance[i] = 1;
            }

            // Nothing is subtracted. A channel without scale keeps its mean, which the inverse gives.
            if (!options.Center && gamma[i] != 0 && variance[i] != 0)
                (mean[i], meanLow[i]) = (0, 0);
        }

        return new FittedChannels(mean, meanLow, variance, gamma, [.. options.Beta ?? []]);
    }

    /// <summary>The kernel that normalizes with these numbers.</summary>
    public FittedBatchNorm<T> ToKernel<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        FittedBatchNorm<T>.FromPrepared(Mean, MeanLow, Variance, Array.ConvertAll(Gamma, T.CreateChecked), Array.ConvertAll(Beta, T.CreateChecked));

    /// <summary>Whether 0 gives 0 in every channel, forwards or backwards. A channel without scale gives 0 forwards, and its mean backwards.</summary>
    public bool KeepsZeros(bool inverse)
    {
        double[] scale = Scale(isDouble: true);
        for (int i = 0; i < scale.Length; i++)
        {
            bool centred = Mean[i] != 0 || MeanLow[i] != 0;
            if (!double.IsFinite(scale[i]) || (centred && (inverse || scale[i] != 0)) || (inverse && !double.IsFinite(1 / scale[i]) && scale[i] != 0))
                return false;
        }

        return !Beta.AsSpan().ContainsAnyExcept(0);
    }

    /// <summary>The factor of each channel, <c>gamma / sqrt(variance)</c>; gamma is rounded to the column's type first, as in the kernel.</summary>
    public double[] Scale(bool isDouble)
    {
        double[] scale = new double[Mean.Length];
        for (int i = 0; i < scale.Length; i++)
        {
            double gamma = isDouble ? Gamma[i] : (float)Gamma[i];
            scale[i] = Variance[i] == 0 ? 0 : gamma / Math.Sqrt(Variance[i]);
        }

        return scale;
    }
}
