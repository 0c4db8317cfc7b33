using CsvHelper;

namespace Norm.ML.Tool.Csv;

/// <summary>How far reading has come.</summary>
/// <param name="bytes">Read so far.</param>
/// <param name="rows">Read so far.</param>
internal delegate void ReadProgress(long bytes, long rows);

/// <summary>Reads the records of a file one after the other, in constant memory, and checks that each has a cell per column.</summary>
/// <remarks>CsvHelper splits records and unquotes cells, here and wherever a text is read, always with the same options. Sep, which is as fast,
/// cannot take its place: a quote in the middle of a cell (<c>5" nails</c>) opens a quoted part there and swallows the rows up to the next quote,
/// text after a closing quote is not reported, cells are UTF-16 (a text in another encoding would not pass through to the byte), and a record's
/// offset in bytes, which shards and checkpoints need, is not known.</remarks>
internal sealed class CsvRecords : IDisposable
{
    // Guards against a quote that is never closed in a large file.
    internal const int LongestRecord = 1 << 24;

    private const int RowsBetweenReports = 1 << 10;

    private readonly CsvFile _file;
    private readonly CsvInput _input;
    private readonly CsvReader _reader;
    private readonly Func<bool> _read;
    private readonly ReadProgress? _progress;
    private readonly CancellationToken _cancellation;
    private CsvMalformedRecord? _malformed;

    /// <summary>Reads.</summary>
    /// <param name="file">The file.</param>
    /// <param name="input">Its text; closed with this.</param>
    /// <param name="progress">Is told now and then how far reading has come.</param>
    /// <param name="cancellation">Stops between two records.</param>
    internal CsvRecords(CsvFile file, CsvInput input, ReadProgress? progress, CancellationToken cancellation)
    {
        _file = file;
        _input = input;
        _progress = progress;
        _cancellation = cancellation;
        _reader = CsvReader.Create(input.OpenText(input.HeaderEnd), Options(file.Layout, trackLines: true, record => _malformed = record),
            leaveOpen: true);
        _read = ReadRecord;
    }

    /// <summary>Records read so far.</summary>
    public long Count { get; private set; }

    /// <summary>The line that the current record starts at, from 1.</summary>
    public long Line => _input.HeaderLines + _reader.LineNumber;

    /// <summary>A cell of the current record: without quotes, and without white space around it.</summary>
    public ReadOnlySpan<byte> this[int field] => _reader.GetSpan(field);

    /// <summary>A cell of the current record as it stands in the file.</summary>
    public ReadOnlySpan<byte> Raw(int field) => _reader.GetRawSpan(field);

    /// <summary>A cell of the current record as text.</summary>
    public string Text(int field) => Cell.Text(_reader.GetSpan(field));

    /// <summary>Goes to the next record; blank lines are passed over, unless the file has one column.</summary>
    /// <exception cref="ToolException">The record is not well-formed or has not as many cells as the header, or reading failed.</exception>
    public bool MoveNext()
    {
        _cancellation.ThrowIfCancellationRequested();
        if (!Next())
        {
            _progress?.Invoke(_file.Length ?? _input.BytesRead, Count);
            return false;
        }

        if (_reader.FieldCount != _file.Header.Count)
        {
            throw _file.Problem(Line, WrongCells(_reader.FieldCount, _file.Header.Count));
        }

        if (++Count % RowsBetweenReports == 0)
        {
            _progress?.Invoke(_input.BytesRead, Count);
        }

        return true;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _input.Dispose();
    }

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

    // The reader counts lines from the first record.
    private bool ReadRecord()
    {
        try
        {
            return _reader.Read();
        }
        catch (CsvFormatException problem)
        {
            throw _file.Problem(_input.HeaderLines + problem.LineNumber, $"{OneLine.Of(problem)} Is there a quote that is not closed?");
        }
    }

    private bool Next()
    {
        _malformed = null;
        bool any = InputFile.Try(_file.Path, _read);
        if (_malformed is { } bad && Quotes(bad.Reason) is { } problem)
        {
            throw _file.Problem(_input.HeaderLines + bad.LineNumber, problem);
        }

        return any;
    }

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
