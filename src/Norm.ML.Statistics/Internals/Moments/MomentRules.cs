namespace Norm.ML.Internals.Moments;

/// <summary>What holds for every value that an accumulator or a merge makes; files and JSON that say otherwise are refused.</summary>
internal static class MomentRules
{
    /// <summary>What a channel has that cannot be, or null.</summary>
    public static string? Violation(in ChannelMoments m, long rows)
    {
        if (rows < 0) return FormattableString.Invariant($"{rows} rows");
        if (m.Count < 0 || m.Missing < 0 || m.Infinite < 0 || m.Count > rows || m.Missing > rows - m.Count || m.Infinite > rows - m.Count - m.Missing)
            return FormattableString.Invariant($"{m.Count} values, {m.Missing} missing and {m.Infinite} infinite in {rows} rows");
        if (m.Scale is < ChannelScale.Tiny or > ChannelScale.Huge) return FormattableString.Invariant($"the scale {m.Scale}");
        if (!double.IsFinite(m.Weight) || m.Weight < 0 || (m.Weight == 0) != (m.Count == 0))
            return FormattableString.Invariant($"the weight {m.Weight} for {m.Count} values");

        if (m.Count == 0)
        {
            bool empty = double.IsPositiveInfinity(m.Min) && double.IsNegativeInfinity(m.Max);
            if (!empty) return FormattableString.Invariant($"values from {m.Min} to {m.Max}, but a count of 0");
        }
        else if (!(double.IsFinite(m.Min) && double.IsFinite(m.Max)
            && m.Min <= m.Max)) return FormattableString.Invariant($"values from {m.Min} to {m.Max}");

        if (double.IsNaN(m.MeanHigh) && double.IsNaN(m.SquaresHigh) && m.MeanLow == 0 && m.SquaresLow == 0)
            return m.Missing + m.Infinite > 0 ? null : "a mean that is NaN, but no value that is";
        if (!double.IsFinite(m.MeanHigh) || !double.IsFinite(m.MeanLow)) return FormattableString.Invariant($"the mean {m.MeanHigh} + {m.MeanLow}");
        if (!double.IsFinite(m.SquaresHigh) || !double.IsFinite(m.SquaresLow) || m.SquaresHigh < 0)
            return FormattableString.Invariant($"the squared deviations {m.SquaresHigh} + {m.SquaresLow}");
        if (m.Count == 0 && (m.MeanHigh != 0 || m.MeanLow != 0 || m.SquaresHigh != 0 || m.SquaresLow != 0)) return "a mean, but a count of 0";
        return null;
    }

    public static ExponentialMoments Exponential(int convention, double momentum, long batches, double[] mean, double[] variance)
    {
        if (convention is < 0 or > (int)MomentumConvention.CumulativeAverage)
            throw new StatisticsFormatException($"it names the momentum convention {convention}, which is not known.");
        if (!(momentum is >= 0 and <= 1) || batches < 0)
            throw new StatisticsFormatException(FormattableString.Invariant($"it has the momentum {momentum} after {batches} batches."));
        for (int c = 0; c < variance.Length; c++)
            if (variance[c] < 0) throw new StatisticsFormatException(FormattableString.Invariant($"the running variance of channel {c} is {variance[c]}."));
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
            throw new StatisticsFormatException(problem.Message);
        }
        return shard;
    }
}
