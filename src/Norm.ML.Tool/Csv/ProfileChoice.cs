namespace Norm.ML.Tool.Csv;

/// <summary>Which columns of one file are looked at, by what their first values are.</summary>
internal static class ProfileChoice
{
    /// <summary>Chooses.</summary>
    /// <param name="file">The file.</param>
    /// <param name="profiles">What its columns hold.</param>
    /// <param name="columns">The columns that the user names; none for all columns of numbers.</param>
    /// <param name="ignore">The columns that the user excludes.</param>
    /// <exception cref="ToolException">A name is unknown, a named column holds no numbers, or no column is left.</exception>
    public static IReadOnlyList<ColumnProfile> Choose(
        CsvFile file, IReadOnlyList<ColumnProfile> profiles, IEnumerable<string> columns, IEnumerable<string> ignore)
    {
        HashSet<int> named = Find(file, "--columns", columns), ignored = Find(file, "--ignore", ignore);
        foreach (int i in named.Except(ignored).Order())
        {
            ColumnProfile profile = profiles[i];
            if (profile.Kind == ColumnKind.Empty)
            {
                throw new ToolException($"{file.Path}, column {Cell.Show(profile.Name)}: there is no value in any row, only missing ones.");
            }

            if (profile.Kind == ColumnKind.Text)
            {
                throw file.Problem(profile.Line, i, $"{profile.First} is not a number, so --columns cannot name this column.");
            }
        }

        ColumnProfile[] chosen = [.. profiles.Where((profile, i) =>
            profile.Kind == ColumnKind.Numbers && !ignored.Contains(i) && (named.Count == 0 ? !file.Names.Unnamed.Contains(i) : named.Contains(i)))];
        return chosen.Length > 0
            ? chosen
            : throw new ToolException($"{file.Path}: no column of numbers is left; the columns are {file.Describe()}.");
    }

    private static HashSet<int> Find(CsvFile file, string option, IEnumerable<string> values)
    {
        var found = new HashSet<int>();
        foreach (string name in values.SelectMany(value => Split(file, value)))
        {
            int index = file.IndexOf(name);
            if (index < 0)
            {
                throw file.NoColumn(Cell.Show(name), $"which {option} names");
            }

            found.Add(index);
        }

        return found;
    }

    // A name may have commas in it.
    private static string[] Split(CsvFile file, string value) =>
        file.IndexOf(value) >= 0 ? [value] : value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
