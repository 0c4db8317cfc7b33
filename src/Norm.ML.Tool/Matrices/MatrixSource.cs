using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Matrices;

/// <summary>
/// NumPy matrices with the same number of columns, one after the other. The columns are named by their numbers from 0, as NumPy counts them.
/// </summary>
internal sealed class MatrixSource : RowSource
{
    private const int BytesOfBlock = 1 << 23;

    private readonly long[] _rowsBefore;
    private readonly long[] _bytesBefore;

    private MatrixSource(IReadOnlyList<string> paths, IReadOnlyList<NpyMatrix> files, string digest)
    {
        (Paths, Files, Digest) = (paths, files, digest);
        Columns = [.. Enumerable.Range(0, files[0].Columns).Select(column => $"{column}")];
        _rowsBefore = new long[files.Count + 1];
        _bytesBefore = new long[files.Count + 1];
        for (int i = 0; i < files.Count; i++)
        {
            _rowsBefore[i + 1] = _rowsBefore[i] + files[i].Rows;
            _bytesBefore[i + 1] = _bytesBefore[i] + files[i].Rows * files[i].RowBytes;
        }
    }

    public IReadOnlyList<string> Paths { get; }

    public IReadOnlyList<NpyMatrix> Files { get; }

    public override string Name => Paths.Count == 1 ? Paths[0] : $"{Paths[0]} and {Paths.Count - 1} more";

    public override IReadOnlyList<string> Columns { get; }

    public override long? Length => _bytesBefore[^1];

    public override string Digest { get; }

    public override int Level => LevelOf(Files[0].RowBytes, BytesOfBlock);

    public override ShardCut DefaultCut => ShardCut.Chunks;

    public override bool HasText => false;

    /// <summary>Opens the files.</summary>
    /// <exception cref="ToolException">One cannot be read, or has another number of columns than the first.</exception>
    public static MatrixSource Open(IReadOnlyList<string> paths)
    {
        List<NpyMatrix> files = [];
        List<FileStream> handles = [];
        try
        {
            foreach (string path in paths)
            {
                handles.Add(InputFile.Open(path));
                files.Add(InputFile.Try(path, () => Matrix(path)));
                if (files[^1].Columns != files[0].Columns)
                {
                    throw new ToolException($"{path}: the matrix has {files[^1].Columns} columns, but {paths[0]} has {files[0].Columns}.");
                }
            }

            return new MatrixSource(paths, files, SourceDigest.Of("npy", handles));
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
        finally
        {
            handles.ForEach(handle => handle.Dispose());
        }
    }

    public override ReadRange Cut(ShardCut cut, int index, int count, Action<long> progress, CancellationToken cancellation)
    {
        if (cut == ShardCut.Bytes)
        {
            throw new ToolException($"{Name}: matrices are always cut between chunks; leave '--cut' away.");
        }

        var range = ChunkRange.OfShard(Chunks, index, count);
        return new ReadRange(At(range.First * StatisticsAccumulator.RowsPerChunk), range, null);
    }

    public override IEnumerable<RowBlock> Read(ReadRange extent, Position from, long chunk, int level, CancellationToken cancellation)
    {
        ReadRange known = extent with { Chunks = extent.Chunks.Count == long.MaxValue ? new(0, Chunks) : extent.Chunks };
        foreach ((int Level, long Index) part in Parts(known, chunk, level))
        {
            cancellation.ThrowIfCancellationRequested();
            long first = (part.Index << part.Level) * StatisticsAccumulator.RowsPerChunk;
            long end = Math.Min(_rowsBefore[^1], first + ((long)StatisticsAccumulator.RowsPerChunk << part.Level));
            List<MatrixSegment> segments = [];
            for (int file = 0; file < Files.Count; file++)
            {
                long start = Math.Max(first, _rowsBefore[file]), stop = Math.Min(end, _rowsBefore[file + 1]);
                if (start < stop)
                {
                    segments.Add(new MatrixSegment(file, start - _rowsBefore[file], stop - start));
                }
            }

            yield return new MatrixBlock
            {
                Level = part.Level,
                Index = part.Index,
                Rows = (int)(end - first),
                Next = At(end),
                Bytes = BytesAt(end),
                Segments = segments
            };
        }
    }

    public override BlockSummer CreateSummer(CandidateColumns candidates) => new MatrixSummer(this, candidates);

    public override void Dispose()
    {
        foreach (NpyMatrix file in Files)
        {
            file.Dispose();
        }
    }

    private static NpyMatrix Matrix(string path)
    {
        try
        {
            return NpyMatrix.Open(path);
        }
        catch (InvalidDataException problem)
        {
            throw new ToolException($"{path}: {problem.Message[(problem.Message.IndexOf("' ", StringComparison.Ordinal) + 2)..]}", problem);
        }
    }

    private long Chunks => (_rowsBefore[^1] + StatisticsAccumulator.RowsPerChunk - 1) / StatisticsAccumulator.RowsPerChunk;

    private Position At(long row)
    {
        int file = 0;
        while (file < Files.Count - 1 && _rowsBefore[file + 1] <= row)
        {
            file++;
        }

        return new Position(file, row - _rowsBefore[file], 0);
    }

    private long BytesAt(long row)
    {
        Position position = At(row);
        return _bytesBefore[position.File] + position.Offset * Files[position.File].RowBytes;
    }
}

/// <summary>Rows of matrices.</summary>
internal sealed class MatrixBlock : RowBlock
{
    public required IReadOnlyList<MatrixSegment> Segments { get; init; }
}

/// <summary>Rows of one matrix.</summary>
/// <param name="File">The file, from 0.</param>
/// <param name="First">The first row in it.</param>
/// <param name="Count">How many.</param>
internal readonly record struct MatrixSegment(int File, long First, long Count);

/// <summary>
/// Sums rows of matrices where they are mapped. All columns are summed, and those that are wanted kept: to pick them out would take longer.
/// </summary>
internal sealed class MatrixSummer(MatrixSource source, CandidateColumns candidates) : BlockSummer
{
    private readonly StatisticsAccumulator _statistics = new(source.Columns.Count, NonFinitePolicy.Ignore, source.Columns);

    public override BlockSum Sum(RowBlock block, CancellationToken cancellation)
    {
        _statistics.Reset();
        foreach (MatrixSegment segment in ((MatrixBlock)block).Segments)
        {
            try
            {
                source.Files[segment.File].AddTo(_statistics, segment.First, segment.Count, cancellation);
            }
            catch (Exception problem) when (problem is IOException or InvalidDataException)
            {
                return new BlockSum(null, [], new RowProblem(0,
                    new ToolException($"{source.Paths[segment.File]}: cannot be read: {OneLine.Of(problem)}", problem)));
            }
        }

        RunningStatistics all = _statistics.ToStatistics();
        return new BlockSum(candidates.Fields.Count == all.ChannelCount ? all : all.Select(candidates.Fields), [], null);
    }
}
