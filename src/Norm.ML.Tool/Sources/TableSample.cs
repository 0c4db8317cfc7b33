using Norm.ML.Lab;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Sources;

/// <summary>Reads data for the lab in one pass and constant memory: the statistics of all rows, and some rows drawn at random.</summary>
internal static class TableSample
{
    // What a browser and a person can go through; wide files are held to about as many cells.
    private const int MostRows = 2000, FewestRows = 20, MostCells = 500_000;

    private const int Seed = 42;

    /// <summary>Passes over all rows of the source once.</summary>
    /// <exception cref="ToolException">The data is broken, or has no rows or no numbers.</exception>
    public static (LabTable Table, SourceNumbers Numbers) Read(Terminal terminal, RowSource source, CancellationToken cancellation)
    {
        SourceNumbers numbers = Choose(terminal, source, cancellation);
        int width = numbers.Fields.Count, capacity = Math.Clamp(MostCells / width, FewestRows, MostRows);
        var statistics = new StatisticsAccumulator(width, channelNames: numbers.Names);
        var held = new List<(long Line, double[] Row)>();
        var random = new Random(Seed);
        long count = 0;
        numbers.Read(terminal, "Reading", cancellation, (row, line) =>
        {
            statistics.AddRow(row);
            count++;

            // Vitter's algorithm R: each row so far is held with the same probability.
            if (held.Count < capacity)
            {
                held.Add((line, [.. row]));
            }
            else if (random.NextInt64(count) is var place && place < capacity)
            {
                held[(int)place] = (line, [.. row]);
            }
        }, lines: true);

        held.Sort((a, b) => a.Line.CompareTo(b.Line));
        int[] numeric = [.. numbers.Fields];
        return (new LabTable
        {
            Name = Path.GetFileName(source.Name),
            Columns = [.. source.Columns.Select((name, i) => new LabColumn(name, Array.IndexOf(numeric, i) is var place and >= 0 ? place : null,
                numbers.Texts.Contains(i) ? source.FirstText(i) : ""))],
            Values = [.. held.SelectMany(one => one.Row)],
            Lines = [.. held.Select(one => one.Line)],
            Statistics = statistics.ToStatistics(),
        }, numbers);
    }

    // A column without values has nothing to show.
    private static SourceNumbers Choose(Terminal terminal, RowSource source, CancellationToken cancellation)
    {
        var all = SourceNumbers.Choose(terminal, source, ColumnChoice.All, cancellation);
        return new SourceNumbers(source, [.. all.Fields.Except(all.Empty)])
        {
            Texts = all.Texts,
            Advice = (_, option) => $"is not a number, as the column's first value is{(option.Length > 0 ? $"; {option}" : "")}.",
        };
    }
}
