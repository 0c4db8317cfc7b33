using System.Globalization;
namespace Norm.ML;

/// <summary>
/// Running mean and variance per channel that weigh recent batches more, as BatchNorm layers keep them while training. Immutable:
/// <see cref="Update"/> gives the next value.
/// </summary>
/// <remarks>They depend on the order and size of the batches, so they cannot be merged; the exact statistics of
/// <see cref="RunningStatistics"/> can.</remarks>
public sealed class ExponentialMoments
{
    private readonly double[] _mean;
    private readonly double[] _variance;

    internal ExponentialMoments(MomentumRule rule, long batchCount, double[] mean, double[] variance)
    {
        Rule = rule;
        BatchCount = batchCount;
        _mean = mean;
        _variance = variance;
    }

    /// <summary>Starts as PyTorch does, with mean 0 and variance 1.</summary>
    /// <param name="channels">The number of channels, at least 1.</param>
    /// <param name="rule">How a batch updates the statistics.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="channels"/> is less than 1.</exception>
    public static ExponentialMoments Start(int channels, MomentumRule rule)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        double[] variance = new double[channels];
        Array.Fill(variance, 1);
        return new(rule, 0, new double[channels], variance);
    }

    /// <summary>Starts from given values, for example those of a trained layer.</summary>
    /// <param name="rule">How a batch updates the statistics.</param>
    /// <param name="mean">One finite value per channel, at least one channel.</param>
    /// <param name="variance">One finite value per channel, not negative.</param>
    /// <param name="batchCount">How many batches they already hold; it matters to the cumulative average only.</param>
    /// <exception cref="ArgumentException">The lengths differ or are 0, or a value is out of range.</exception>
    public static ExponentialMoments Start(MomentumRule rule, ReadOnlySpan<double> mean, ReadOnlySpan<double> variance, long batchCount = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batchCount);
        if (mean.IsEmpty)
        {
            throw new ArgumentException("mean has to have at least one channel, but is empty.", nameof(mean));
        }

        if (mean.Length != variance.Length)
        {
            throw new ArgumentException($"variance has {variance.Length} channels, but mean has {mean.Length}.", nameof(variance));
        }

        for (int c = 0; c < mean.Length; c++)
        {
            if (!double.IsFinite(mean[c]))
            {
                throw new ArgumentException($"mean of channel {c} is {mean[c]}; it has to be finite.", nameof(mean));
            }

            if (!(variance[c] >= 0 && double.IsFinite(variance[c])))
            {
                throw new ArgumentException($"variance of channel {c} is {variance[c]}; it has to be finite and not negative.", nameof(variance));
            }
        }
        return new(rule, batchCount, mean.ToArray(), variance.ToArray());
    }

    /// <summary>How a batch updates the statistics.</summary>
    public MomentumRule Rule { get; }

    /// <summary>The number of channels.</summary>
    public int ChannelCount => _mean.Length;

    /// <summary>The number of batches added (PyTorch's num_batches_tracked).</summary>
    public long BatchCount { get; }

    /// <summary>The running mean per channel.</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>The running variance per channel, with the divisor that <see cref="Rule"/> says.</summary>
    public ReadOnlySpan<double> Variance => _variance;

    /// <summary>Takes in one batch: <c>new = a * old + b * batch</c>, with the shares a and b of <see cref="Rule"/>.</summary>
    /// <param name="batch">The statistics of the batch alone. A channel without a finite value in it keeps its running values.</param>
    /// <returns>The running values after the batch.</returns>
    /// <exception cref="ArgumentException">The number of channels differs, or a channel has too few values for the rule's variance:
    /// the sample variance of PyTorch needs two.</exception>
    /// <exception cref="OverflowException"><see cref="BatchCount"/> is <see cref="long.MaxValue"/>.</exception>
    public ExponentialMoments Update(RunningStatistics batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.ChannelCount != ChannelCount)
        {
            throw new ArgumentException($"The batch has {batch.ChannelCount} channels, but the running statistics have {ChannelCount}.",
                nameof(batch));
        }

        (double old, double share) = Rule.Shares(checked(BatchCount + 1));
        double[] mean = (double[])_mean.Clone(), variance = (double[])_variance.Clone();
        for (int c = 0; c < mean.Length; c++)
        {
            ChannelStatistics channel = batch[c];
            if (channel.Count == 0)
            {
                continue;
            }

            if (!(channel.Weight > Rule.Correction))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"Channel {c} of the batch has {channel.Count} value(s) of total weight {channel.Weight}; {Rule.Convention} divides by weight - "
                        + $"{Rule.Correction} and needs more."), nameof(batch));
            }
            mean[c] = old * mean[c] + share * channel.Mean;
            variance[c] = old * variance[c] + share * channel.GetVariance(Rule.Correction);
        }
        return new(Rule, BatchCount + 1, mean, variance);
    }

    internal bool SameBits(ExponentialMoments other) =>
        Rule == other.Rule && BatchCount == other.BatchCount && Bits(_mean).SequenceEqual(Bits(other._mean)) && Bits(_variance)
            .SequenceEqual(Bits(other._variance));

    private static ReadOnlySpan<long> Bits(double[] values) => System.Runtime.InteropServices.MemoryMarshal.Cast<double, long>(values);
}
