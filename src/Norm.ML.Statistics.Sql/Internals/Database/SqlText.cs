using System.Globalization;

namespace Norm.ML.Internals.Database;

/// <summary>Names and numbers in SQL.</summary>
internal sealed class SqlText(SqlFitOptions options, SqlSource source)
{
    /// <summary>All finite doubles lie between minus and plus this; of NaN, whatever it compares to, that is never said.</summary>
    public static readonly string Most = Number(double.MaxValue), Least = Number(double.MinValue);

    /// <summary>The table or query, as it stands after FROM.</summary>
    // The query ends in a line of its own: it may end in a comment.
    public string Source { get; } = source.Path is { } path
        ? string.Join('.', path.Select(name => Name(options, name)))
        : $"(\n{source.Sql}\n) AS q";

    /// <summary>A name in quotes, as an identifier.</summary>
    public string Name(string name) => Name(options, name);

    /// <summary>A number that the database reads as the same double.</summary>
    public static string Number(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        // Without an exponent, SQL's literals are decimal.
        return $"CAST({text}{(text.Contains('E') ? "" : "E0")} AS double precision)";
    }

    /// <summary>The value where it lies between the bounds, otherwise NULL.</summary>
    public static string Within(string value, string least, string most) => $"CASE WHEN {value} BETWEEN {least} AND {most} THEN {value} END";

    private static string Name(SqlFitOptions options, string name) =>
        options.OpeningQuote + name.Replace(options.ClosingQuote.ToString(), new string(options.ClosingQuote, 2)) + options.ClosingQuote;
}
