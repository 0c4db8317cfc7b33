using CsvHelper;

namespace Norm.ML.Tool.Csv;

/// <summary>How records in memory are split, wherever a text is read.</summary>
/// <remarks>CsvHelper splits records and unquotes cells, always with the same options. Sep, which is as fast,
/// cannot take its place: a quote in the middle of a cell (<c>5" nails</c>) opens a quoted part there and swallows the rows up to the next quote,
/// text after a closing quote is not reported, cells are UTF-16 (a text in another encoding would not pass through to the byte), and a record's
/// offset in bytes, which shards and checkpoints need, is not known.</remarks>
internal static class CsvRecords
{
    // Guards against a quote that is never closed in a large file.
    internal const int LongestRecord = 1 << 24;

    /// <summary>Reads records in memory.</summary>
    internal static CsvReader CreateReader(ReadOnlyMemory<byte> text, CsvLayout layout, bool trackLines, Action<CsvMalformedRecord> onMalformed) =>
        CsvReader.Create(text, Options(layout, trackLines, onMalformed));

    private static CsvReaderOptions Options(CsvLayout layout, bool trackLines, Action<CsvMalformedRecord>? onMalformed) => new()
    {
        // The header is read by itself, and a separator line before it.
        HasHeader = false,
        Separator = (char)layout.Separator,
        SkipEmptyLines = !layout.HasBlankRows,
        TrimWhitespace = true,
        TrackLineNumbers = trackLines,
        MaxRecordSize = LongestRecord,
        OnMalformedRecord = onMalformed,
    };

    /// <summary>
    /// What is wrong with the quotes of a record; null for nothing. A quote inside a cell that does not start with one is text, as in 5" nails.
    /// </summary>
    internal static string? Quotes(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.UnterminatedQuote => "a quote is opened and never closed.",
        CsvMalformedReason.TextAfterClosingQuote => "text follows the closing quote of a cell; a quote in a quoted cell is written twice.",
        _ => null,
    };

    /// <summary>What is wrong with a record's number of cells.</summary>
    internal static string WrongCells(int count, int header) => $"{(count == 1 ? "1 cell" : $"{count} cells")}, but the header has {header}.";
}
