using Norm.ML.Internals.Files;

namespace Norm.ML.Internals.Moments;

/// <summary>What holds for every value that an accumulator or a merge makes; files and JSON that say otherwise are refused.</summary>
internal static class MomentRules
{
    /// <summary>More than all roundings of an accumulator and of merges together, as a share of the range or weight.</summary>
    private const double Rounding = 1e-6;

    /// <summary>What a channel has that cannot be, or null.</summary>
    public static string? Violation(in ChannelMoments m, long rows)
    {
        if (rows < 0)
        {
            return FormattableString.Invariant($"{rows} rows");
        }

        if (m.Count < 0 || m.Missing < 0 || m.Infinite < 0 || m.Count > rows || m.Missing > rows - m.Count || m.Infinite > rows - m.Count - m.Missing)
        {
            return FormattableString.Invariant($"{m.Count} values, {m.Missing} missing and {m.Infinite} infinite in {rows} rows");
        }

        if (m.Scale is < ChannelScale.Tiny or > ChannelScale.Huge)
        {
            return FormattableString.Invariant($"the scale {m.Scale}");
        }

        if (!WeighsWhatRowsCan(m))
        {
            return FormattableString.Invariant($"the weight {m.Weight} for {m.Count} values");
        }

        if (m.Count == 0)
        {
            bool empty = double.IsPositiveInfinity(m.Min) && double.IsNegativeInfinity(m.Max);
            if (!empty)
            {
                return FormattableString.Invariant($"values from {m.Min} to {m.Max}, but a count of 0");
            }
        }
        else if (!(double.IsFinite(m.Min) && double.IsFinite(m.Max) && m.Min <= m.Max) || (m.Count == 1 && m.Min != m.Max))
        {
            return FormattableString.Invariant($"values from {m.Min} to {m.Max}, but a count of {m.Count}");
        }

        if (double.IsNaN(m.MeanHigh) && double.IsNaN(m.SquaresHigh) && m.MeanLow == 0 && m.SquaresLow == 0)
        {
            return m.Missing + m.Infinite > 0 ? null : "a mean that is NaN, but no value that is";
        }

        if (!IsPair(m.MeanHigh, m.MeanLow))
        {
            return FormattableString.Invariant($"the mean {m.MeanHigh} + {m.MeanLow}");
        }

        if (!IsPair(m.SquaresHigh, m.SquaresLow) || m.SquaresHigh < 0)
        {
            return FormattableString.Invariant($"the squared deviations {m.SquaresHigh} + {m.SquaresLow}");
        }

        if (m.Count == 0 && (m.MeanHigh != 0 || m.MeanLow != 0 || m.SquaresHigh != 0 || m.SquaresLow != 0))
        {
            return "a mean, but a count of 0";
        }

        return m.Count == 0 ? null : OutOfRange(m);
    }

    /// <summary>A weight is 1e-30 to 1e30 times the count; sums of weights are rounded.</summary>
    private static bool WeighsWhatRowsCan(in ChannelMoments m) =>
        m.Weight >= m.Count * (StatisticsLimits.LeastWeight * (1 - Rounding))
        && m.Weight <= m.Count * (StatisticsLimits.GreatestWeight * (1 + Rounding));

    /// <summary>Whether the low part is what the high one lost: half a unit of it at the most.</summary>
    private static bool IsPair(double high, double low)
    {
        double size = Math.Abs(high), next = Math.BitIncrement(size);
        double unit = double.IsFinite(next) ? next - size : size - Math.BitDecrement(size);
        return double.IsFinite(high) && Math.Abs(low) <= unit * 0.5;
    }

    /// <summary>
    /// The mean lies between least and greatest value, and no spread is larger than that of half the weight at each of the two: <c>W (max - min)^2 /
    /// 4 </c> (Popoviciu). A constant has its value for a mean and no spread.</summary>
    private static string? OutOfRange(in ChannelMoments m)
    {
        // As mean and squared deviations are stored: exact, or too small beside them to matter.
        int exponent = ChannelScale.Exponent(m.Scale);
        double min = Math.ScaleB(m.Min, exponent), max = Math.ScaleB(m.Max, exponent), range = max - min;
        double slack = range * Rounding;
        if (!(m.MeanHigh >= min - slack && m.MeanHigh <= max + slack) || (m.Min == m.Max && m.MeanLow != 0))
        {
            return FormattableString.Invariant($"the mean {Math.ScaleB(m.MeanHigh, -exponent)} of values from {m.Min} to {m.Max}");
        }

        if (m.SquaresHigh > m.Weight * 0.25 * range * range * (1 + Rounding))
        {
            return FormattableString.Invariant(
                $"the squared deviations {Math.ScaleB(m.SquaresHigh, -2 * exponent)} of values from {m.Min} to {m.Max}");
        }

        return null;
    }

    public static ExponentialMoments Exponential(int convention, double momentum, long batches, double[] mean, double[] variance)
    {
        if (convention is < 0 or > (int)MomentumConvention.CumulativeAverage)
        {
            throw new StatisticsFormatException($"it names the momentum convention {convention}, which is not known.");
        }

        if (!(momentum is >= 0 and <= 1) || batches < 0)
        {
            throw new StatisticsFormatException(FormattableString.Invariant($"it has the momentum {momentum} after {batches} batches."));
        }

        for (int c = 0; c < variance.Length; c++)
        {
            // A batch with a value that is not finite makes both NaN (NonFinitePolicy.Propagate); squares of large values make the variance infinite.
            if (double.IsInfinity(mean[c]) || double.IsNaN(mean[c]) != double.IsNaN(variance[c]))
            {
                throw new StatisticsFormatException(
                    FormattableString.Invariant($"the running mean of channel {c} is {mean[c]} and its variance {variance[c]}."));
            }

            if (variance[c] < 0)
            {
                throw new StatisticsFormatException(FormattableString.Invariant($"the running variance of channel {c} is {variance[c]}."));
            }
        }
        return new(MomentumRule.Create((MomentumConvention)convention, momentum), batches, mean, variance);
    }

    public static ShardInfo Shard(int index, int count, string digest)
    {
        var shard = new ShardInfo(index, count, digest);
        try
        {
            StatisticsLimits.CheckShard(shard);
        }
        catch (ArgumentException problem)
        {
            throw new StatisticsFormatException(PlainMessage.Of(problem));
        }
        return shard;
    }
}
