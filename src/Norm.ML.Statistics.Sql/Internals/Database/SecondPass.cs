using System.Data.Common;
using System.Text;
using Norm.ML.Internals.Moments;

namespace Norm.ML.Internals.Database;

/// <summary>
/// What the second round tells of a column in a shard. The sums are those of <c>d = x - c</c> and of <c>d^2</c>, scaled, in two parts that are added
/// in <see cref="SplitSums"/>.
/// </summary>
internal readonly record struct SecondLook(long Values, long Finite, long Infinite, double Min, double Max, double Sum, double SumLow, double Squares,
    double SquaresLow);

/// <summary>The second round: sums around the constants that the first gave.</summary>
/// <remarks>
/// A database adds doubles one by one, which is off by 1e-13 for a million rows, and by as much as the order of the rows has it. So each addend y is
/// cut in two: <c>(y + b) - b</c>, for the right power of two b, is y rounded to so few bits that the sum of all rows is exact, in any order; what is
/// left is too small for its sum's rounding to matter. (The idea is that of S. M. Rump, T. Ogita and S. Oishi, "Accurate floating-point summation",
/// 2008.)
/// </remarks>
internal static class SecondPass
{
    // The square of anything less may be 0, which PostgreSQL calls an underflow, and adds nothing beside the greatest deviation's.
    private static readonly double LeastSquared = Math.ScaleB(1, -530);

    /// <param name="text">Names and numbers.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="shard">The column that rows are grouped by; null for none.</param>
    /// <param name="pivots">What the first round showed of each column.</param>
    /// <param name="ofGroups">
    /// Whether c is the least value of each group, so that a group far from the others has deviations as small as its own; else the pivot's.
    /// </param>
    public static string Sql(SqlText text, IReadOnlyList<string> columns, string? shard, IReadOnlyList<ColumnPivot> pivots, bool ofGroups)
    {
        var sql = new StringBuilder("SELECT ").Append(shard is null ? "" : "g, ").Append("COUNT(*)");
        for (int i = 0; i < columns.Count; i++)
        {
            Append(text, sql, i, pivots[i]);
        }

        string All(Func<int, string> expression) => string.Concat(columns.Select((_, i) => pivots[i].IsSpread ? expression(i) : ""));

        sql.Append($"\nFROM (SELECT "
            + $"{SubqueryBuilder.Shard(shard)}{Names("x", columns)}{Names("f", columns)}"
            + All(i => $", d{i}, {Square(text, i, pivots[i], ofGroups)} AS q{i}"));
        sql.Append($"\n  FROM (SELECT "
            + $"{SubqueryBuilder.Shard(shard)}{Names("x", columns)}{Names("f", columns)}"
            + All(i => $", {Deviation(text, i, pivots[i], ofGroups)} AS d{i}"));
        string finite = string.Concat(columns.Select((_, i) =>
            $", x{i}, {(pivots[i].AllFinite ? $"x{i}" : SqlText.Within($"x{i}", text.Least, text.Most))} AS f{i}"));
        if (ofGroups)
        {
            sql.Append($"\n  FROM (SELECT "
                + $"g{Names("x", columns)}{Names("f", columns)}{All(i => $", MIN(f{i}) OVER (PARTITION BY g) AS m{i}")}");
        }

        sql.Append($"\n  FROM (SELECT {SubqueryBuilder.Shard(shard)}{finite}\n  FROM "
            + $"{SubqueryBuilder.Columns(text, columns, shard)}) AS w{(ofGroups ? ") AS m" : "")}) AS d) AS q");
        return SubqueryBuilder.Group(sql, shard);
    }

    public static ShardRow<SecondLook> Read(DbDataReader reader, IReadOnlyList<ColumnPivot> pivots, bool grouped)
    {
        var row = new ShardRowReader(reader, grouped);
        var looks = new SecondLook[pivots.Count];
        for (int i = 0; i < looks.Length; i++)
        {
            long values = row.Long();
            (long finite, long infinite) = pivots[i].AllFinite ? (values, 0) : (row.Long(), row.Long());
            double min = row.Double(), max = row.Double();
            looks[i] = pivots[i].IsSpread
                ? new(values, finite, infinite, min, max, row.Double(), row.Double(), row.Double(), row.Double())
                : new(values, finite, infinite, min, max, 0, 0, 0, 0);
        }
        return new(row.Key, row.Rows, looks);
    }

    private static void Append(SqlText text, StringBuilder sql, int i, ColumnPivot pivot)
    {
        sql.Append($",\n  COUNT(x{i})");
        // Minus infinity is less than all; so is the negative of plus infinity, while that of NaN is NaN, which is less than nothing.
        if (!pivot.AllFinite)
        {
            sql.Append($", COUNT(f{i}), COUNT(CASE WHEN x{i} < {text.Least} OR -x{i} < {text.Least} THEN 1 END)");
        }

        sql.Append($", MIN(f{i}), MAX(f{i})");
        if (!pivot.IsSpread)
        {
            return;
        }

        AppendSums(sql, $"d{i}", text.Number(pivot.Splitter));
        AppendSums(sql, $"q{i}", text.Number(pivot.SquareSplitter));
    }

    private static void AppendSums(StringBuilder sql, string y, string splitter) =>
        sql.Append($",\n    SUM(({y} + {splitter}) - {splitter}), SUM({y} - (({y} + {splitter}) - {splitter}))");

    private static string Deviation(SqlText text, int i, ColumnPivot pivot, bool ofGroups) =>
        $"{SubqueryBuilder.Scaled(text, $"f{i}", pivot.Scale)} - "
        + (ofGroups ? $"({SubqueryBuilder.Scaled(text, $"m{i}", pivot.Scale)})" : text.Number(pivot.Center));

    // If c is far above, or x and c are far apart, their difference is no less than a unit of either; only a c near 0 leaves tiny ones.
    private static string Square(SqlText text, int i, ColumnPivot pivot, bool ofGroups) =>
        !ofGroups && pivot.Scale == ChannelScale.Normal && Math.Abs(pivot.Center) >= 1e-120
        ? $"d{i} * d{i}"
        : $"CASE WHEN d{i} BETWEEN {text.Number(-LeastSquared)} AND {text.Number(LeastSquared)} THEN {text.Number(0)} ELSE d{i} * d{i} END";

    private static string Names(string prefix, IReadOnlyList<string> columns) => string.Concat(columns.Select((_, i) => $", {prefix}{i}"));
}
