using System.Collections.Concurrent;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Csv;

/// <summary>Reads the texts of a source in blocks of a given number of records: one thread, which only looks for line ends.</summary>
internal sealed class CsvBlockReader(CsvSource source, Position from, long? endByte, ConcurrentBag<byte[]> buffers, CancellationToken cancellation)
{
    // Read at once; what is read after a block's last record is copied to the next.
    private const int Step = 1 << 18;

    private int _file = from.File;
    private long _offset = from.Offset, _line = from.Line;
    private Stream? _text;
    private byte[] _buffer = [];
    private int _start, _end;
    private bool _final, _cellByCell;

    /// <summary>The next block's records; fewer than wanted at the end.</summary>
    public (IReadOnlyList<CsvSegment> Segments, int Rows) Read(int wanted)
    {
        List<CsvSegment> segments = [];
        int rows = 0;
        while (rows < wanted && Open())
        {
            (CsvSegment? segment, bool ended) = ReadSegment(wanted - rows);
            if (segment is not null)
            {
                segments.Add(segment);
                rows += segment.Records;
            }

            if (ended)
            {
                NextFile();
            }
        }

        return (segments, rows);
    }

    /// <summary>Where the next record begins.</summary>
    public Position Position => new(_file, _offset, _line);

    /// <summary>Bytes of the files that were read.</summary>
    public long Bytes => source.BytesBefore(Math.Min(_file, source.Files.Count)) + (_text is null ? 0 : source.Files[_file].BytesRead);

    // The source's byte that the file's first record is at, and the end as an offset in the file's text; null where the file is read to its end.
    private long? EndOffset => endByte is { } end && source.Files[_file].IsPlain && end < source.DataBefore(_file + 1)
        ? source.Files[_file].HeaderEnd + end - source.DataBefore(_file)
        : null;

    private bool Open()
    {
        if (_text is not null)
        {
            return true;
        }

        if (_file >= source.Files.Count || (endByte is { } end && source.DataBefore(_file) >= end))
        {
            return false;
        }

        CsvInput input = source.Files[_file];
        if (_offset < input.HeaderEnd)
        {
            (_offset, _line) = (input.HeaderEnd, input.HeaderLines + 1);
        }

        if (EndOffset is { } stop && _offset >= stop)
        {
            return false;
        }

        _text = input.OpenText(_offset);
        (_start, _end, _final, _cellByCell) = (0, 0, false, false);
        return true;
    }

    private (CsvSegment? Segment, bool FileEnded) ReadSegment(int wanted)
    {
        CsvInput input = source.Files[_file];
        int at = _start, records = 0, lines = 0;
        bool stopped = false;
        long bufferOffset = _offset - _start;
        while (true)
        {
            int stop = EndOffset is { } end ? (int)Math.Clamp(end - bufferOffset, 0, int.MaxValue) : int.MaxValue;
            RecordScan scan = RecordScanner.Scan(_buffer, at, _end, _final, input.File.Layout, wanted - records, stop);
            (at, records, lines, stopped) = (scan.Offset, records + scan.Records, lines + scan.Lines, scan.Stopped);
            _cellByCell |= scan.CellByCell;
            if (records == wanted || stopped || _final)
            {
                break;
            }

            if (_end - at > CsvRecords.LongestRecord)
            {
                throw source.Problem(_file, _offset, _line, lines,
                    $"a record is longer than {CsvRecords.LongestRecord >> 20} MiB. Is there a quote that is not closed?");
            }

            cancellation.ThrowIfCancellationRequested();
            int moved = Fill(at);
            at -= moved;
            bufferOffset += moved;
        }

        CsvSegment? segment = records > 0 ? new(_file, _buffer, _start, at, _offset, _line, records) : null;
        _offset = bufferOffset + at;
        _line = _line > 0 ? _line + lines : 0;
        if (EndOffset is { } cut && (stopped || (_final && at == _end)))
        {
            CheckCut(input, cut);
        }

        bool ended = stopped || (_final && at == _end);
        if (segment is not null && !ended)
        {
            Carry(at);
        }
        else
        {
            _start = at;
        }

        if (stopped)
        {
            _file = source.Files.Count; // nothing after it is read
        }

        return (segment, ended);
    }

    // Reads more. Nothing that was scanned is lost; where none of it belongs to records yet, it is dropped.
    private int Fill(int at)
    {
        if (_end + Step > _buffer.Length)
        {
            byte[] larger = _buffer.Length == 0 ? Take() : new byte[Math.Max(2 * _buffer.Length, _end + Step)];
            _buffer.AsSpan(_start, _end - _start).CopyTo(larger);
            if (_buffer.Length > 0)
            {
                buffers.Add(_buffer);
            }

            _buffer = larger;
            int moved = _start;
            (_start, _end) = (0, _end - moved);
            at -= moved;
            int got = Read();
            _end += got;
            return moved;
        }

        _end += Read();
        return 0;
    }

    private int Read()
    {
        Stream text = _text!;
        int got = InputFile.Try(source.Files[_file].Path, () => text.Read(_buffer.AsSpan(_end, Math.Min(Step, _buffer.Length - _end))));
        _final = got == 0;
        if (_final)
        {
            // Before a record that is cut off is read.
            source.Files[_file].CheckLength();
        }

        return got;
    }

    // The next block begins in a buffer of its own.
    private void Carry(int at)
    {
        byte[] next = Take();
        if (next.Length < _end - at + Step)
        {
            next = new byte[_end - at + Step];
        }

        _buffer.AsSpan(at, _end - at).CopyTo(next);
        (_buffer, _start, _end) = (next, 0, _end - at);
    }

    private byte[] Take() => buffers.TryTake(out byte[]? buffer) && buffer.Length >= source.BlockBytes ? buffer
        : GC.AllocateUninitializedArray<byte>(source.BlockBytes + 2 * Step);

    private void NextFile()
    {
        _text = null;
        _buffer = [];
        if (_file < source.Files.Count)
        {
            (_file, _offset, _line) = (_file + 1, 0, 0);
        }
    }

    // The shard after it begins with the first line at the cut. That has to be the record that this one ends before.
    private void CheckCut(CsvInput input, long cut)
    {
        if (!_cellByCell || cut > _offset)
        {
            return;
        }

        long line = LineStart.Find(input, cut);
        if (!LineStart.IsBlank(input, Math.Min(line, _offset), Math.Max(line, _offset)))
        {
            throw new ToolException(
                $"{input.Path}: the cut between two shards, near byte {cut}, does not fall between two lines, because a cell holds a line break or "
                    + "lines end otherwise; '--cut chunks' can do it.");
        }
    }
}
