using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Norm.ML.Internals.Groups;

namespace Norm.ML.Internals.Fitting;

/// <summary>Learns BatchNorm's statistics from data: what <c>Fit</c> begins and <c>Update</c> goes on with.</summary>
internal static class BatchNormFit
{
    // A line of progress each time so many more rows are read.
    private const long ProgressStep = 1 << 16;

    /// <summary>What is learned of each column: of the data alone, or going on from <paramref name="known"/>.</summary>
    public static BatchNormModel Run(
        IHost host, IDataView data, IReadOnlyList<InputOutputColumnPair> columns, BatchNormOptions options, BatchNormModel? known)
    {
        IReadOnlyList<RunningStatistics>? before = known?.Learned;
        DataViewSchema.Column[] inputs = [.. columns.Select(pair => CheckColumn(data.Schema, pair.InputColumnName, options))];
        DataViewSchema.Column? weight = options.ExampleWeightColumnName is { } name ? FitWeights.Find(data.Schema, name) : null;
        FitKeys? keys = options.GroupColumnName is { } group ? new FitKeys(KeyColumn.Find(data.Schema, group)) : null;
        FitSink[] sinks = new FitSink[inputs.Length];
        for (int i = 0; i < sinks.Length; i++)
        {
            int channels = options.ChannelsOf(inputs[i].Type), size = inputs[i].Type is VectorDataViewType vector ? vector.Size : 1;
            string[] labels = ChannelLabels.Of(inputs[i], channels);
            if (before is not null)
            {
                CheckSame(inputs[i], labels, before[i]);
            }

            MiniBatches.Check(inputs[i].Name, data.GetRowCount(), size / channels, options, before?[i]);
            sinks[i] = new FitSink(inputs[i].Name, labels, size / channels, options, before?[i]);
        }

        long rows = 0;
        string task = before is null ? "Fit" : "Update";
        using (IChannel channel = host.Start(task))
        {
            using (IProgressChannel progress = host.StartProgressChannel($"{task} BatchNorm"))
            {
                long reported = 0;
                progress.SetHeader(new ProgressHeader("rows"), entry => entry.SetProgress(0, Interlocked.Read(ref rows)));
                FitColumn[] readers = [.. inputs.Zip(sinks, FitColumn.CreateForFit)];
                new CursorBlocks(data, inputs, readers, weight, keys, options.MaximumExampleCount ?? long.MaxValue, options.Cancellation)
                    .AddToColumns(Report);
                progress.Checkpoint((double)rows);

                void Report(long now)
                {
                    // What MLContext.CancelExecution asks every running fit to do.
                    if (host is ICancelable { IsCanceled: true })
                    {
                        throw new OperationCanceledException($"{task} BatchNorm was cancelled after {now} rows.");
                    }

                    Interlocked.Exchange(ref rows, now);
                    if (now - reported < ProgressStep)
                    {
                        return;
                    }

                    reported = now;
                    progress.Checkpoint((double)now);
                }
            }

            if (options is { DropLast: true, BatchSize: { } batch } && rows < batch)
            {
                throw MiniBatches.TooFew(inputs[0].Name, rows, batch);
            }

            RunningStatistics[] learned = Array.ConvertAll(sinks, sink => sink.ToStatistics());
            if (before is null)
            {
                for (int i = 0; i < learned.Length; i++)
                {
                    CheckLearned(inputs[i].Name, learned[i], options.Correction);
                }
            }
            if (sinks[0].Dropped is var dropped and > 0)
            {
                channel.Info(MessageSensitivity.None,
                    "BatchNorm left the last {0} of {1} rows out of the running statistics: they are less than a mini-batch of {2}.", dropped, rows,
                    options.BatchSize);
            }

            // "5 channels, 1000 rows, 3 missing and 0 infinite values"
            for (int i = 0; i < learned.Length; i++)
            {
                channel.Info(MessageSensitivity.Schema, "BatchNorm of '{0}': {1}", inputs[i].Name, learned[i]);
                if (Infinities(learned[i]) is { } infinite)
                {
                    channel.Warning(MessageSensitivity.Schema, "BatchNorm of '{0}': {1}", inputs[i].Name, infinite);
                }
            }

            GroupedStatistics[]? groups = keys is null ? null : [.. sinks.Select((sink, i) => known is null ? sink.ToGroups(keys.Keys, learned[i])
                : GroupedStatistics.MergeKeys(known.Groups![i], sink.ToGroups(keys.Keys, learned[i]), learned[i].WithoutChunks()))];
            CheckKeys(groups, options);

            // What a saved model keeps of all rows: statistics per key have no tree's nodes.
            return new BatchNormModel(columns, options, groups is null ? learned : [.. groups.Select(column => column.All)], groups);
        }
    }

