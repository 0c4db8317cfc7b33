namespace Norm.ML.Tool.Csv;

/// <summary>A CSV file: how it is written, and its columns.</summary>
sealed class CsvFile
{
    // A pipe that was opened to read the header; its rows can be read once.
    CsvInput? _pipe;

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
    public IEnumerable<string> Remarks => Format.NoHeader ? [] : Names.Remarks(Path, Cells);

    /// <summary>Reads the header of a file that is read more than once.</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="format">How it is written.</param>
    /// <exception cref="ToolException">There is no such file, it is a pipe, it cannot be read, or its header is not usable.</exception>
    public static CsvFile Open(string path, TextFormat? format = null)
    {
        using (InputFile.Open(path))
        using (CsvInput input = CsvInput.Open(path, format ?? TextFormat.Default, CancellationToken.None))
            return input.File;
    }

    /// <summary>Reads the header of a file, a pipe or standard input whose rows are read once.</summary>
    /// <param name="path">Where the file is, or <c>-</c>.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="cancellation">Ends waiting for a pipe.</param>
    /// <exception cref="ToolException">There is no such file, it cannot be read, or its header is not usable.</exception>
    public static CsvFile OpenOnce(string path, TextFormat format, CancellationToken cancellation)
    {
        CsvInput input = CsvInput.Open(path, format, cancellation);
        if (input.CanSeek)
            input.Dispose();
        else
            input.File._pipe = input;
        return input.File;
    }

    /// <summary>The records below the header.</summary>
    /// <param name="progress">Is told now and then how far reading has come.</param>
    /// <param name="cancellation">Stops reading between two records.</param>
    public CsvRecords Read(ReadProgress? progress, CancellationToken cancellation)
    {
        CsvInput input = Interlocked.Exchange(ref _pipe, null) ?? CsvInput.Open(Path, Format, cancellation);
        return new CsvRecords(this, input, progress, cancellation);
    }

    /// <summary>A problem at a line of this file.</summary>
    public ToolException Problem(long line, string message) => new($"{Path}, line {line}: {message}");

    /// <summary>A problem with a cell of this file.</summary>
    public ToolException Problem(long line, int field, string message) => new($"{Path}, line {line}, column {Cell.Show(Header[field])}: {message}");

    /// <summary>A column that is asked for and is not there.</summary>
    /// <param name="column">Its name, in quotes.</param>
    /// <param name="reason">Who asks for it.</param>
    public ToolException NoColumn(string column, string reason) =>
        new($"{Path}: there is no column {column}, {reason}; the columns are {ShowHeader()}.");

    /// <summary>Where a column stands, or -1.</summary>
    public int IndexOf(string name)
    {
        for (int i = 0; i < Header.Count; i++)
        {
            if (Header[i] == name)
                return i;
        }

        return -1;
    }

    /// <summary>The header's names for a message; the first of them if there are many.</summary>
    public string ShowHeader() => Show(Header);

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

    /// <summary>The columns of text among those that are looked at, each with what made it one; the first of them if there are many.</summary>
    public string ShowTexts(IEnumerable<int> columns) => Show([.. columns.Select(i => $"{Header[i]} ({Surveys[i].Reason})")]);

    /// <summary>For columns that are text though most of their first values are numbers: the option that may read them.</summary>
    public IEnumerable<string> Advice(IEnumerable<int> columns) => columns
        .Where(i => Surveys[i] is { TextComesFirst: true } survey && (2 * survey.Numbers >= survey.Values || Cells.Advice(survey.Text!).EndsWith("number", StringComparison.Ordinal)))
        .Select(i => $"{Path}, line {Surveys[i].TextLine}, column {Cell.Show(Header[i])}: {Cell.Show(Surveys[i].Text!)} made a text of the column; {Cells.Advice(Surveys[i].Text!)}.");
}
