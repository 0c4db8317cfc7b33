using System.Diagnostics;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Fitting;

/// <summary>Which of several shards, from 0, and how they are cut.</summary>
internal sealed record ShardChoice(int Index, int Count, ShardCut? Cut)
{
    public override string ToString() => $"{Index + 1}/{Count}";
}

/// <summary>What was learned of a source, and which columns were left out.</summary>
/// <param name="Statistics">Of the columns that were fitted.</param>
/// <param name="Left">The other columns, each with the reason.</param>
/// <param name="Texts">Those of them that are text, by position.</param>
internal sealed record FitResult(RunningStatistics Statistics, IReadOnlyList<string> Left, IReadOnlyList<int> Texts);

/// <summary>Reads the statistics of a source or a shard; goes on with a checkpoint.</summary>
internal sealed class FitReader(RowSource source, Terminal terminal)
{
    private long _lastCheckpoint = Stopwatch.GetTimestamp();

    public required ColumnChoice Columns { get; init; }

    public required ShardChoice? Shard { get; init; }

    public required string? Checkpoint { get; init; }

    public required TimeSpan CheckpointInterval { get; init; }

    public required int Workers { get; init; }

    /// <summary>Fits the source or the shard, from its start or from the checkpoint on.</summary>
    /// <param name="stop">Ends reading the source; linked to the next.</param>
    /// <param name="cancellation">The user's wish to stop.</param>
    /// <exception cref="ToolException">The source cannot be read, or holds something that is not a number.</exception>
    /// <exception cref="StoppedException">It was stopped, and a checkpoint was written.</exception>
    public FitResult Read(CancellationTokenSource stop, CancellationToken cancellation)
    {
        (int[] fields, bool named) = Columns.Choose(source);
        ShardCut cut = Shard?.Cut ?? source.DefaultCut;
        var task = new FitTask(source.Digest, [.. fields.Select(field => source.Columns[field])], named, Shard?.ToString() ?? "", Shard is null ? ""
            : cut.ToString());
        if (Checkpoint is not null && source.Digest.Length == 0)
        {
            throw new ToolException($"{source.Name}: a pipe cannot be read again, so there is no use in a checkpoint.");
        }

        (Checkpoint State, RunningStatistics? Statistics)? before = Checkpoint is null ? null : Fitting.Checkpoint.Read(Checkpoint, task);

        ReadRange extent = Shard is null
            ? ReadRange.Whole
            : Reading.Show(terminal, $"Cutting {source.Name}", source.Length,
            progress => source.Cut(cut, Shard.Index, Shard.Count, bytes => progress(bytes, 0), cancellation));
        int level = before?.State.Level ?? source.Level;

        // A last chunk that is short is done, too.
        long done = ((before?.State.Rows ?? 0) + StatisticsAccumulator.RowsPerChunk - 1) / StatisticsAccumulator.RowsPerChunk;
        CandidateColumns? restored = before is { } known ? Restore(known.State) : null;
        int[] read = [.. restored?.Fields ?? fields.Where(field => source.KindOf(field) != ColumnKind.Text)];
        if (read.Length == 0)
        {
            throw Columns.NothingLeft(source, null);
        }

        using IEnumerator<RowBlock> blocks = source.Read(extent, before?.State.Next ?? extent.Start, extent.Chunks.First + done, level,
            ColumnNeeds.OfNumbers(read), stop.Token).GetEnumerator();
        (CandidateColumns candidates, RowBlock? first) = restored is not null ? (restored, null) : Look(read, named, blocks, cancellation);
        var pass = new FitPass(source, candidates, extent, Workers);
        if (before is { Statistics: { } statistics } state)
        {
            pass.GoOn(statistics, state.State.Next, state.State.Bytes);
            terminal.Say($"{Checkpoint}: going on after row {statistics.RowCount}.");
        }

        Run(pass, Join(first, blocks), now => Keep(now, task, level, candidates), stop, cancellation);
        return Finish(pass, candidates, fields, cut, extent);
    }

    private void Run(FitPass pass, IEnumerable<RowBlock> blocks, Action<FitPass> keep, CancellationTokenSource stop, CancellationToken cancellation)
    {
        try
        {
            Reading.Show(terminal, $"Fitting {source.Name}", source.Length, progress =>
            {
                pass.Committed = now =>
                {
                    progress(now.Bytes, now.Rows);
                    if (Checkpoint is not null && Stopwatch.GetElapsedTime(_lastCheckpoint) >= CheckpointInterval)
                    {
                        keep(now);
                    }
                };
                pass.Run(blocks, stop, cancellation);
                return pass.Rows;
            });
        }
        catch (OperationCanceledException) when (Checkpoint is not null && cancellation.IsCancellationRequested)
        {
            KeepStopped(pass, keep);
            throw new StoppedException($"Stopped after row {pass.Rows}; the same command goes on there, with {Checkpoint}.");
        }
    }

    private static void KeepStopped(FitPass pass, Action<FitPass> keep)
    {
        try
        {
            keep(pass);
        }
        catch (ToolException problem)
        {
            throw new StoppedException($"Stopped after row {pass.Rows}, and how far it came could not be kept: {problem.Message}");
        }
    }