    /// <summary>Refuses statistics that cannot normalize: of fewer than two rows, or with a channel that has no finite value.</summary>
    public static void CheckEnough(string column, RunningStatistics statistics)
    {
        if (statistics.RowCount < 2)
        {
            throw new InvalidOperationException(
                $"BatchNorm of column '{column}' needs at least 2 rows to learn a variance; the data has {statistics.RowCount}.");
        }

        for (int channel = 0; channel < statistics.ChannelCount; channel++)
        {
            if (statistics[channel].Count == 0)
            {
                throw new InvalidOperationException(
                    $"BatchNorm of column '{column}': {ChannelLabels.Describe(statistics, channel)} has no finite value in "
                        + $"{statistics.RowCount} rows.");
            }
        }
    }

    private static void CheckLearned(string column, RunningStatistics statistics, double correction)
    {
        CheckEnough(column, statistics);
        for (int channel = 0; channel < statistics.ChannelCount; channel++)
        {
            if (statistics[channel].Weight <= correction)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                    $"BatchNorm of column '{column}' with Correction {correction} divides by the total weight less that, but "
                        + $"{ChannelLabels.Describe(statistics, channel)} has a total weight of {statistics[channel].Weight}."));
            }
        }
    }

    private static void CheckKeys(GroupedStatistics[]? groups, BatchNormOptions options)
    {
        if (groups?[0].Count == 0)
        {
            throw new InvalidOperationException($"Column '{options.GroupColumnName}' has no key in any of the {groups[0].All.RowCount} rows.");
        }

        // Data that a fit goes on with may bring new keys.
        if (groups?[0].Count > options.MaximumGroups)
        {
            throw TooMany(options);
        }
    }

    /// <summary>More keys than a fit takes.</summary>
    public static InvalidOperationException TooMany(BatchNormOptions options) => new(
        $"Column '{options.GroupColumnName}' has more than {options.MaximumGroups} keys; {nameof(BatchNormOptions.MaximumGroups)} sets how many are "
            + "accepted.");

    // Which channels have met infinities, the first few by name; null if none has.
    private static string? Infinities(RunningStatistics statistics)
    {
        int[] found = [.. Enumerable.Range(0, statistics.ChannelCount).Where(channel => statistics[channel].Infinite > 0)];
        if (found.Length == 0)
        {
            return null;
        }

        IEnumerable<string> named = found.Take(5).Select(
            channel => $"{statistics[channel].Infinite} in {ChannelLabels.Describe(statistics, channel)}");
        string others = found.Length > 5 ? $" and others of {found.Length} channels" : "";
        return $"{found.Sum(channel => statistics[channel].Infinite)} infinite values, {string.Join(", ", named)}{others}. "
            + $"{nameof(BatchNormOptions.NonFinite)} says whether they count.";
    }

    // The channels of data that a fit goes on with are those that it began with.
    private static void CheckSame(DataViewSchema.Column column, string[] labels, RunningStatistics before)
    {
        if (before.ChannelCount != labels.Length)
        {
            throw ColumnTypes.Mismatch(column.Name, column.Type, $"{before.ChannelCount} channels, as when it was fitted");
        }

        for (int i = 0; i < labels.Length; i++)
        {
            if (before.ChannelNames.Count > 0 && labels[i] != before.ChannelNames[i])
            {
                throw ColumnTypes.Mismatch(column.Name, $"{column.Type} with '{labels[i]}' as channel {i}",
                    $"'{before.ChannelNames[i]}' there, as when it was fitted");
            }
        }
    }

    private static DataViewSchema.Column CheckColumn(DataViewSchema schema, string name, BatchNormOptions options)
    {
        DataViewSchema.Column column = ColumnTypes.Find(schema, name);
        if (!ColumnTypes.IsNumber(ColumnTypes.ItemOf(column.Type)) || column.Type is VectorDataViewType { IsKnownSize: false })
        {
            throw ColumnTypes.Mismatch(name, column.Type, BatchNormEstimator.Accepts);
        }

        if (column.Type is VectorDataViewType vector && vector.Size % options.ChannelsOf(vector) != 0)
        {
            throw ColumnTypes.Mismatch(name, column.Type, $"a vector whose size is a multiple of {options.ChannelsOf(vector)}, the channels");
        }

        return column;
    }
}
