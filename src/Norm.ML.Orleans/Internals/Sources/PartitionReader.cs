using Norm.ML.Internals.Partitions;
using Norm.ML.Internals.Wire;

namespace Norm.ML.Internals.Sources;

/// <summary>Reads partitions, all at once, and merges them on the fixed tree in the order of their names.</summary>
internal static class PartitionReader
{
    /// <exception cref="LiveStatisticsException">There are no rows to read, or a partition refused.</exception>
    public static async Task<LiveSnapshot> Read(IGrainFactory grains, string source, string key, string[] partitions, int intervals)
    {
        WireSnapshot[] answers = await Task.WhenAll(partitions.Select(partition =>
            grains.GetGrain<ILivePartitionGrain>(LiveNames.OfPartition(source, key, partition)).Snapshot(intervals)));
        return Merge(source, key, partitions, answers, intervals);
    }

    private static LiveSnapshot Merge(string source, string key, string[] partitions, WireSnapshot[] answers, int intervals)
    {
        // One that is on the list and not opened has lost its first write.
        int[] opened = [.. Enumerable.Range(0, answers.Length).Where(i => answers[i].Problem != LiveProblem.NotOpen)];
        if (opened.Length == 0)
        {
            throw new LiveStatisticsException(LiveProblem.NotOpen,
                $"Source '{source}'{(key.Length > 0 ? $", key '{key}'," : "")} has no partition that was opened.");
        }

        foreach (int i in opened)
        {
            if (answers[i].Problem != LiveProblem.None)
            {
                throw new LiveStatisticsException(answers[i].Problem, answers[i].Message);
            }
        }

        TimeSpan length = answers[opened[0]].IntervalLength;
        if (intervals > 0 && length == default)
        {
            throw new LiveStatisticsException(LiveProblem.State,
                "The silos keep no intervals; LiveStatisticsOptions.Intervals has to be the number of intervals of the largest window.");
        }

        long last = opened.SelectMany(i => answers[i].Intervals).Select(interval => interval.Number).DefaultIfEmpty(-1).Max();
        LivePartitionSnapshot[] read = [.. opened.Select(i => new LivePartitionSnapshot(partitions[i], answers[i].Position, answers[i].Waiting,
            intervals == 0 ? LiveSnapshot.FromBytes(answers[i].Whole)
                : Window(answers[i], last - intervals, LiveNames.Mark(source, key, partitions[i]))))];
        RunningStatistics merged = RunningStatistics.MergeShards([.. read.Select(partition => partition.Statistics)])
            .WithShard(new(0, 1, LiveNames.Mark(source, key)));
        return new(source, key, merged, read)
        {
            From = intervals > 0 && last >= 0 ? Start(last - intervals + 1) : null,
            To = intervals > 0 && last >= 0 ? Start(last + 1) : null,
        };

        DateTimeOffset Start(long interval) => new(Math.Clamp(interval, 0, DateTime.MaxValue.Ticks / length.Ticks) * length.Ticks, default);
    }

    // The intervals of a partition on a tree of their own, in the order of time.
    private static RunningStatistics Window(WireSnapshot answer, long after, string mark)
    {
        var tree = new StatisticsTree();
        foreach (WireInterval interval in answer.Intervals)
        {
            if (interval.Number > after)
            {
                tree.Add(tree.Count, LiveSnapshot.FromBytes(interval.Statistics));
            }
        }

        RunningStatistics merged = tree.Count > 0 ? tree.ToStatistics()
            : RunningStatistics.Empty(answer.Columns!.Count, answer.Columns.Names.Length > 0 ? answer.Columns.Names : null);
        return merged.WithShard(new(0, 1, mark));
    }
}
