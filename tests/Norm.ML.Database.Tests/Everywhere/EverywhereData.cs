using System.Globalization;
using System.Text;
using Microsoft.ML.Data;
using Norm.ML.Database.Tests.Fit;
using Norm.ML.Tests.Statistics;

namespace Norm.ML.Database.Tests.Everywhere;

/// <summary>One data set for every way of fitting: hard columns, some values missing.</summary>
internal static class EverywhereData
{
    public const int Rows = 20_000, Size = 4;

    public static readonly string[] Columns = ["far", "wide", "counts", "narrow"];

    /// <summary>Six shards, of uneven size, interleaved.</summary>
    public static readonly int[] Shards = [.. Enumerable.Range(0, Rows).Select(i => (i / 7 % 6) * (i % 3 == 0 ? 1 : 0))];

    public static readonly double?[][] Values =
    [
        Patterns.Column((_, random) => 1e6 + Patterns.Normal(random), Rows).Nullable(),
        Patterns.Column((_, random) => Math.Exp(3 * Patterns.Normal(random)), Rows).Nullable(),
        [.. Enumerable.Range(0, Rows).Select(i => i % 13 == 5 ? null : (double?)(i * 31 % 97))],
        Patterns.Column((_, random) => -1e9 + (1e-2 * Patterns.Normal(random)), Rows).Nullable(),
    ];

    public static double[] Row(int row) => [.. Values.Select(column => column[row] ?? double.NaN)];

    public static string Csv()
    {
        var csv = new StringBuilder("shard," + string.Join(',', Columns) + "\n");
        for (int row = 0; row < Rows; row++)
        {
            csv.Append(CultureInfo.InvariantCulture,
                $"{Shards[row]},{string.Join(',', Values.Select(column => column[row]?.ToString("R", CultureInfo.InvariantCulture)))}\n");
        }

        return csv.ToString();
    }

    public static IEnumerable<EverywhereRow> ForMLNet() => Enumerable.Range(0, Rows).Select(row => new EverywhereRow { Features = Row(row) });
}

/// <summary>A row of the data, as ML.NET sees it.</summary>
public sealed class EverywhereRow
{
    [VectorType(EverywhereData.Size)]
    public double[] Features { get; set; } = [];
}
