using System.Globalization;

namespace Norm.ML.Internals.Database;

/// <summary>Names and numbers in SQL.</summary>
internal sealed class SqlText(SqlDialect dialect, SqlSource source)
{
    /// <summary>All finite doubles lie between minus and plus this; of NaN, whatever it compares to, that is never said.</summary>
    public string Most => Number(double.MaxValue);

    /// <summary>The least of them.</summary>
    public string Least => Number(double.MinValue);

    /// <summary>The table or query, as it stands after FROM.</summary>
    // The query ends in a line of its own: it may end in a comment.
    public string Source { get; } = source.Path is { } path
        ? string.Join('.', path.Select(name => Name(dialect, name)))
        : $"(\n{source.Sql}\n) AS q";

    /// <summary>A name in quotes, as an identifier.</summary>
    public string Name(string name) => Name(dialect, name);

    /// <summary>A number that the database reads as the same double.</summary>
    public string Number(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        // Without an exponent, SQL's literals are decimal.
        return $"CAST({text}{(text.Contains('E') ? "" : "E0")} AS {dialect.DoubleType})";
    }

    /// <summary>A value as a double.</summary>
    public string Double(string value) => $"CAST({value} AS {dialect.DoubleType})";

    /// <summary>The value where it lies between the bounds, otherwise NULL.</summary>
    public static string Within(string value, string least, string most) => $"CASE WHEN {value} BETWEEN {least} AND {most} THEN {value} END";

    private static string Name(SqlDialect dialect, string name) =>
        dialect.OpeningQuote + name.Replace(dialect.ClosingQuote.ToString(), new string(dialect.ClosingQuote, 2)) + dialect.ClosingQuote;
}
