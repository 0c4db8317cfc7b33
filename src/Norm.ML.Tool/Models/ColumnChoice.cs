using System.IO.Enumeration;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Models;

/// <summary>Which columns of a source may be fitted.</summary>
/// <param name="Columns">What <c>--columns</c> names; none for all columns of numbers.</param>
/// <param name="Ignore">What <c>--ignore</c> names.</param>
internal sealed record ColumnChoice(IReadOnlyList<string> Columns, IReadOnlyList<string> Ignore)
{
    /// <summary>All columns that hold numbers.</summary>
    public static ColumnChoice All { get; } = new([], []);

    /// <summary>Whether the user names the columns: all others are then of no interest.</summary>
    public bool IsNamed => Columns.Count > 0;

    /// <summary>Whether a column may be fitted, by its name alone.</summary>
    public bool MayNeed(string name) => (!IsNamed || Names(Columns, name)) && !Names(Ignore, name);

    /// <summary>The columns that are left, by position, and whether the user named them.</summary>
    /// <exception cref="ToolException">A name is unknown, or no column is left.</exception>
    public (int[] Fields, bool Named) Choose(RowSource source)
    {
        HashSet<int> named = Find(source, "--columns", Columns), ignored = Find(source, "--ignore", Ignore);
        int[] fields = [.. Enumerable.Range(0, source.Columns.Count)
            .Where(i => !ignored.Contains(i) && (named.Count == 0 ? !source.IsUnnamed(i) : named.Contains(i)))];
        if (named.Except(ignored).Order().FirstOrDefault(i => source.KindOf(i) == ColumnKind.Text, -1) is var text and >= 0)
        {
            throw new ToolException($"{source.Name}, column {Cell.Show(source.Columns[text])}: {source.WhyText(text)}; --columns names columns of "
                + "numbers.");
        }

        return fields.Length > 0 ? (fields, named.Count > 0) : throw NothingLeft(source, null);
    }

    /// <summary>No column can be fitted: says of each why.</summary>
    /// <param name="source">The data.</param>
    /// <param name="candidates">What is known of the columns that might have been fitted; null if there were none.</param>
    public ToolException NothingLeft(RowSource source, CandidateColumns? candidates)
    {
        HashSet<int> ignored = Find(source, "--ignore", Ignore);
        string[] columns = [.. source.Columns.Select((name, field) => $"{name} ({Reason(source, field, ignored.Contains(field), candidates)})")];
        return new ToolException($"{source.Name}: no column of numbers is left: {CsvFile.Show(columns)}.");
    }

    private string Reason(RowSource source, int field, bool ignored, CandidateColumns? candidates)
    {
        if (ignored)
        {
            return "--ignore names it";
        }

        int index = candidates?.Names.ToList().IndexOf(source.Columns[field]) ?? -1;
        return index < 0 && IsNamed ? "--columns does not name it"
            : index < 0 && source.IsUnnamed(field) ? "no name in the header"
            : index < 0 || source.KindOf(field) == ColumnKind.Text || candidates!.Kinds[index] == ColumnKind.Text ? source.WhyText(field)
            : "no values";
    }

    private static HashSet<int> Find(RowSource source, string option, IEnumerable<string> values)
    {
        var found = new HashSet<int>();
        foreach (string name in values.SelectMany(value => source.Columns.Contains(value) ? [value] : Split(value)))
        {
            int index = source.IndexOf(name);
            if (index < 0 && IsPattern(name) && Matching(source, name) is { Length: > 0 } matching)
            {
                found.UnionWith(matching);
                continue;
            }

            if (index < 0)
            {
                throw new ToolException(
                    $"{source.Name}: there is no column {Cell.Show(name)}, which {option} names; the columns are {CsvFile.Show(source.Columns)}.");
            }

            found.Add(index);
        }

        return found;
    }

    private static bool Names(IEnumerable<string> values, string name) => values.Any(value => value == name
        || Split(value).Any(one => one == name || (IsPattern(one) && FileSystemName.MatchesSimpleExpression(one, name, ignoreCase: false))));

    private static bool IsPattern(string name) => name.AsSpan().ContainsAny('*', '?');

    private static int[] Matching(RowSource source, string pattern) => [.. Enumerable.Range(0, source.Columns.Count)
        .Where(i => FileSystemName.MatchesSimpleExpression(pattern, source.Columns[i], ignoreCase: false))];

    // A name may have commas in it.
    private static string[] Split(string value) => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
