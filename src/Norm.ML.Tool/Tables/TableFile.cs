using System.Buffers;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Tables;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds; <see cref="ColumnKind.Empty"/> where only the rows can tell.</param>
/// <param name="Type">What it is written as.</param>
/// <param name="Why">Where it holds no numbers: what it holds, in a few words.</param>
internal sealed record TableColumn(string Name, ColumnKind Kind, CellType Type, string Why = RowSource.Text)
{
    /// <summary>A column of numbers.</summary>
    public static TableColumn Numbers(string name, CellType type = CellType.Number) => new(name, ColumnKind.Numbers, type);

    /// <summary>A column of something else.</summary>
    public static TableColumn Other(string name, CellType type, string why) => new(name, ColumnKind.Text, type, why);
}

/// <summary>
/// A file whose columns have names and types, and whose rows come in groups: row groups, record batches, ranges of a matrix. A format is one class
/// that derives from this, and one line in <see cref="DataFormats"/>.
/// </summary>
internal abstract class TableFile(string path) : IDisposable
{
    /// <summary>As the user named it.</summary>
    public string Path { get; } = path;

    public abstract IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>How many rows; null where they have to be read to know.</summary>
    public abstract long? Rows { get; }

    /// <summary>In bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Where groups of rows end, by row; null where they have to be read to know.</summary>
    public virtual IReadOnlyList<long>? GroupEnds => null;

    /// <summary>The bytes of a row as a fit sees it: what decides how many rows are in a block.</summary>
    public virtual double RowBytes => sizeof(double) * Columns.Count(column => column.Kind != ColumnKind.Text);

    /// <summary>What messages call a row.</summary>
    public virtual string RowName => "row";

    /// <summary>Reads groups, in order.</summary>
    /// <param name="firstRow">Groups that end at this row or before it are passed over.</param>
    /// <param name="needs">The columns that are asked for, by their position in this file.</param>
    /// <param name="cancellation">Stops between two groups.</param>
    /// <exception cref="ToolException">The file is damaged, or holds what cannot be read.</exception>
    public abstract IEnumerable<TableGroup> Read(long firstRow, ColumnNeeds needs, CancellationToken cancellation);

    /// <summary>Closes what was opened besides the file itself.</summary>
    public virtual void Dispose()
    {
    }
}

/// <summary>Rows of a table that were read together.</summary>
/// <param name="firstRow">The first of them, in the file.</param>
/// <param name="rows">How many.</param>
internal abstract class TableGroup(long firstRow, int rows)
{
    public long FirstRow { get; } = firstRow;

    public int Rows { get; } = rows;

    /// <summary>Copies columns of numbers, row after row; what is missing is NaN.</summary>
    /// <param name="first">The first row, in the group.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="columns">The columns; -1 for one that the file has not, which is missing.</param>
    /// <param name="to">Receives them.</param>
    public abstract void Copy(int first, int count, ReadOnlySpan<int> columns, Span<double> to);

    /// <summary>The texts of columns that should hold numbers, in the order of the rows.</summary>
    public virtual IReadOnlyList<TableText> Texts => [];

    /// <summary>Some rows of a column as it is.</summary>
    public abstract ColumnValues Values(int column, int first, int count);

    /// <summary>Says that some rows will not be read again; after all have been, memory that was lent goes back.</summary>
    public virtual void Release(int count)
    {
    }
}

/// <summary>A text where a number belongs.</summary>
/// <param name="Row">In its group.</param>
/// <param name="Column">In the file.</param>
/// <param name="Shown">The text, in quotes.</param>
internal sealed record TableText(int Row, int Column, string Shown);

/// <summary>Rows of a table whose columns were read one by one.</summary>
/// <param name="firstRow">The first of them, in the file.</param>
/// <param name="rows">How many.</param>
/// <param name="numbers">Columns of numbers: at least as many as there are rows.</param>
/// <param name="values">Columns as they are.</param>
/// <param name="areLent">Whether the numbers are the pool's.</param>
internal sealed class ColumnGroup(
    long firstRow, int rows, Dictionary<int, double[]> numbers, Dictionary<int, ColumnValues> values, bool areLent = false)
    : TableGroup(firstRow, rows)
{
    private IReadOnlyList<TableText> _texts = [];
    private int _left = rows;

    public override IReadOnlyList<TableText> Texts => _texts;

    /// <summary>The same with texts.</summary>
    public ColumnGroup With(IReadOnlyList<TableText> texts)
    {
        _texts = texts;
        return this;
    }

    public override void Copy(int first, int count, ReadOnlySpan<int> columns, Span<double> to)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i] < 0)
            {
                Fill(to, i, columns.Length);
                continue;
            }

            ReadOnlySpan<double> from = numbers[columns[i]].AsSpan(first, count);
            for (int row = 0, at = i; row < from.Length; row++, at += columns.Length)
            {
                to[at] = from[row];
            }
        }
    }

    // A column that is read as numbers alone is written as numbers.
    public override ColumnValues Values(int column, int first, int count) =>
        values.TryGetValue(column, out ColumnValues? held) ? held.Slice(first, count)
        : new ColumnValues.Numbers(numbers[column][first..(first + count)]);

    public override void Release(int count)
    {
        if (areLent && Interlocked.Add(ref _left, -count) == 0)
        {
            foreach (double[] column in numbers.Values)
            {
                ArrayPool<double>.Shared.Return(column);
            }

            numbers.Clear(); // who reads on is told, not given another group's numbers
        }
    }

    private static void Fill(Span<double> to, int column, int width)
    {
        for (int at = column; at < to.Length; at += width)
        {
            to[at] = double.NaN;
        }
    }
}
