using System.IO.Compression;
using Norm.ML.Internals.Files;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Tables;

/// <summary>
/// Matrices in a NumPy archive, side by side: they need the same number of rows. The columns of a single matrix are named by their numbers; of
/// several, a column has its matrix's name, with its number where the matrix has more than one.
/// </summary>
internal sealed class NpzTable : TableFile
{
    private readonly List<SpooledFile> _files = [];
    private readonly List<MatrixTable> _matrices = [];

    /// <summary>Opens an archive, and unpacks it into temporary files.</summary>
    /// <exception cref="ToolException">It is damaged, or its matrices do not fit one another.</exception>
    public NpzTable(string path, Stream stream)
        : base(path)
    {
        try
        {
            Length = stream.Length;
            InputFile.Try(path, () => Unpack(stream));
            if (_matrices.FirstOrDefault(matrix => matrix.Rows != _matrices[0].Rows) is { } other)
            {
                throw new ToolException($"{path}: the arrays have different numbers of rows: {_matrices[0].Path[(path.Length + 2)..]} has "
                    + $"{_matrices[0].Rows}, {other.Path[(path.Length + 2)..]} has {other.Rows}.");
            }

            Columns = [.. _matrices.SelectMany(matrix => matrix.Columns)];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override IReadOnlyList<TableColumn> Columns { get; } = [];

    public override long? Rows => _matrices[0].Rows;

    public override long Length { get; }

    public override IEnumerable<TableGroup> Read(long firstRow, ColumnNeeds needs, CancellationToken cancellation)
    {
        // A matrix's groups are the same for all of them.
        IEnumerable<TableGroup>[] groups = [.. _matrices.Select(matrix => matrix.Read(firstRow, needs, cancellation))];
        return groups[0].Select((group, i) => new Group(this, group, [.. groups.Select(other => other.ElementAt(i))]));
    }

    public override void Dispose()
    {
        _matrices.ForEach(matrix => matrix.Dispose());
        _files.ForEach(file => file.Dispose());
    }

    /// <summary>Whether a zip archive is one of arrays.</summary>
    public static bool Is(ZipArchive zip) => zip.Entries.Count > 0 && zip.Entries.All(entry => entry.Name.EndsWith(".npy", StringComparison.Ordinal));

    private bool Unpack(Stream stream)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            string name = $"{Path}, {entry.FullName}", array = entry.Name[..^".npy".Length];
            using Stream packed = entry.Open();
            using var bytes = new CheckedStream(packed);
            _files.Add(SpooledFile.Of(name, bytes, CancellationToken.None, entry.Length));
            if (bytes.Checksum != entry.Crc32)
            {
                throw new ToolException($"{name}: cannot be unpacked: its checksum does not match: the file is damaged.");
            }

            _matrices.Add(new MatrixTable(name, _files[^1].Stream, zip.Entries.Count == 1 ? null
                : (i, count) => count == 1 ? array : $"{array}.{i}"));
        }

        return true;
    }

    /// <summary>Bytes, and the checksum of those that were read: the framework does not compare it.</summary>
    private sealed class CheckedStream(Stream stream) : ReadOnlyStream
    {
        private uint _crc = Crc32.Start;

        public uint Checksum => Crc32.End(_crc);

        public override int Read(Span<byte> buffer)
        {
            int got = stream.Read(buffer);
            _crc = Crc32.Add(_crc, buffer[..got]);
            return got;
        }
    }

    private sealed class Group(NpzTable table, TableGroup first, TableGroup[] groups) : TableGroup(first.FirstRow, first.Rows)
    {
        public override void Copy(int first, int count, ReadOnlySpan<int> columns, Span<double> to)
        {
            to.Fill(double.NaN);
            for (int start = 0, matrix = 0; matrix < groups.Length; start += table._matrices[matrix++].Columns.Count)
            {
                // Those that lie in this matrix, read together.
                int end = start + table._matrices[matrix].Columns.Count;
                int[] places = [.. Enumerable.Range(0, columns.Length).Where(Lies(columns, start, end))];
                double[] some = new double[count * places.Length];
                int[] inMatrix = new int[places.Length];
                for (int i = 0; i < places.Length; i++)
                {
                    inMatrix[i] = columns[places[i]] - start;
                }

                groups[matrix].Copy(first, count, inMatrix, some);
                for (int at = 0; at < some.Length; at++)
                {
                    to[at / places.Length * columns.Length + places[at % places.Length]] = some[at];
                }
            }
        }

        public override ColumnValues Values(int column, int first, int count)
        {
            (int matrix, int inMatrix) = Find(column);
            return groups[matrix].Values(inMatrix, first, count);
        }

        private static Func<int, bool> Lies(ReadOnlySpan<int> columns, int start, int end)
        {
            int[] all = columns.ToArray();
            return i => all[i] >= start && all[i] < end;
        }

        private (int Matrix, int Column) Find(int column)
        {
            int matrix = 0;
            while (column >= table._matrices[matrix].Columns.Count)
            {
                column -= table._matrices[matrix++].Columns.Count;
            }

            return (matrix, column);
        }
    }
}
