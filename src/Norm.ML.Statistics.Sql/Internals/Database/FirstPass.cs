using System.Data.Common;
using System.Globalization;
using System.Text;
using Norm.ML.Internals.Moments;

namespace Norm.ML.Internals.Database;

/// <summary>What the first round tells of a column in a shard.</summary>
internal readonly record struct FirstLook(long Values, long Finite, double Min, double Max, double Sum);

/// <summary>The first round: counts, least and greatest values, sums for the means.</summary>
internal static class FirstPass
{
    // Sums of 2^63 numbers up to here are no more than a double holds. Where there are greater ones, a second look scales them.
    public static readonly double MostSummed = Math.ScaleB(1, 900);

    public static string Sql(SqlText text, IReadOnlyList<string> columns, string? shard)
    {
        string most = text.Number(MostSummed), least = text.Number(-MostSummed);
        var sql = new StringBuilder("SELECT ").Append(shard is null ? "" : "g, ").Append("COUNT(*)");
        for (int i = 0; i < columns.Count; i++)
        {
            sql.Append($",\n  COUNT(x{i}), COUNT(f{i}), MIN(f{i}), MAX(f{i}), SUM({SqlText.Within($"f{i}", least, most)})");
        }

        string finite = string.Concat(columns.Select((_, i) => $", x{i}, {SqlText.Within($"x{i}", text.Least, text.Most)} AS f{i}"));
        sql.Append($"\nFROM (SELECT {SubqueryBuilder.Shard(shard)}{finite}\n  FROM {SubqueryBuilder.Columns(text, columns, shard)}) AS w");
        return SubqueryBuilder.Group(sql, shard);
    }

    /// <summary>How many values of each column are texts.</summary>
    public static string TextsSql(SqlText text, IReadOnlyList<string> columns, string test)
    {
        string counts = string.Concat(columns.Select(name =>
            $",\n  SUM(CASE WHEN {string.Format(CultureInfo.InvariantCulture, test, text.Name(name))} THEN 1 ELSE 0 END)"));
        return $"SELECT COUNT(*){counts}\nFROM {text.Source}";
    }

    /// <summary>The sums alone, of scaled values.</summary>
    public static string ScaledSql(SqlText text, IReadOnlyList<string> columns, string? shard)
    {
        var sql = new StringBuilder("SELECT ").Append(shard is null ? "" : "g, ").Append("COUNT(*)");
        for (int i = 0; i < columns.Count; i++)
        {
            sql.Append($",\n  SUM({SubqueryBuilder.Scaled(text, $"f{i}", ChannelScale.Huge)})");
        }

        string finite = string.Concat(columns.Select((_, i) => $", {SqlText.Within($"x{i}", text.Least, text.Most)} AS f{i}"));
        sql.Append($"\nFROM (SELECT {SubqueryBuilder.Shard(shard)}{finite}\n  FROM {SubqueryBuilder.Columns(text, columns, shard)}) AS w");
        return SubqueryBuilder.Group(sql, shard);
    }

    public static ShardRow<FirstLook> Read(DbDataReader reader, int columns, bool grouped)
    {
        var row = new ShardRowReader(reader, grouped);
        var looks = new FirstLook[columns];
        for (int i = 0; i < columns; i++)
        {
            looks[i] = new(row.Long(), row.Long(), row.Double(), row.Double(), row.Double());
        }

        return new(row.Key, row.Rows, looks);
    }

    public static ShardRow<double> ReadScaled(DbDataReader reader, int columns, bool grouped)
    {
        var row = new ShardRowReader(reader, grouped);
        double[] sums = new double[columns];
        for (int i = 0; i < columns; i++)
        {
            sums[i] = row.Double();
        }

        return new(row.Key, row.Rows, sums);
    }
}
