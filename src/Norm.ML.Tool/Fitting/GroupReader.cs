using System.Collections.Concurrent;
using System.Globalization;
using Norm.ML.Internals.Passes;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;
using Norm.ML.Tool.Tables;

namespace Norm.ML.Tool.Fitting;

/// <summary>What was learned per key, and which columns were left out.</summary>
/// <param name="Statistics">Of the columns that were fitted.</param>
/// <param name="Left">The other columns, each with the reason.</param>
/// <param name="Texts">Those of them that are text, by position.</param>
internal sealed record GroupFitResult(GroupedStatistics Statistics, IReadOnlyList<string> Left, IReadOnlyList<int> Texts);

/// <summary>Reads the statistics of a source or a shard per key: several threads read blocks, one takes their rows in, in the order of the
/// rows.</summary>
internal sealed class GroupReader(RowSource source, GroupChoice group, Terminal terminal)
{
    // Doubles hold all integers up to it.
    private const double MostInteger = 1L << 53;

    public required ColumnChoice Columns { get; init; }

    public required ShardChoice? Shard { get; init; }

    public required int Workers { get; init; }

    /// <summary>Fits the source or the shard, with statistics for each key.</summary>
    /// <param name="stop">Ends reading the source; linked to the next.</param>
    /// <param name="cancellation">The user's wish to stop.</param>
    /// <exception cref="ToolException">The source cannot be read, holds something that is not a number, or too many keys.</exception>
    public GroupFitResult Read(CancellationTokenSource stop, CancellationToken cancellation)
    {
        int key = source.IndexOf(group.Column);
        if (key < 0)
        {
            throw source.NoColumn(Cell.Show(group.Column), "which --group names");
        }

        if (source is TableSource table && table.TypeOf(key) == CellType.Other)
        {
            throw new ToolException(
                $"{source.Name}, column {Cell.Show(group.Column)}: {source.WhyText(key)}; --group takes texts, integers or booleans.");
        }

        SourceNumbers chosen = SourceNumbers.Choose(terminal, source, Columns with { Ignore = [.. Columns.Ignore, group.Column] }, cancellation);
        int[] fields = [.. chosen.Fields];
        var accumulator = new GroupedStatisticsAccumulator(fields.Length, NonFinitePolicy.Ignore, chosen.Names, group.Most);
        ReadRange extent = Shard is null ? ReadRange.Whole
            : Reading.Show(terminal, $"Cutting {source.Name}", source.Length,
                progress => source.Cut(Shard.Cut ?? source.DefaultCut, Shard.Index, Shard.Count, bytes => progress(bytes, 0), cancellation));
        Reading.Show(terminal, $"Fitting {source.Name}", source.Length, progress =>
        {
            Run(extent, fields, key, accumulator, progress, stop, cancellation);
            return accumulator.RowCount;
        });
        GroupedStatistics statistics = accumulator.ToStatistics();
        if (Shard is not null)
        {
            return Result(statistics.WithShard(new(Shard.Index, Shard.Count, source.Digest)), fields, chosen);
        }

        if (statistics.Count == 0)
        {
            throw new ToolException(statistics.All.RowCount == 0 ? source.NoRows
                : $"{source.Name}, column {Cell.Show(group.Column)}: there is no key in any row.");
        }

        int[] finite = FiniteColumns.Among(statistics.All, [.. Enumerable.Range(0, fields.Length)], source.Name, _ => Columns.IsNamed);
        statistics = finite.Length < fields.Length ? statistics.Select(finite) : statistics;
        return Result(statistics.WithShard(new(0, 1, source.Digest)), [.. finite.Select(i => fields[i])], chosen);
    }

    private void Run(
        ReadRange extent, int[] fields, int key, GroupedStatisticsAccumulator accumulator, ReadProgress progress, CancellationTokenSource stop,
        CancellationToken cancellation)
    {
        var readers = new ConcurrentBag<CellReader>();
        var needs = new ColumnNeeds(fields, [key]);
        OrderedBlocks.Run(source, source.Read(extent, extent.Start, extent.Chunks.First, source.Level, needs, stop.Token),
            Workers, (block, stopped) =>
            {
                CellReader reader = readers.TryTake(out CellReader? idle) ? idle : source.CreateCellReader(needs);
                BlockCells cells = reader.Read(block,
                    (cell, column) => CandidateColumns.NotANumber(source, cell, source.Columns[fields[column]]), stopped);
                (double[] Numbers, string[] Keys) rows = (cells.Numbers.ToArray(), Keys(cells, key));
                readers.Add(reader);
                return rows;
            }, (block, rows) =>
            {
                Add(rows.Numbers, rows.Keys, fields.Length, accumulator);
                progress(block.Bytes, accumulator.RowCount);
            }, stop, cancellation);
    }

    private void Add(double[] numbers, string[] keys, int width, GroupedStatisticsAccumulator accumulator)
    {
        for (int row = 0; row < keys.Length; row++)
        {
            try
            {
                accumulator.AddRow(keys[row], numbers.AsSpan(row * width, width));
            }
            catch (InvalidOperationException)
            {
                throw new ToolException(
                    $"{source.Name}, column {Cell.Show(group.Column)}: there are more than {group.Most} keys; '--max-groups' sets "
                        + "how many are accepted.");
            }
            catch (ArgumentException problem)
            {
                throw new ToolException($"{source.Name}, column {Cell.Show(group.Column)}: {OneLine.Of(problem)}", problem);
            }
        }
    }

    // What a model reads from the same cells. Tables may have keys as doubles, where some are missing.
    private string[] Keys(BlockCells cells, int key)
    {
        if (source is TableSource && cells.Values(key) is ColumnValues.Numbers { Values: var values }
            && Array.Find(values, value => !double.IsNaN(value) && !(double.IsInteger(value) && Math.Abs(value) <= MostInteger)) is var fraction
            && fraction != 0)
        {
            throw new ToolException(string.Create(CultureInfo.InvariantCulture,
                $"{source.Name}, column {Cell.Show(group.Column)}: {fraction} is not a key; --group takes texts, integers or booleans."));
        }

        string[] keys = new string[cells.Rows];
        for (int row = 0; row < keys.Length; row++)
        {
            keys[row] = cells.Text(row, key);
        }

        return keys;
    }

    private GroupFitResult Result(GroupedStatistics statistics, int[] fitted, SourceNumbers chosen)
    {
        int[] left = [.. Enumerable.Range(0, source.Columns.Count).Where(field => !fitted.Contains(field))];
        return new GroupFitResult(statistics, [.. left.Select(Describe)], chosen.Texts);

        string Describe(int field) => source.Columns[field] + (source.Columns[field] == group.Column ? " (the key)"
            : chosen.Texts.Contains(field) ? $" ({source.WhyText(field)})"
            : chosen.Empty.Contains(field) ? " (no values)" : chosen.Fields.Contains(field) ? " (only infinite values)" : "");
    }
}
