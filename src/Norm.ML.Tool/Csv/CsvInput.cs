using System.Text;
using CsvHelper;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Csv;

/// <summary>
/// One of the texts of a source: a file, perhaps compressed, or standard input. It is read from its start, or from any byte where that is possible.
/// </summary>
internal sealed class CsvInput : IDisposable
{
    private const int HeadBytes = 1 << 16;

    private readonly DataInput _input;
    private readonly byte? _comment;
    private bool _blanks, _isOther;
    private Stream? _opened;

    private CsvInput(DataInput input, TextFormat format)
    {
        (Path, _input, _comment) = (input.Name, input, (byte?)format.Comment);
        CanSeek = input.File is not null;
        Length = input.Length;
    }

    public string Path { get; }

    /// <summary>In bytes, as the file is; null where that is not known.</summary>
    public long? Length { get; }

    /// <summary>Whether it can be read more than once.</summary>
    public bool CanSeek { get; }

    /// <summary>Whether reading can begin at any byte.</summary>
    public bool IsPlain { get; private set; }

    public CsvFile File { get; private set; } = null!;

    /// <summary>Where the first record below the header begins, in the text.</summary>
    public int HeaderEnd { get; private set; }

    /// <summary>The lines before it.</summary>
    public int HeaderLines { get; private set; }

    /// <summary>Mean bytes of the first records.</summary>
    public double RecordBytes { get; private set; }

    /// <summary>The file; null for a pipe.</summary>
    public FileStream? Handle => _input.File;

    /// <summary>Whether the file can be named again, and so has a digest.</summary>
    public bool IsFile => _input.IsFile;

    /// <summary>The bytes of the file that were read.</summary>
    public long BytesRead => _input.Stream is InterruptibleStream pipe ? pipe.BytesRead : _input.Stream.Position;

    /// <summary>Reads the header.</summary>
    /// <param name="input">The file; closed with this.</param>
    /// <param name="format">How it is written.</param>
    /// <exception cref="ToolException">It cannot be read, or its header is not usable.</exception>
    public static CsvInput Open(DataInput input, TextFormat format)
    {
        var csv = new CsvInput(input, format);
        Stream raw = input.Stream, text = csv.Unpack(raw);
        byte[] head = new byte[HeadBytes];
        int length = InputFile.Try(csv.Path, () => text.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        CsvLayout layout = CsvLayout.Detect(csv.Path, head.AsMemory(0, length), format);
        csv._blanks = layout.Blanks;
        if (csv.CanSeek)
        {
            raw.Position = 0;
            text = csv.Unpack(raw);
        }
        else
        {
            text = new HeadStream(head.AsMemory(0, length), text);
            text = layout.Blanks ? new BlankStream(text) : text;
        }

        csv.IsPlain = csv.CanSeek && !csv._isOther;
        csv.ReadHead(text, layout, format);
        return csv;
    }

    /// <summary>The text from a byte on, in UTF-8; where blank lines are rows, without those at its end.</summary>
    public Stream OpenText(long offset) => File.Layout.HasBlankRows ? new TrimmedStream(Path, OpenAll(offset)) : OpenAll(offset);

    private Stream OpenAll(long offset)
    {
        if (!CanSeek)
        {
            // The head was read already, and stands before the rest.
            Stream first = _opened ?? throw new InvalidOperationException($"{Path} was read before.");
            _opened = null;
            return Skip(first, offset);
        }

        Stream raw = _input.Stream;
        raw.Position = IsPlain ? offset : 0;
        return !IsPlain ? Skip(Unpack(raw), offset) : _comment is { } comment ? new CommentStream(raw, comment) : raw;
    }

    /// <inheritdoc cref="DataInput.CheckLength"/>
    public void CheckLength() => _input.CheckLength();

    public void Dispose() => _input.Dispose();

    private Stream Unpack(Stream stream)
    {
        stream = Packings.Unpack(Path, stream, _input.Packing);
        byte[] mark = new byte[3];
        int got = InputFile.Try(Path, () => stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false));
        if (stream.CanSeek)
        {
            stream.Position = 0;
        }
        else
        {
            stream = new HeadStream(mark.AsMemory(0, got), stream);
        }

        // The bytes are then not those of the file.
        _isOther = _input.Packing != Packing.None || mark is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || _blanks;
        Encoding? encoding = mark is [0xFF, 0xFE, ..] ? Encoding.Unicode : mark is [0xFE, 0xFF, ..] ? Encoding.BigEndianUnicode : null;
        if (encoding is not null)
        {
            stream = Encoding.CreateTranscodingStream(stream, encoding, Encoding.UTF8, leaveOpen: true);
        }

        stream = _comment is { } comment ? new CommentStream(stream, comment) : stream;
        return _blanks ? new BlankStream(stream) : stream;
    }

