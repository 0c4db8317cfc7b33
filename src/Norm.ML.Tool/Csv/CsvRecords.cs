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
    const int LongestRecord = 1 << 24;

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
            throw _file.Problem(Line, $"{Cells(_reader.FieldCount)}, but the header has {_file.Header.Count}.");
        if (++Count % RowsBetweenReports == 0)
            _progress?.Invoke(_reader.ByteOffset, Count);
        return true;
    }

    public void Dispose() => _reader.Dispose();

    internal static CsvReader CreateReader(Stream stream, CsvLayout layout, Action<CsvMalformedRecord>? onMalformed = null)
    {
        var options = new CsvReaderOptions
        {
            // The header is read as a record, so that its raw cells are there too.
            HasHeader = false,
            Separator = (char)layout.Separator,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MaxRecordSize = LongestRecord,
            OnMalformedRecord = onMalformed,
        };
        return CsvReader.Create(stream, options);
    }

    bool Next()
    {
        _malformed = null;
        bool any = InputFile.Try(_file.Path, _read);
        if (_malformed is { } bad)
            CheckQuotes(bad);
        return any;
    }

    // A quote inside a cell that does not start with one is text, as in 5" nails.
    void CheckQuotes(CsvMalformedRecord bad)
    {
        if (bad.Reason == CsvMalformedReason.UnterminatedQuote)
            throw _file.Problem(bad.LineNumber, "a quote is opened and never closed.");
        if (bad.Reason == CsvMalformedReason.TextAfterClosingQuote)
            throw _file.Problem(bad.LineNumber, "text follows the closing quote of a cell; a quote in a quoted cell is written twice.");
    }

    static string Cells(int count) => count == 1 ? "1 cell" : $"{count} cells";
}
