namespace Norm.ML.Tool.Csv;

/// <summary>A CSV file: how it is written, and its columns.</summary>
internal sealed class CsvFile
{
    /// <summary>As the user wrote it.</summary>
    public required string Path { get; init; }

    /// <summary>In bytes, as the file is; null where that is not known.</summary>
    public required long? Length { get; init; }

    /// <summary>What the user said about how it is written.</summary>
    public required TextFormat Format { get; init; }

    /// <summary>How the text is laid out, so that what is written looks like what was read.</summary>
    public required CsvLayout Layout { get; init; }

    /// <summary>The columns' names.</summary>
    public required HeaderNames Names { get; init; }

    /// <summary>The header's cells as they stand in the file; none without a header.</summary>
    public required IReadOnlyList<byte[]> RawHeader { get; init; }

    /// <summary>What cells mean.</summary>
    public required CellRules Cells { get; init; }

    /// <summary>What the first rows show of each column.</summary>
    public required IReadOnlyList<ColumnSurvey> Surveys { get; init; }

    /// <summary>The columns' names, without white space around them; all different, none empty.</summary>
    public IReadOnlyList<string> Header => Names.Names;

    /// <summary>What the user should know about the file, a line each.</summary>
    public IEnumerable<string> Remarks
    {
        get
        {
            string[] blanks = Layout.MayBeBlanks
                ? [$"{Path}: the first line holds tabs and spaces; cells stand between tabs, and '--separator blank' separates at both."] : [];
            return Format.NoHeader ? blanks : [.. blanks, .. Names.Remarks(Path, Cells)];
        }
    }

    /// <summary>A problem at a line of this file.</summary>
    public ToolException Problem(long line, string message) => new($"{Path}, line {line}: {message}");

    /// <summary>A problem with a cell of this file.</summary>
    public ToolException Problem(long line, int field, string message) => new($"{Path}, line {line}, column {Cell.Show(Header[field])}: {message}");

    /// <summary>Where a column stands, or -1.</summary>
    public int IndexOf(string name)
    {
        for (int i = 0; i < Header.Count; i++)
        {
            if (Header[i] == name)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Names for a message; the first of them if there are many.</summary>
    public static string Show(IReadOnlyList<string> header)
    {
        const int Most = 20;
        string names = string.Join(", ", header.Take(Most));
        return header.Count > Most ? $"{names}, ... ({header.Count} in all)" : names;
    }

    /// <summary>The columns' names for a message, each with what the first rows show where that is not a number.</summary>
    public string Describe() => Show([.. Header.Select((name, i) => Names.Unnamed.Contains(i) ? $"{name} (no name in the header)"
        : Surveys[i].TextComesFirst ? $"{name} ({Surveys[i].Reason})"
        : Surveys[i].Values == 0 ? $"{name} (no values in the first rows)" : name)]);

    /// <summary>For columns that are text though most of their first values are numbers: the option that may read them.</summary>
    public IEnumerable<string> Advice(IEnumerable<int> columns) => columns
        .Where(i => Surveys[i] is { TextComesFirst: true } survey
        && (2 * survey.Numbers >= survey.Values || Cells.Advice(survey.Text!).EndsWith("number", StringComparison.Ordinal)))
        .Select(i => $"{Path}, line {Surveys[i].TextLine}, column {Cell.Show(Header[i])}: {Cell.Show(Surveys[i].Text!)} made a text of the column; "
        + $"{Cells.Advice(Surveys[i].Text!)}.");
}
