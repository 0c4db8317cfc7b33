using System.Text;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Csv;

/// <summary>One of the texts of a source: a file, perhaps compressed, or standard input. It is read from its start, or from any byte where that is possible.</summary>
sealed class CsvInput : IDisposable
{
    const int HeadBytes = 1 << 16;

    readonly Stream _raw;
    Stream? _opened;

    // Otherwise the framework takes a file that was cut off for a shorter one.
    static CsvInput() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    CsvInput(string path, Stream raw, bool compressed)
    {
        (Path, _raw) = (path, raw);
        CanSeek = raw.CanSeek;
        Length = CanSeek ? raw.Length : null;
        Compressed = compressed;
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

    /// <summary>For a digest; null where there is no file.</summary>
    public FileStream? Handle => _raw as FileStream;

    bool Compressed { get; }

    /// <summary>The bytes of the file that were read.</summary>
    public long BytesRead => _raw.CanSeek ? _raw.Position : ((InterruptibleStream)_raw).BytesRead;

    /// <summary>Reads the header.</summary>
    /// <exception cref="ToolException">There is no such file, it cannot be read, or its header is not usable.</exception>
    public static CsvInput Open(string path, char? separator, CancellationToken cancellation)
    {
        Stream raw = path == InputNames.StandardInput ? new InterruptibleStream(Console.OpenStandardInput(), cancellation) : InputFile.OpenAny(path, cancellation);
        try
        {
            return Open(path == InputNames.StandardInput ? "standard input" : path, raw, separator);
        }
        catch
        {
            raw.Dispose();
            throw;
        }
    }

    /// <summary>The text from a byte on, in UTF-8.</summary>
    public Stream OpenText(long offset)
    {
        if (!CanSeek)
        {
            // The head was read already, and stands before the rest.
            Stream first = _opened ?? throw new InvalidOperationException($"{Path} was read before.");
            _opened = null;
            return Skip(first, offset);
        }

        _raw.Position = IsPlain ? offset : 0;
        return IsPlain ? _raw : Skip(Unpack(_raw), offset);
    }

    public void Dispose() => _raw.Dispose();

    static CsvInput Open(string path, Stream raw, char? separator)
    {
        byte[] start = new byte[4];
        int got = InputFile.Try(path, () => raw.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        Stream from = raw.CanSeek ? raw : new HeadStream(start.AsMemory(0, got), raw);
        if (raw.CanSeek)
            raw.Position = 0;
        var input = new CsvInput(path, raw, start is [0x1F, 0x8B, ..]);
        Stream text = input.Unpack(from);
        input.IsPlain = input.CanSeek && ReferenceEquals(text, raw);
        input.ReadHead(text, separator);
        return input;
    }

    Stream Unpack(Stream stream)
    {
        if (Compressed)
            stream = new GzipText(Path, stream);

        byte[] mark = new byte[2];
        int got = InputFile.Try(Path, () => stream.ReadAtLeast(mark, 2, throwOnEndOfStream: false));
        if (mark is [0x93, (byte)'N'])
            throw new ToolException($"{Path}: this is a NumPy matrix, which has to be a file of its own and not packed.");
        if (stream.CanSeek)
            stream.Position = 0;
        else
            stream = new HeadStream(mark.AsMemory(0, got), stream);
        Encoding? encoding = mark is [0xFF, 0xFE] ? Encoding.Unicode : mark is [0xFE, 0xFF] ? Encoding.BigEndianUnicode : null;
        return encoding is null ? stream : Encoding.CreateTranscodingStream(stream, encoding, Encoding.UTF8, leaveOpen: true);
    }

    void ReadHead(Stream text, char? separator)
    {
        byte[] head = new byte[HeadBytes];
        int length = 0;
        for (bool final = false; ; Array.Resize(ref head, 2 * head.Length))
        {
            int room = head.Length - length, got = InputFile.Try(Path, () => text.ReadAtLeast(head.AsSpan(length, room), room, throwOnEndOfStream: false));
            length += got;
            final = got < room;
            using var stream = new MemoryStream(head, 0, length, writable: false);
            byte cells = CsvLayout.Detect(Path, stream, separator).Separator;
            int start = head.AsSpan(0, length).StartsWith("\uFEFF"u8) ? 3 : 0;
            RecordScan scan = RecordScanner.Scan(head, start, length, final, cells, 1);
            if (scan.Records == 0 && length < CsvRecords.LongestRecord && !final)
                continue;

            (File, HeaderEnd, HeaderLines) = (CsvFile.Read(Path, stream, separator), scan.Offset, scan.Lines);
            scan = RecordScanner.Scan(head, HeaderEnd, length, final, cells, int.MaxValue);
            RecordBytes = scan.Records > 0 ? (double)(scan.Offset - HeaderEnd) / scan.Records : length - HeaderEnd + 1;
            if (!CanSeek)
                _opened = new HeadStream(head.AsMemory(0, length), text);
            return;
        }
    }

    Stream Skip(Stream stream, long offset)
    {
        byte[] bytes = new byte[1 << 16];
        for (long left = offset; left > 0;)
        {
            int got = InputFile.Try(Path, () => stream.Read(bytes.AsSpan(0, (int)Math.Min(left, bytes.Length))));
            if (got == 0)
                throw new ToolException($"{Path}: the file has become shorter while it was read.");
            left -= got;
        }

        return stream;
    }
}
