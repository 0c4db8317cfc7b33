using System.Collections.Immutable;
using Norm.ML.Internals.Sums;

namespace Norm.ML.Internals.Partitions;

/// <summary>The statistics of the last intervals, each on its own. A value, as <see cref="PartitionModel"/> is.</summary>
internal sealed record Windows
{
    public static Windows None { get; } = new();

    /// <summary>The length of an interval in ticks; intervals of another length are forgotten.</summary>
    public long Length { get; init; }

    /// <summary>The number of the interval that rows are added to: whole intervals since the year 1. Rows follow each other, so it never
    /// falls.</summary>
    public long Number { get; init; }

    public SequenceSum? Current { get; init; }

    /// <summary>Intervals before it that had rows, ascending.</summary>
    public ImmutableList<(long Number, RunningStatistics Statistics)> Past { get; init; } = [];

    /// <summary>With the rows that follow. Intervals of another length than the options' are forgotten, as are those that are no longer among the
    /// last.</summary>
    public Windows Add(Addition next, SequenceSum whole, LiveStatisticsOptions options)
    {
        if (options.Intervals == 0)
        {
            return None;
        }

        Windows windows = Length == options.Interval.Ticks ? this : None with { Length = options.Interval.Ticks };
        long number = windows.Current is null ? next.Interval : Math.Max(windows.Number, next.Interval);
        if (windows.Current is { } current && number == windows.Number)
        {
            return windows with { Current = Add(current, next) };
        }

        ImmutableList<(long Number, RunningStatistics Statistics)> past = windows.Current is { } ended
            ? windows.Past.Add((windows.Number, ended.ToStatistics())) : windows.Past;
        return windows with
        {
            Past = past.RemoveAll(interval => interval.Number <= number - options.Intervals),
            Number = number,
            Current = Add(Empty(whole), next)
        };
    }

    /// <summary>Of the intervals that had rows: number and statistics, ascending.</summary>
    public IEnumerable<(long Number, RunningStatistics Statistics)> All() => Current is null ? Past : Past.Add((Number, Current.ToStatistics()));

    public static SequenceSum Add(SequenceSum sum, Addition next) => next.Moments is null ? sum.Add(next.Rows) : sum.Add(next.Moments);

    private static SequenceSum Empty(SequenceSum like) => SequenceSum.Empty(like.ChannelCount, like.Propagate);
}