    private void ReadHead(Stream text, CsvLayout layout, TextFormat format)
    {
        byte[] head = new byte[HeadBytes];
        int length = 0;
        for (bool final = false; ; Array.Resize(ref head, 2 * head.Length))
        {
            int room = head.Length - length, got =
                InputFile.Try(Path, () => text.ReadAtLeast(head.AsSpan(length, room), room, throwOnEndOfStream: false));
            length += got;
            final = got < room;
            RecordScan first = RecordScanner.Scan(head, layout.Start, length, final, layout, 1);
            if (first.Records == 0 && length < CsvRecords.LongestRecord && !final)
            {
                continue;
            }

            if (first.Records == 0)
            {
                throw new ToolException(final
                    ? $"{Path}: the file is empty; {(format.NoHeader ? "rows are" : "a header line is")} needed."
                    : $"{Path}: the first record is longer than {CsvRecords.LongestRecord >> 20} MiB. Is there a quote that is not closed?");
            }

            int before = format.Skip + (layout.SeparatorLine.Length > 0 ? 1 : 0);
            (HeaderEnd, HeaderLines) = format.NoHeader ? (layout.Start, before) : (first.Offset, before + first.Lines);
            (HeaderNames names, byte[][] raw) = ReadNames(head.AsMemory(layout.Start, first.Offset - layout.Start), layout, before, format.NoHeader);
            layout = layout with { HasBlankRows = names.Names.Count == 1 && format.Comment is null };
            RecordScan scan = RecordScanner.Scan(head, HeaderEnd, length, final, layout, int.MaxValue);
            RecordBytes = scan.Records > 0 ? (double)(scan.Offset - HeaderEnd) / scan.Records : length - HeaderEnd + 1;
            var rules = new CellRules(format);
            File = new CsvFile
            {
                Path = Path,
                Length = Length,
                Format = format,
                Layout = layout,
                Names = names,
                RawHeader = raw,
                Cells = rules,
                Surveys = ColumnSurvey.Read(head.AsMemory(HeaderEnd, scan.Offset - HeaderEnd), layout, names.Names.Count, HeaderLines, rules),
            };
            if (!CanSeek)
            {
                _opened = new HeadStream(head.AsMemory(0, length), text);
            }

            return;
        }
    }

    private (HeaderNames Names, byte[][] Raw) ReadNames(ReadOnlyMemory<byte> record, CsvLayout layout, int before, bool noHeader)
    {
        string? problem = null;
        using CsvReader reader = CsvRecords.CreateReader(record, layout, trackLines: true,
            malformed => problem ??= CsvRecords.Quotes(malformed.Reason));
        reader.Read();
        if (noHeader)
        {
            return (HeaderNames.Numbered(reader.FieldCount), []);
        }

        if (problem is not null)
        {
            throw new ToolException($"{Path}, line {before + reader.LineNumber}: {problem}");
        }

        string[] names = [.. Enumerable.Range(0, reader.FieldCount).Select(i => Cell.Text(reader.GetSpan(i)).Trim())];
        byte[][] raw = [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetRawSpan(i).ToArray())];
        return (HeaderNames.Of(Path, before + reader.LineNumber, names), raw);
    }

    private Stream Skip(Stream stream, long offset)
    {
        byte[] bytes = new byte[1 << 16];
        for (long left = offset; left > 0;)
        {
            int got = InputFile.Try(Path, () => stream.Read(bytes.AsSpan(0, (int)Math.Min(left, bytes.Length))));
            if (got == 0)
            {
                throw new ToolException($"{Path}: the file has become shorter while it was read.");
            }

            left -= got;
        }

        return stream;
    }
}
