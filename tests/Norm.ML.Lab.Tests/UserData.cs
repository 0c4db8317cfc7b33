using System.Globalization;
using Norm.ML.Lab.Experiments;

namespace Norm.ML.Lab.Tests;

/// <summary>
/// A user's file, as the tool hands it to the lab: 60 of 1,000 rows, three columns of numbers (one with a missing value) and one of text.
/// </summary>
internal static class UserData
{
    public const int Rows = 1000, Held = 60;

    public static LabTable Table(int columns = 3)
    {
        double[] all = new Noise(7).Normals(Rows * columns, 10, 3);
        all[columns + 1] = double.NaN;
        var statistics = new StatisticsAccumulator(columns, channelNames: [.. Enumerable.Range(0, columns).Select(Name)]);
        statistics.Add(all);
        return new LabTable
        {
            Name = "mine.csv",
            Columns = [.. Enumerable.Range(0, columns).Select(i => new LabColumn(Name(i), i)), new LabColumn("city", null, "'Bern'")],
            Values = all[..(Held * columns)],
            Lines = [.. Enumerable.Range(2, Held)],
            Statistics = statistics.ToStatistics(),
        };
    }

    /// <summary>Fourteen columns whose names are longer than their numbers.</summary>
    public static LabTable Wide()
    {
        string[] names = [.. Enumerable.Range(1, 14)
            .Select(i => i % 3 == 0 ? $"od280_of_diluted_wine_number_{i}" : i % 3 == 1 ? $"a long name {i}" : $"c{i}")];
        double[] all = new Noise(5).Normals(Rows * names.Length, 0, 1e-7);
        var statistics = new StatisticsAccumulator(names.Length, channelNames: names);
        statistics.Add(all);
        return new LabTable
        {
            Name = "a_file_with_a_long_name_and_many_columns.csv",
            Columns = [.. names.Select((name, i) => new LabColumn(name, i))],
            Values = all[..(Held * names.Length)],
            Lines = [.. Enumerable.Range(2, Held)],
            Statistics = statistics.ToStatistics(),
        };
    }

    /// <summary>Milliseconds since 1970, ordinary numbers and tiny ones, side by side; the last row lacks a number.</summary>
    public static LabTable Timestamps()
    {
        double[] all = [.. Enumerable.Range(0, 6).SelectMany(i => new[] { 1.7e12 + 60_000 * i, 0.25 + i, 1e-9 * (i + 1) })];
        all[^1] = double.NaN;
        var statistics = new StatisticsAccumulator(3, channelNames: ["time", "size", "tiny"]);
        statistics.Add(all);
        return new LabTable
        {
            Name = "times.csv",
            Columns = [new LabColumn("time", 0), new LabColumn("size", 1), new LabColumn("tiny", 2)],
            Values = all,
            Lines = [2, 3, 4, 5, 6, 7],
            Statistics = statistics.ToStatistics(),
        };
    }

    private static string Name(int column) => string.Create(CultureInfo.InvariantCulture, $"value, {column + 1}");
}
