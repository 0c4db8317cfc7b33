using Norm.ML.Lab;

namespace Norm.ML.Tool.Csv;

/// <summary>Reads a file for the lab in one pass and constant memory: the statistics of all rows, and some rows drawn at random.</summary>
internal static class TableSample
{
    // What a browser and a person can go through; wide files are held to about as many cells.
    private const int MostRows = 2000, FewestRows = 20, MostCells = 500_000;

    private const int Seed = 42;

    /// <summary>Reads.</summary>
    /// <exception cref="ToolException">The file is broken, or has no rows or no numbers.</exception>
    public static LabTable Read(CsvFile file, ReadProgress? progress, CancellationToken cancellation)
    {
        IReadOnlyList<ColumnProfile> profiles = ColumnProfile.Read(file, progress: null, cancellation);
        int[] numeric = [.. ProfileChoice.Choose(file, profiles, [], []).Select(column => file.IndexOf(column.Name))];
        var statistics = new StatisticsAccumulator(numeric.Length, channelNames: [.. numeric.Select(field => file.Header[field])]);
        int capacity = Math.Clamp(MostCells / numeric.Length, FewestRows, MostRows);
        var held = new List<(long Line, double[] Row)>();
        var random = new Random(Seed);
        double[] row = new double[numeric.Length];

        using CsvRecords records = file.Read(progress, cancellation);
        while (records.MoveNext())
        {
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = Number(file, records, numeric[i]);
            }

            statistics.AddRow(row);

            // Vitter's algorithm R: each row so far is held with the same probability.
            if (held.Count < capacity)
            {
                held.Add((records.Line, [.. row]));
            }
            else if (random.NextInt64(records.Count) is var place && place < capacity)
            {
                held[(int)place] = (records.Line, [.. row]);
            }
        }

        held.Sort((a, b) => a.Line.CompareTo(b.Line));
        return new LabTable
        {
            Name = Path.GetFileName(file.Path),
            Columns = [.. profiles.Select((profile, i) => new LabColumn(profile.Name, Place(i), profile.Kind == ColumnKind.Text ? profile.First
                : ""))],
            Values = [.. held.SelectMany(one => one.Row)],
            Lines = [.. held.Select(one => one.Line)],
            Statistics = statistics.ToStatistics(),
        };

        int? Place(int field) => Array.IndexOf(numeric, field) is var place and >= 0 ? place : null;
    }

    private static double Number(CsvFile file, CsvRecords records, int field) => file.Cells.TryParse(records[field], out double value)
        ? value
        : throw file.Problem(records.Line, field,
        $"{Cell.Show(records[field])} is not a number, as the column's first value is; {file.Cells.Advice(Cell.Text(records[field]))}.");
}
