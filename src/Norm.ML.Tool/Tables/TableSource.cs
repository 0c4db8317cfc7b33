using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Tables;

/// <summary>Tables with the same columns, one after the other.</summary>
internal sealed class TableSource : RowSource
{
    private const int BytesOfBlock = 1 << 23;

    private readonly TableColumn[] _columns;
    private readonly int[][] _fields;
    private readonly long[] _bytesBefore;
    private readonly IReadOnlyList<IDisposable> _inputs;

    /// <param name="files">The files.</param>
    /// <param name="fields">For each file, where the first file's columns stand; -1 for none.</param>
    /// <param name="digest">What tells the source apart; empty where it is a pipe.</param>
    /// <param name="inputs">The files that the tables are in; closed with this.</param>
    public TableSource(IReadOnlyList<TableFile> files, int[][] fields, string digest, IReadOnlyList<IDisposable> inputs)
    {
        (Files, _fields, Digest, _inputs) = (files, fields, digest, inputs);
        _columns = [.. files[0].Columns];
        Columns = [.. _columns.Select(column => column.Name)];
        _bytesBefore = new long[files.Count + 1];
        for (int i = 0; i < files.Count; i++)
        {
            _bytesBefore[i + 1] = _bytesBefore[i] + files[i].Length;
        }
    }

    public IReadOnlyList<TableFile> Files { get; }

    public override string Name => Files.Count == 1 ? Files[0].Path : $"{Files[0].Path} and {Files.Count - 1} more";

    public override IReadOnlyList<string> Columns { get; }

    public override long? Length => _bytesBefore[^1];

    public override string Digest { get; }

    public override int Level => LevelOf(Files[0].RowBytes, BytesOfBlock);

    public override ShardCut DefaultCut => AreGrouped ? ShardCut.Bytes : ShardCut.Chunks;

    // A column is text if it is in one of the files, and known if it is in all.
    public override ColumnKind KindOf(int column)
    {
        ColumnKind[] kinds = [.. Held(column).Select(held => held.Kind)];
        return kinds.Contains(ColumnKind.Text) ? ColumnKind.Text : kinds.Contains(ColumnKind.Empty) ? ColumnKind.Empty : ColumnKind.Numbers;
    }

    /// <summary>What a column is written as.</summary>
    public CellType TypeOf(int column)
    {
        CellType[] types = [.. Held(column).Select(held => held.Type).Distinct()];
        return types is [var only] ? only : types.Contains(CellType.Other) ? CellType.Other
            : types.Contains(CellType.Text) ? CellType.Text : CellType.Number;
    }

    public override string WhyText(int column) => Held(column).FirstOrDefault(held => held.Kind == ColumnKind.Text)?.Why ?? Text;

    public override string Describe() =>
        CsvFile.Show([.. Columns.Select((name, i) => KindOf(i) == ColumnKind.Text ? $"{name} ({WhyText(i)})" : name)]);

    public override ReadRange Cut(ShardCut cut, int index, int count, Action<long> progress, CancellationToken cancellation)
    {
        if (cut == ShardCut.Bytes && AreMatrices)
        {
            throw new ToolException($"{Name}: matrices are always cut between chunks; leave '--cut' away.");
        }

        if (Digest.Length == 0)
        {
            throw new ToolException($"{Name}: a pipe cannot be cut into shards; files are needed.");
        }

        if (cut == ShardCut.Bytes && !AreGrouped)
        {
            throw new ToolException($"{Name}: {Files.First(file => file.GroupEnds is null).Path} has no table of its groups of rows; "
                + "'--cut chunks' can do it.");
        }

        long[] rowsBefore = [.. CountRows(progress, cancellation)];
        if (cut == ShardCut.Chunks)
        {
            const int Chunk = StatisticsAccumulator.RowsPerChunk;
            var range = ChunkRange.OfShard((rowsBefore[^1] + Chunk - 1) / Chunk, index, count);
            return new ReadRange(At(rowsBefore, range.First * Chunk), range, null);
        }

        long start = GroupAt(rowsBefore, index, count), end = GroupAt(rowsBefore, index + 1, count);
        return new ReadRange(At(rowsBefore, start), new(0, long.MaxValue), end);
    }

