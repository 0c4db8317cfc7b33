using CsvHelper;

namespace Norm.ML.Tool.Csv;

/// <summary>How far reading has come.</summary>
/// <param name="bytes">Read so far.</param>
/// <param name="rows">Read so far.</param>
delegate void ReadProgress(long bytes, long rows);

/// <summary>Reads the records of a file one after the other, in constant memory, and checks that each has a cell per column.</summary>
sealed class CsvRecords : IDisposable
{
    // Guards against a quote that is never closed in a large file.
    internal const int LongestRecord = 1 << 24;

    const int RowsBetweenReports = 1 << 10;

    readonly CsvFile _file;
    readonly CsvReader _reader;
    readonly Func<bool> _read;
    readonly ReadProgress? _progress;
    readonly CancellationToken _cancellation;
    CsvMalformedRecord? _malformed;

    internal CsvRecords(CsvFile file, ReadProgress? progress, CancellationToken cancellation)
    {
        _file = file;
        _progress = progress;
        _cancellation = cancellation;
        _reader = CreateReader(InputFile.Open(file.Path), file.Layout, record => _malformed = record);
        _read = _reader.Read;
        Next();
    }

    /// <summary>Records read so far.</summary>
    public long Count { get; private set; }

    /// <summary>The line that the current record starts at, from 1.</summary>
    public long Line => _reader.LineNumber;

    /// <summary>A cell of the current record: without quotes, and without white space around it.</summary>
    public ReadOnlySpan<byte> this[int field] => _reader.GetSpan(field);

    /// <summary>A cell of the current record as it stands in the file.</summary>
    public ReadOnlySpan<byte> Raw(int field) => _reader.GetRawSpan(field);

    /// <summary>A cell of the current record as text.</summary>
    public string Text(int field) => _reader.GetString(field);

    /// <summary>Goes to the next record; empty lines are passed over.</summary>
    /// <exception cref="ToolException">The record is not well-formed or has not as many cells as the header, or reading failed.</exception>
    public bool MoveNext()
    {
        _cancellation.ThrowIfCancellationRequested();
        if (!Next())
        {
            _progress?.Invoke(_file.Length, Count);
            return false;
        }

        if (_reader.FieldCount != _file.Header.Count)
            throw _file.Problem(Line, WrongCells(_reader.FieldCount, _file.Header.Count));
        if (++Count % RowsBetweenReports == 0)
            _progress?.Invoke(_reader.ByteOffset, Count);
        return true;
    }

    public void Dispose() => _reader.Dispose();

    internal static CsvReader CreateReader(Stream stream, CsvLayout layout, Action<CsvMalformedRecord>? onMalformed = null) =>
        CsvReader.Create(stream, Options(layout.Separator, trackLines: true, onMalformed));

    /// <summary>Reads records in memory.</summary>
    internal static CsvReader CreateReader(ReadOnlyMemory<byte> text, byte separator, bool trackLines, Action<CsvMalformedRecord> onMalformed) =>
        CsvReader.Create(text, Options(separator, trackLines, onMalformed));

    static CsvReaderOptions Options(byte separator, bool trackLines, Action<CsvMalformedRecord>? onMalformed) => new()
    {
        // The header is read as a record, so that its raw cells are there too.
        HasHeader = false,
        Separator = (char)separator,
        TrimWhitespace = true,
        TrackLineNumbers = trackLines,
        MaxRecordSize = LongestRecord,
        OnMalformedRecord = onMalformed,
    };

    bool Next()
    {
        _malformed = null;
        bool any = InputFile.Try(_file.Path, _read);
        if (_malformed is { } bad && Quotes(bad.Reason) is { } problem)
            throw _file.Problem(bad.LineNumber, problem);
        return any;
    }

    /// <summary>What is wrong with the quotes of a record; null for nothing. A quote inside a cell that does not start with one is text, as in 5" nails.</summary>
    internal static string? Quotes(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.UnterminatedQuote => "a quote is opened and never closed.",
        CsvMalformedReason.TextAfterClosingQuote => "text follows the closing quote of a cell; a quote in a quoted cell is written twice.",
        _ => null,
    };

    /// <summary>What is wrong with a record's number of cells.</summary>
    internal static string WrongCells(int count, int header) => $"{(count == 1 ? "1 cell" : $"{count} cells")}, but the header has {header}.";
}
