using System.Buffers;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Tables;

/// <summary>A NumPy matrix. The columns are named by their numbers from 0, as NumPy counts them.</summary>
internal sealed class MatrixTable : TableFile
{
    // Of a group; any number that fits an int.
    private const int MostRows = 1 << 30;

    private readonly NpyMatrix _matrix;

    /// <summary>Opens a file.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="file">The file; it is closed with this.</param>
    /// <param name="columnName">Names a column.</param>
    /// <exception cref="ToolException">It is not a whole matrix.</exception>
    public MatrixTable(string name, FileStream file, Func<int, int, string>? columnName = null)
        : base(name)
    {
        _matrix = InputFile.Try(name, () => Matrix(name, file));
        Columns = [.. Enumerable.Range(0, _matrix.Columns).Select(i => TableColumn.Numbers(columnName?.Invoke(i, _matrix.Columns) ?? $"{i}"))];
    }

    public override IReadOnlyList<TableColumn> Columns { get; }

    public override long? Rows => _matrix.Rows;

    public override long Length => _matrix.Rows * _matrix.RowBytes;

    public override double RowBytes => _matrix.RowBytes;

    public override IEnumerable<TableGroup> Read(long firstRow, ColumnNeeds needs, CancellationToken cancellation)
    {
        for (long first = firstRow; first < _matrix.Rows; first += MostRows)
        {
            yield return new Group(this, first, (int)Math.Min(MostRows, _matrix.Rows - first));
        }
    }

    public override void Dispose() => _matrix.Dispose();

    private static NpyMatrix Matrix(string name, FileStream file)
    {
        try
        {
            return NpyMatrix.Open(file, name);
        }
        catch (InvalidDataException problem)
        {
            throw new ToolException($"{name}: {problem.Message[(problem.Message.IndexOf("' ", StringComparison.Ordinal) + 2)..]}", problem);
        }
    }

    /// <summary>Rows that are read where they are asked for: by several threads.</summary>
    private sealed class Group(MatrixTable table, long firstRow, int rows) : TableGroup(firstRow, rows)
    {
        public override void Copy(int first, int count, ReadOnlySpan<int> columns, Span<double> to)
        {
            int width = table._matrix.Columns;
            if (IsWhole(columns, width))
            {
                Read(first, to);
                return;
            }

            double[] rows = ArrayPool<double>.Shared.Rent(checked(count * width));
            try
            {
                Read(first, rows.AsSpan(0, count * width));
                for (int row = 0, at = 0; row < count; row++)
                {
                    foreach (int column in columns)
                    {
                        to[at++] = column < 0 ? double.NaN : rows[row * width + column];
                    }
                }
            }
            finally
            {
                ArrayPool<double>.Shared.Return(rows);
            }
        }

        public override ColumnValues Values(int column, int first, int count)
        {
            double[] values = new double[count];
            Copy(first, count, [column], values);
            return new ColumnValues.Numbers(values);
        }

        private static bool IsWhole(ReadOnlySpan<int> columns, int width)
        {
            bool whole = columns.Length == width;
            for (int i = 0; whole && i < width; i++)
            {
                whole = columns[i] == i;
            }

            return whole;
        }

        private void Read(int first, Span<double> to)
        {
            try
            {
                table._matrix.Read(FirstRow + first, to);
            }
            catch (Exception problem) when (problem is IOException or InvalidDataException)
            {
                throw new ToolException($"{table.Path}: cannot be read: {OneLine.Of(problem)}", problem);
            }
        }
    }
}
