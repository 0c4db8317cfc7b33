using System.Text.RegularExpressions;

namespace Norm.ML.Tool.Database;

/// <summary>Lists of columns of a database on the command line.</summary>
internal static partial class ColumnNames
{
    /// <summary>
    /// The names in <c>a,b,"with, comma and ""quotes"""</c>: commas between them, double quotes around those that have commas or quotes.
    /// </summary>
    /// <exception cref="ToolException">A name is empty, or a quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string list) => List().Match(list) is { Success: true } match
        ? [.. match.Groups["name"].Captures.Select(name => name.Value.Trim()).Select(Unquoted)]
        : throw new ToolException(
        $"--columns {list}: accepted are names with commas between them, those with commas or quotes inside in double quotes.");

    private static string Unquoted(string name) => name.StartsWith('"') ? name[1..^1].Replace("\"\"", "\"") : name;

    [GeneratedRegex("""^(\s*(?<name>"([^"]|"")+"|[^",]*[^",\s][^",]*?)\s*(,(?!\s*$)|$))+$""", RegexOptions.ExplicitCapture)]
    private static partial Regex List();
}
