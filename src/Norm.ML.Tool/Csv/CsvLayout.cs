using CsvHelper;

namespace Norm.ML.Tool.Csv;

/// <summary>How the text of a CSV file is laid out.</summary>
/// <param name="Separator">Between two cells.</param>
/// <param name="NewLine">After a record: the first line's.</param>
/// <param name="HasByteOrderMark">Whether a byte order mark comes first.</param>
sealed record CsvLayout(byte Separator, string NewLine, bool HasByteOrderMark)
{
    // A header line that is longer is taken to end in a line feed.
    const int Start = 1 << 16;

    /// <summary>Looks at the start of a file and leaves the stream there.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="stream">The file.</param>
    /// <param name="separator">What separates cells; null to see it in the header line.</param>
    public static CsvLayout Detect(string path, Stream stream, char? separator)
    {
        byte[] start = new byte[Start];
        int length = InputFile.Try(path, () => stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        ReadOnlySpan<byte> text = start.AsSpan(0, length);
        int end = text.IndexOf((byte)'\n');
        stream.Position = 0;
        bool isUtf16 = text is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
        if (!isUtf16 && text.Contains((byte)0))
            throw new ToolException($"{path}: this is no text file.");

        CsvReaderOptions options = CsvReaderOptions.Default with { HasHeader = false, Separator = separator };
        using CsvReader reader = CsvReader.Create(stream, options, leaveOpen: true);
        char seen = InputFile.Try(path, () => reader.Separator);
        stream.Position = 0;
        return new CsvLayout(
            (byte)seen,
            end > 0 && text[end - 1] == '\r' ? "\r\n" : "\n",
            isUtf16 || text.StartsWith("\uFEFF"u8));
    }
}
