using System.Collections.Concurrent;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Csv;

/// <summary>CSV texts with the same columns, one after the other.</summary>
internal sealed class CsvSource : RowSource
{
    private const int BytesOfBlock = 1 << 20;

    // Texts are read whole, whatever is asked for.
    private static readonly ColumnNeeds NoColumns = ColumnNeeds.OfNumbers([]);

    // Of a kind; more would hide the others.
    private const int MostRemarks = 20;

    private readonly ConcurrentBag<byte[]> _buffers = [];
    private readonly long[] _bytesBefore;
    private readonly long[] _dataBefore;

    public CsvSource(IReadOnlyList<CsvInput> files, int[][] fields)
    {
        Files = files;
        Fields = fields;
        _bytesBefore = new long[files.Count + 1];
        _dataBefore = new long[files.Count + 1];
        for (int i = 0; i < files.Count; i++)
        {
            long length = files[i].Length ?? 0;
            _bytesBefore[i + 1] = _bytesBefore[i] + length;

            // What cannot be cut goes whole to the shard that its first byte lies in, which it has to have.
            _dataBefore[i + 1] = _dataBefore[i] + (files[i].IsPlain ? Math.Max(0, length - files[i].HeaderEnd) : Math.Max(1, length));
        }

        Level = LevelOf(files[0].RecordBytes, BytesOfBlock);
        BlockBytes = (int)Math.Min(1 << 26, 1.25 * files[0].RecordBytes * (StatisticsAccumulator.RowsPerChunk << Level));
        Digest = files.All(file => file.IsFile)
            ? SourceDigest.Of($"csv {files[0].File.Layout.Separator}{files[0].File.Format.Difference}", files.Select(file => file.Handle!))
            : "";
    }

    public IReadOnlyList<CsvInput> Files { get; }

    /// <summary>For each file, where the columns stand.</summary>
    public int[][] Fields { get; }

    /// <summary>Room for a block.</summary>
    public int BlockBytes { get; }

    public override string NoRows => $"{Name}: there are no rows below the header.";

    public override string Name => Files.Count == 1 ? Files[0].Path : $"{Files[0].Path} and {Files.Count - 1} more";

    public override IReadOnlyList<string> Columns => Files[0].File.Header;

    /// <summary>How the first file is laid out.</summary>
    public CsvLayout Layout => Files[0].File.Layout;

    public override bool IsUnnamed(int column) => Files[0].File.Names.Unnamed.Contains(column);

    public override string Describe() => Files[0].File.Describe();

    public override string? FirstInfinite(string column) => Files[0].File.Surveys[Files[0].File.IndexOf(column)] is { Infinite: { } cell } survey
        ? $"{Cell.Show(cell)} in line {survey.InfiniteLine}" : null;

    public override string FirstText(int column) => Files[0].File.Surveys[column].Text is { } text ? Cell.Show(text) : "";

    public override string WhyText(int column) => Files[0].File.Surveys[column].Reason;

    // Only the rows can tell.
    public override ColumnKind KindOf(int column) => ColumnKind.Empty;

    public override IEnumerable<string> Remarks(IReadOnlyList<int> texts) =>
        [.. Files.SelectMany(file => file.File.Remarks).Take(MostRemarks), .. Files[0].File.Advice(texts).Take(MostRemarks)];

    public override IEnumerable<string> LabelRemarks(RunningStatistics statistics) => LabelRemark.Of(Files[0].File, statistics);

    public override long? Length => Files.All(file => file.Length is not null) ? _bytesBefore[^1] : null;

    public override string Digest { get; }

    public override int Level { get; }

    public override ShardCut DefaultCut => ShardCut.Bytes;

    /// <summary>The bytes of the files before one.</summary>
    public long BytesBefore(int file) => _bytesBefore[file];

    /// <summary>The same without headers: what byte shards are cut by.</summary>
    public long DataBefore(int file) => _dataBefore[file];

    /// <summary>A problem with a line of a file.</summary>
    /// <param name="file">The file, from 0.</param>
    /// <param name="offset">Where a segment begins in its text.</param>
    /// <param name="line">The line there; 0 if that is not known.</param>
    /// <param name="lines">How many lines follow it.</param>
    /// <param name="message">What is wrong.</param>
    public ToolException Problem(int file, long offset, long line, long lines, string message) =>
        Files[file].File.Problem(LineOf(file, offset, line) + lines, message);

