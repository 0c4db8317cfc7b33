using System.Globalization;
using Norm.ML.Lab.Experiments;

namespace Norm.ML.Lab.Tests;

/// <summary>A user's file, as the tool hands it to the lab: 60 of 1,000 rows, three columns of numbers (one with a missing value) and one of text.</summary>
static class UserData
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

    static string Name(int column) => string.Create(CultureInfo.InvariantCulture, $"value, {column + 1}");
}