    private void Keep(FitPass pass, FitTask task, int level, CandidateColumns candidates)
    {
        Fitting.Checkpoint.Write(Checkpoint!, new(task, level, pass.Next, pass.Bytes, pass.Rows, [.. candidates.Names], [.. candidates.Kinds]),
            pass.ToShard(null));
        _lastCheckpoint = Stopwatch.GetTimestamp();
    }

    private CandidateColumns Restore(Checkpoint state)
    {
        List<string> columns = [.. source.Columns];
        return new CandidateColumns(source, [.. state.Columns.Select(name => columns.IndexOf(name))],
            [.. state.Columns.Select(_ => state.Task.Named)],
            state.Kinds);
    }

    // Columns of text are seen in the first block, and not looked at again. A shard has to see what all others see.
    private (CandidateColumns CandidateColumns, RowBlock? First) Look(int[] fields, bool named, IEnumerator<RowBlock> blocks,
        CancellationToken cancellation)
    {
        var all = new CandidateColumns(source, fields, [.. fields.Select(_ => named)], Shard is not null && named
            ? [.. fields.Select(_ => ColumnKind.Numbers)] : null);
        if (Shard is not null)
        {
            return (all.AllDecided ? all : LookFromStart(all, cancellation), null);
        }

        if (!blocks.MoveNext())
        {
            return (all, null);
        }

        RowBlock first = blocks.Current;
        if (!all.AllDecided)
        {
            all.Decide(new BlockSummer(source, all).Sum(first, cancellation));
        }

        if (!all.AnyLeft)
        {
            throw Columns.NothingLeft(source, all);
        }

        return (Keep(all, kind => kind != ColumnKind.Text), first);
    }

    private CandidateColumns LookFromStart(CandidateColumns all, CancellationToken cancellation)
    {
        all.LookFromStart(cancellation);
        return all.Numbers.Length > 0 ? Keep(all, kind => kind == ColumnKind.Numbers) : throw Columns.NothingLeft(source, all);
    }

    private CandidateColumns Keep(CandidateColumns all, Func<ColumnKind, bool> wanted)
    {
        int[] kept = [.. Enumerable.Range(0, all.Fields.Count).Where(i => wanted(all.Kinds[i]))];
        return new CandidateColumns(source, [.. kept.Select(i => all.Fields[i])], [.. kept.Select(i => all.IsNamed(i))],
            [.. kept.Select(i => all.Kinds[i])]);
    }

    private FitResult Finish(FitPass pass, CandidateColumns candidates, int[] fields, ShardCut cut, ReadRange extent)
    {
        if (Shard is { } shard)
        {
            var info = new ShardInfo(shard.Index, shard.Count, source.Digest);
            RunningStatistics part = cut == ShardCut.Chunks
                ? pass.ToShard(info) ?? StatisticsTree.EmptyShard(candidates.Names.Count, candidates.Names, extent.Chunks.First, info)
                : (pass.ToStatistics() ?? RunningStatistics.Empty(candidates.Names.Count, candidates.Names)).WithShard(info);
            HashSet<string> held = [.. candidates.Names];
            int[] others = [.. Enumerable.Range(0, source.Columns.Count).Where(field => !held.Contains(source.Columns[field]))];
            int[] notNumbers = [.. others.Intersect(fields)];
            return new FitResult(part, [.. others.Select(
                field => $"{source.Columns[field]}{(notNumbers.Contains(field) ? $" ({WhyNotNumbers(field)})" : "")}")], notNumbers);
        }

        if (pass.ToStatistics() is not { } statistics)
        {
            throw new ToolException(source.NoRows);
        }

        candidates.CheckNamed();
        int[] numbers = candidates.Numbers;
        if (numbers.Length == 0)
        {
            throw Columns.NothingLeft(source, candidates);
        }

        numbers = FiniteColumns.Among(statistics, numbers, source.Name, candidates.IsNamed);
        if (numbers.Length < statistics.ChannelCount)
        {
            statistics = statistics.Select(numbers);
        }

        Dictionary<int, int> placeOf = Enumerable.Range(0, candidates.Fields.Count).ToDictionary(i => candidates.Fields[i]);
        HashSet<int> fitted = [.. numbers.Select(i => candidates.Fields[i])];
        int[] left = [.. Enumerable.Range(0, source.Columns.Count).Where(field => !fitted.Contains(field))];
        int[] texts = [.. left.Where(field => fields.Contains(field)
            && !(placeOf.TryGetValue(field, out int i) && candidates.Kinds[i] != ColumnKind.Text))];
        return new FitResult(statistics.WithShard(new ShardInfo(0, 1, source.Digest)), [.. left.Select(Describe)], texts);

        // A shard that goes on with a checkpoint does not know text from a column without values.
        string WhyNotNumbers(int field) => source.WhyText(field) is var why && why != RowSource.Text ? why : "no numbers";

        string Describe(int field)
        {
            string name = source.Columns[field];
            if (texts.Contains(field))
            {
                return $"{name} ({source.WhyText(field)})";
            }

            return !placeOf.TryGetValue(field, out int i) ? name : candidates.Kinds[i] == ColumnKind.Empty ? $"{name} (no values)"
                : $"{name} (only infinite values)";
        }
    }

    private static IEnumerable<RowBlock> Join(RowBlock? first, IEnumerator<RowBlock> rest)
    {
        if (first is not null)
        {
            yield return first;
        }

        while (rest.MoveNext())
        {
            yield return rest.Current;
        }
    }
}
