using CsvHelper;

namespace Norm.ML.Tool.Csv;

/// <summary>A CSV file: how it is written, and the columns that its header names.</summary>
sealed class CsvFile
{
    /// <summary>As the user wrote it.</summary>
    public required string Path { get; init; }

    /// <summary>In bytes.</summary>
    public required long Length { get; init; }

    /// <summary>How the text is laid out, so that what is written looks like what was read.</summary>
    public required CsvLayout Layout { get; init; }

    /// <summary>The columns' names, without white space around them; all different, none empty.</summary>
    public required IReadOnlyList<string> Header { get; init; }

    /// <summary>The header's cells as they stand in the file.</summary>
    public required IReadOnlyList<byte[]> RawHeader { get; init; }

    /// <summary>Reads the header.</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="separator">What separates cells; null to see it in the header line.</param>
    /// <exception cref="ToolException">There is no such file, it cannot be read, or its header is not usable.</exception>
    public static CsvFile Open(string path, char? separator = null)
    {
        using FileStream stream = InputFile.Open(path);
        return Read(path, stream, separator);
    }

    /// <summary>Reads the header from a stream that stands at its start and can be sought.</summary>
    /// <param name="path">What the file is called.</param>
    /// <param name="stream">The file, or so much of it that the header is whole; stays open.</param>
    /// <param name="separator">What separates cells; null to see it in the header line.</param>
    /// <exception cref="ToolException">It cannot be read, or its header is not usable.</exception>
    public static CsvFile Read(string path, Stream stream, char? separator)
    {
        CsvLayout layout = CsvLayout.Detect(path, stream, separator);
        using CsvReader reader = CsvRecords.CreateReader(stream, layout);
        if (!InputFile.Try(path, reader.Read))
            throw new ToolException($"{path}: the file is empty; a header line is needed.");

        var header = new string[reader.FieldCount];
        var raw = new byte[reader.FieldCount][];
        for (int i = 0; i < header.Length; i++)
        {
            header[i] = reader.GetString(i).Trim();
            raw[i] = reader.GetRawSpan(i).ToArray();
        }

        HeaderCheck.Run(path, reader.LineNumber, header);
        return new CsvFile { Path = path, Length = stream.Length, Layout = layout, Header = header, RawHeader = raw };
    }

    /// <summary>The records below the header.</summary>
    /// <param name="progress">Is told now and then how far reading has come.</param>
    /// <param name="cancellation">Stops reading between two records.</param>
    public CsvRecords Read(ReadProgress? progress, CancellationToken cancellation) => new(this, progress, cancellation);

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
}