    public override ToolException Problem(TextCell cell, string column, string message) =>
        Files[cell.File].File.Problem(cell.Line, Files[cell.File].File.IndexOf(column), message);

    /// <summary>The line that a segment begins with.</summary>
    public long LineOf(int file, long offset, long line) => line > 0 ? line : 1 + LineStart.Count(Files[file], offset);

    public override ReadRange Cut(ShardCut cut, int index, int count, Action<long> progress, CancellationToken cancellation)
    {
        if (Files.FirstOrDefault(file => !file.CanSeek) is { } pipe)
        {
            throw new ToolException($"{pipe.Path}: a pipe cannot be cut into shards; files are needed.");
        }

        return cut == ShardCut.Bytes ? CutBytes(index, count) : CutChunks(index, count, progress, cancellation);
    }

    public override IEnumerable<RowBlock> Read(
        ReadRange extent, Position from, long chunk, int level, ColumnNeeds needs, CancellationToken cancellation)
    {
        var reader = new CsvBlockReader(this, from, extent.End, _buffers, cancellation);
        foreach ((int Level, long Index) part in Parts(extent, chunk, level))
        {
            int room = StatisticsAccumulator.RowsPerChunk << part.Level;
            (IReadOnlyList<CsvSegment> segments, int rows) = reader.Read(room);
            if (rows > 0)
            {
                yield return new CsvBlock
                {
                    Level = part.Level,
                    Index = part.Index,
                    Rows = rows,
                    Next = reader.Position,
                    Bytes = reader.Bytes,
                    Segments = segments
                };
            }

            if (rows < room)
            {
                bool last = extent.Chunks.Count == long.MaxValue || (part.Index + 1) << part.Level >= extent.Chunks.End;
                if (!last || (rows == 0 && extent.Chunks.Count < long.MaxValue))
                {
                    throw new ToolException($"{Name}: the file has become shorter while it was read.");
                }

                yield break;
            }
        }
    }

    public override NumberReader CreateReader(IReadOnlyList<int> fields, List<long>? lines = null) => new CsvNumberReader(this, fields, lines);

    public override CellReader CreateCellReader(ColumnNeeds needs) => new CsvCellReader(this, needs);

    public override void Release(RowBlock block)
    {
        foreach (CsvSegment segment in ((CsvBlock)block).Segments)
        {
            _buffers.Add(segment.Buffer);
        }
    }

    public override void Dispose()
    {
        foreach (CsvInput file in Files)
        {
            file.Dispose();
        }
    }

    private ReadRange CutBytes(int index, int count)
    {
        long start = At(index), file = 0;
        while (file < Files.Count && _dataBefore[file + 1] <= start)
        {
            file++;
        }

        Position position = new((int)file, 0, 0);
        if (file < Files.Count && start > _dataBefore[file])
        {
            CsvInput input = Files[(int)file];
            position = input.IsPlain
                ? new Position((int)file, LineStart.Find(input, input.HeaderEnd + start - _dataBefore[file]), 0)
                : new Position((int)file + 1, 0, 0);
        }

        return new ReadRange(position, new(0, long.MaxValue), At(index + 1));

        long At(int shard) => (long)((Int128)_dataBefore[^1] * shard / count);
    }

    // Counts the records, and notes where blocks begin.
    private ReadRange CutChunks(int index, int count, Action<long> progress, CancellationToken cancellation)
    {
        List<Position> starts = [Position.Start];
        long rows = 0;
        foreach (RowBlock block in Read(NoColumns, cancellation))
        {
            rows += block.Rows;
            starts.Add(block.Next);
            Release(block);
            progress(block.Bytes);
        }

        const int Chunk = StatisticsAccumulator.RowsPerChunk;
        var shard = ChunkRange.OfShard((rows + Chunk - 1) / Chunk, index, count);
        long whole = shard.First >> Level;
        Position start = starts[(int)whole];
        long skip = shard.First - (whole << Level);
        if (skip > 0)
        {
            var range = new ReadRange(start, new(whole << Level, skip), null);
            foreach (RowBlock block in Read(range, start, whole << Level, 0, NoColumns, cancellation))
            {
                start = block.Next;
                Release(block);
            }
        }

        return new ReadRange(start, shard, null);
    }
}