    public override IEnumerable<RowBlock> Read(
        ReadRange extent, Position from, long chunk, int level, ColumnNeeds needs, CancellationToken cancellation)
    {
        long left = extent.End is { } end ? end - RowAt(from, cancellation) : long.MaxValue;
        using IEnumerator<(int File, TableGroup Group)> groups = Groups(from, needs, cancellation).GetEnumerator();
        TableGroup? group = null;
        int file = from.File, at = 0;
        long rowInFile = from.Offset;
        foreach ((int Level, long Index) part in Parts(extent, chunk, level))
        {
            cancellation.ThrowIfCancellationRequested();
            int room = (int)Math.Min(left, StatisticsAccumulator.RowsPerChunk << part.Level), rows = 0;
            List<TableSegment> segments = [];
            while (rows < room)
            {
                if (group is null || at == group.Rows)
                {
                    if (!groups.MoveNext())
                    {
                        break;
                    }

                    (int next, group) = groups.Current;
                    at = next == from.File && group.FirstRow < from.Offset ? (int)(from.Offset - group.FirstRow) : 0;
                    file = next;
                    continue;
                }

                int some = Math.Min(room - rows, group.Rows - at);
                segments.Add(new TableSegment(file, group, at, some));
                (at, rows) = (at + some, rows + some);
                rowInFile = group.FirstRow + at;
            }

            left -= rows;
            if (rows > 0)
            {
                yield return new TableBlock
                {
                    Level = part.Level,
                    Index = part.Index,
                    Rows = rows,
                    Next = new Position(file, rowInFile, 0),
                    Bytes = BytesAt(file, rowInFile),
                    Segments = segments,
                };
            }

            if (rows < StatisticsAccumulator.RowsPerChunk << part.Level)
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

    public override void Release(RowBlock block)
    {
        foreach (TableSegment segment in ((TableBlock)block).TakeSegments())
        {
            segment.Group.Release(segment.Count);
        }
    }

    public override NumberReader CreateReader(IReadOnlyList<int> fields, List<long>? lines = null) => new TableNumberReader(this, fields, lines);

    public override CellReader CreateCellReader(ColumnNeeds needs) => new TableCellReader(this, needs.Numbers);

    public override ToolException Problem(TextCell cell, string column, string message)
    {
        TableFile file = Files[cell.File];
        return new($"{file.Path}, {file.RowName} {cell.Line}, column {Cell.Show(column)}: {message}");
    }

    public override void Dispose()
    {
        foreach (TableFile file in Files)
        {
            file.Dispose();
        }

        foreach (IDisposable input in _inputs)
        {
            input.Dispose();
        }
    }

    /// <summary>Where the first file's columns stand in a file.</summary>
    public int[] FieldsOf(int file, IReadOnlyList<int> columns) => [.. columns.Select(column => _fields[file][column])];

    private bool AreGrouped => Files.All(file => file.GroupEnds is not null);

    private bool AreMatrices => Files.All(file => file is MatrixTable);

    private IEnumerable<TableColumn> Held(int column) =>
        Files.Select((file, i) => (file, i)).Where(held => _fields[held.i][column] >= 0).Select(held => held.file.Columns[_fields[held.i][column]]);

    private IEnumerable<(int File, TableGroup Group)> Groups(Position from, ColumnNeeds needs, CancellationToken cancellation)
    {
        for (int file = from.File; file < Files.Count; file++)
        {
            var inFile = new ColumnNeeds([.. FieldsOf(file, needs.Numbers).Where(column => column >= 0)],
                [.. FieldsOf(file, needs.Cells).Where(column => column >= 0)]);
            foreach (TableGroup group in Files[file].Read(file == from.File ? from.Offset : 0, inFile, cancellation))
            {
                yield return (file, group);
            }
        }
    }

    // For each file, the rows of the files before it; and of all.
    private IEnumerable<long> CountRows(Action<long> progress, CancellationToken cancellation)
    {
        long rows = 0;
        yield return 0;
        for (int file = 0; file < Files.Count; file++)
        {
            rows += Files[file].Rows ?? Files[file].Read(0, ColumnNeeds.OfNumbers([]), cancellation).Sum(group => (long)group.Rows);
            progress(_bytesBefore[file + 1]);
            yield return rows;
        }
    }

    private Position At(long[] rowsBefore, long row)
    {
        int file = 0;
        while (file < Files.Count - 1 && rowsBefore[file + 1] <= row)
        {
            file++;
        }

        return new Position(file, row - rowsBefore[file], 0);
    }

    // The end of a group that lies nearest below a shard's share of the rows.
    private long GroupAt(long[] rowsBefore, int shard, int count)
    {
        long share = (long)((Int128)rowsBefore[^1] * shard / count);
        return share == rowsBefore[^1] ? share
            : Files.SelectMany((file, i) => file.GroupEnds!.Select(end => rowsBefore[i] + end)).LastOrDefault(end => end <= share);
    }

    private long RowAt(Position position, CancellationToken cancellation) =>
        CountRows(_ => { }, cancellation).ElementAt(position.File) + position.Offset;

    private long BytesAt(int file, long row) => _bytesBefore[file]
        + (Files[file].Rows is { } rows and > 0 ? (long)((double)row / rows * Files[file].Length) : Files[file].Length);
}

/// <summary>Rows of tables.</summary>
internal sealed class TableBlock : RowBlock
{
    private int _taken;

    public required IReadOnlyList<TableSegment> Segments { get; init; }

    /// <summary>The segments when asked for first, none later.</summary>
    public IReadOnlyList<TableSegment> TakeSegments() => Interlocked.Exchange(ref _taken, 1) == 0 ? Segments : [];
}

/// <summary>Rows of one group.</summary>
/// <param name="File">The file, from 0.</param>
/// <param name="Group">The group.</param>
/// <param name="First">The first row in it.</param>
/// <param name="Count">How many.</param>
internal sealed record TableSegment(int File, TableGroup Group, int First, int Count);
