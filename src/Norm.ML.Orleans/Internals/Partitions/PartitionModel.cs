using System.Collections.Immutable;
using Norm.ML.Internals.Sums;

namespace Norm.ML.Internals.Partitions;

/// <summary>
/// What a partition knows. A value: every change gives a new one, so that what storage does not take is simply dropped (<see cref="OpenRows"/> says
/// how far that goes).
/// </summary>
internal sealed record PartitionModel
{
    /// <summary>Null until the partition is opened.</summary>
    public LiveColumns? Columns { get; init; }

    /// <summary>The number of rows that are counted, and of the next one: rows 0 to Position - 1 are in the statistics.</summary>
    public long Position { get; init; }

    public required SequenceSum Whole { get; init; }

    public Windows Windows { get; init; } = Windows.None;

    /// <summary>What came early, ascending and without overlaps, beyond <see cref="Position"/>.</summary>
    public ImmutableList<Addition> Waiting { get; init; } = [];

    public RowChecks Checks { get; init; } = RowChecks.Empty;

    public static PartitionModel NotOpened { get; } = new() { Whole = SequenceSum.Empty(1, propagate: false) };

    public static PartitionModel Opened(LiveColumns columns) =>
        new() { Columns = columns, Whole = SequenceSum.Empty(columns.Count, columns.Policy == NonFinitePolicy.Propagate) };

    /// <summary>How many rows wait.</summary>
    public long WaitingRows => Waiting.Sum(addition => addition.Count);

    /// <summary>With the rows that wait for no others any more counted.</summary>
    public PartitionModel CountReady(LiveStatisticsOptions options)
    {
        PartitionModel model = this;
        while (model.Waiting is [Addition first, ..] && first.First == model.Position)
        {
            model = model.Count(first, options) with { Waiting = model.Waiting.RemoveAt(0) };
        }

        return model;
    }

    private PartitionModel Count(Addition next, LiveStatisticsOptions options) => this with
    {
        Position = next.End,
        Whole = Windows.Add(Whole, next),
        Windows = Windows.Add(next, Whole, options),
        Checks = Checks.Add(next.Checks(Columns!.Count, options.RememberedRows), next.Count, options.RememberedRows),
    };

    /// <summary>The statistics of the rows counted so far, with names, marked by a text that tells where they come from.</summary>
    public RunningStatistics ToStatistics(string source) => Finish(Whole.ToStatistics(), source);

    public RunningStatistics Finish(RunningStatistics statistics, string source) =>
        statistics.WithChannelNames(Columns!.Names.Count > 0 ? Columns.Names : null).WithShard(new(0, 1, source));
}
