using Norm.ML.Internals.Moments;

namespace Norm.ML;

public sealed partial class RunningStatistics
{
    /// <summary>
    /// The statistics of two data sets together, per channel with <c>d = meanB - meanA</c>, <c>w = wA + wB</c>:
    /// <c>mean = meanA + d wB / w</c>, <c>squares = squaresA + squaresB + d^2 wA wB / w</c>, on pairs of doubles.
    /// </summary>
    /// <param name="a">The statistics of the rows that come first.</param>
    /// <param name="b">The statistics of the rows that follow; as many channels.</param>
    /// <returns>The merged statistics, with the names of either and without <see cref="Shard"/>.</returns>
    /// <remarks>Any order and grouping of merges gives the same value to about 1e-15 of the variance and of the spread, but not the same last
    /// bits: for those, fix the order, or let a <see cref="StatisticsTree"/> do so.</remarks>
    /// <exception cref="ArgumentException">The channels differ in number or name.</exception>
    /// <exception cref="InvalidOperationException">One of them carries <see cref="Exponential"/> statistics. They depend on the order of
    /// batches and cannot be merged; take them away with <see cref="WithExponential"/> first.</exception>
    /// <exception cref="OverflowException">The rows together exceed <see cref="long.MaxValue"/>.</exception>
    public static RunningStatistics Merge(RunningStatistics a, RunningStatistics b)
    {
        CheckMergeable(a, b);
        CheckRows((Int128)a.RowCount + b.RowCount);
        var merged = new MomentArrays(a.ChannelCount);
        MomentMerge.Merge(a.Planes, b.Planes, merged);
        return new(merged, a._names ?? b._names);
    }

    /// <summary>Merges a list from left to right; see <see cref="Merge(RunningStatistics, RunningStatistics)"/>.</summary>
    /// <param name="parts">At least one value.</param>
    /// <exception cref="ArgumentException">The list is empty, or the channels differ in number or name.</exception>
    /// <exception cref="InvalidOperationException">One of them carries <see cref="Exponential"/> statistics.</exception>
    /// <exception cref="OverflowException">The rows together exceed <see cref="long.MaxValue"/>.</exception>
    public static RunningStatistics Merge(IEnumerable<RunningStatistics> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        RunningStatistics? merged = null;
        foreach (RunningStatistics part in parts) merged = merged is null ? part : Merge(merged, part);
        return merged ?? throw new ArgumentException("parts has to hold at least one value, but is empty.", nameof(parts));
    }

    /// <exception cref="OverflowException">The rows together exceed <see cref="long.MaxValue"/>.</exception>
    internal static void CheckRows(Int128 rows)
    {
        if (rows > long.MaxValue) throw new OverflowException($"The parts have {rows} rows together; statistics hold {long.MaxValue} at most.");
    }

    internal static void CheckMergeable(RunningStatistics a, RunningStatistics b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.ChannelCount != b.ChannelCount)
            throw new ArgumentException($"b has {b.ChannelCount} channels, but a has {a.ChannelCount}.", nameof(b));
        if (a._names is not null && b._names is not null && a._names.FirstDifference(b._names) is int c and >= 0)
            throw new ArgumentException($"Channel {c} is '{b._names.List[c]}' in b, but '{a._names.List[c]}' in a.", nameof(b));
        if (a.Exponential is not null || b.Exponential is not null)
        {
            throw new InvalidOperationException(
                "Exponential running statistics depend on the order of batches and cannot be merged. Take them away first: WithExponential(null).");
        }
    }
}
