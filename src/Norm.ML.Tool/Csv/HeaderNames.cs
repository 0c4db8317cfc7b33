using System.Globalization;

namespace Norm.ML.Tool.Csv;

/// <summary>The names of columns: from the header, or made up where it has none.</summary>
/// <param name="Names">All different, none empty.</param>
/// <param name="Unnamed">The columns whose name is made up though there is a header: they are left out unless the user names them.</param>
internal sealed record HeaderNames(IReadOnlyList<string> Names, IReadOnlySet<int> Unnamed)
{
    // What is shown of a header of numbers.
    private const int Shown = 5;

    /// <summary>Without a header, columns are numbered from 0, as those of matrices are.</summary>
    public static HeaderNames Numbered(int count) =>
        new([.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))], new HashSet<int>());

    /// <summary>Takes the names of a header.</summary>
    /// <exception cref="ToolException">Two columns could not be told apart.</exception>
    public static HeaderNames Of(string path, long line, IReadOnlyList<string> header)
    {
        var seen = new Dictionary<string, int>();
        for (int i = 0; i < header.Count; i++)
        {
            if (header[i].Length > 0 && !seen.TryAdd(header[i], i))
            {
                throw new ToolException(
                    $"{path}, line {line}: columns {seen[header[i]] + 1} and {i + 1} have the same name, {Cell.Show(header[i])}.");
            }
        }

        string[] names = [.. header];
        HashSet<int> unnamed = [.. Enumerable.Range(0, names.Length).Where(i => names[i].Length == 0)];
        foreach (int i in unnamed.Order())
        {
            names[i] = $"column {i + 1}";
            while (!seen.TryAdd(names[i], i))
            {
                names[i] = $"unnamed {names[i]}";
            }
        }

        return new HeaderNames(names, unnamed);
    }

    /// <summary>What the user should know about the header, a line each.</summary>
    public IEnumerable<string> Remarks(string path, CellRules rules)
    {
        if (Unnamed.Count > 0)
        {
            string names = CsvFile.Show([.. Unnamed.Order().Select(i => Cell.Show(Names[i]))]);
            (string what, string them) = Unnamed.Count == 1 ? ("a column, which is called", "it") : ("some columns, which are called", "them");
            yield return $"{path}: the header has no name for {what} {names} and left out unless '--columns' names {them}.";
        }

        string[] named = [.. Names.Where((_, i) => !Unnamed.Contains(i))];
        double[] numbers = [.. named.Select(name => rules.TryParse(System.Text.Encoding.UTF8.GetBytes(name), out double value) ? value : double.NaN)];

        // 0,1,2,... is what programs write for columns without names.
        bool counted = numbers.Length > 1 && numbers[0] is 0 or 1 && numbers.Select((value, i) => value - numbers[0] == i).All(same => same);
        if (numbers.Length > 0 && numbers.All(double.IsFinite) && !counted)
        {
            yield return $"{path}: the header is all numbers ({string.Join(", ", named.Take(Shown))}{(named.Length > Shown ? ", ..." : "")}); if it "
                + "is a row of data, '--no-header' reads it as one.";
        }
    }
}
