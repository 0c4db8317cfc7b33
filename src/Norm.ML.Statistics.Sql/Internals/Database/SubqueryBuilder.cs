using System.Text;
using Norm.ML.Internals.Moments;

namespace Norm.ML.Internals.Database;

/// <summary>What the statements of both rounds have in common. They are built in layers, so that no name of the data meets a name of ours: g is the
/// shard, x a column as a double, f its finite values, d deviations, q their squares.</summary>
internal static class SubqueryBuilder
{
    // Less than that may leave the range of a double under the scale of the huge, and is nothing beside them.
    private static readonly double LeastScaled = Math.ScaleB(1, -400);

    /// <summary>The innermost layer: the columns as doubles.</summary>
    public static string Columns(SqlText text, IReadOnlyList<string> columns, string? shard)
    {
        string group = shard is null ? "1 AS g" : $"{text.Name(shard)} AS g";
        return $"(SELECT {group}{string.Concat(columns.Select((name, i) => $", {text.Double(text.Name(name))} AS x{i}"))}\n "
            + $" FROM {text.Source}) AS v";
    }

    public static string Shard(string? shard) => shard is null ? "1 AS g" : "g";

    public static string Group(StringBuilder sql, string? shard) => sql.Append(shard is null ? "" : "\nGROUP BY g").ToString();

    /// <summary>What <see cref="Scaled(SqlText, string, int)"/> makes of a value.</summary>
    public static double Scaled(double value, int scale) => scale == ChannelScale.Huge && Math.Abs(value) <= LeastScaled ? 0
        : Math.ScaleB(value, ChannelScale.Exponent(scale));

    /// <summary>A finite value under a channel's scale.</summary>
    public static string Scaled(SqlText text, string value, int scale)
    {
        if (scale == ChannelScale.Normal)
        {
            return value;
        }

        string scaled = $"{value} * {text.Number(Math.ScaleB(1, ChannelScale.Exponent(scale)))}";
        return scale == ChannelScale.Tiny
            ? scaled
            : $"CASE WHEN {value} BETWEEN {text.Number(-LeastScaled)} AND {text.Number(LeastScaled)} THEN "
            + $"{text.Number(0)} ELSE {scaled} END";
    }
}
