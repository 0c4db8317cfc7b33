using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Models;

/// <summary>A column of a source as ML.NET sees it.</summary>
/// <param name="Name">In both.</param>
/// <param name="Field">Where it stands in the source.</param>
/// <param name="Type">Double, Single or text.</param>
/// <param name="Number">Its place among the columns that are read as numbers; -1 for text.</param>
internal sealed record BlockColumn(string Name, int Field, PrimitiveDataViewType Type, int Number);

/// <summary>
/// Rows of a source as ML.NET data: block after block, in constant memory. In place of ML.NET's text loader, which takes a cell that is not a number
/// for a missing value. Without blocks it is a schema: what transforms are made on when their statistics are known.
/// </summary>
/// <param name="columns">The columns.</param>
/// <param name="blocks">Gives the blocks to a cursor, from the start.</param>
internal sealed class BlockDataView(IReadOnlyList<BlockColumn> columns, Func<IEnumerable<BlockCells>> blocks) : IDataView
{
    /// <summary>Columns of Doubles, and perhaps one of text after them, without a row.</summary>
    public static BlockDataView Empty(IReadOnlyList<string> columns, string? text = null) =>
        new([.. columns.Select((name, i) => new BlockColumn(name, i, NumberDataViewType.Double, i)),
            .. text is null ? Array.Empty<BlockColumn>() : [new BlockColumn(text, columns.Count, TextDataViewType.Instance, -1)]], () => []);

    /// <summary>Whether cells can be read as this type.</summary>
    public static bool Reads(DataViewType type) =>
        type is TextDataViewType || type.Equals(NumberDataViewType.Double) || type.Equals(NumberDataViewType.Single);

    public IReadOnlyList<BlockColumn> Columns => columns;

    public DataViewSchema Schema { get; } = MakeSchema(columns);

    public bool CanShuffle => false;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, blocks().GetEnumerator(), [.. columnsNeeded.Select(column => column.Index)]);

    // The rows of a cursor come from start to end.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    /// <summary>The blocks of a source, read one after the other by the thread that asks for them.</summary>
    /// <param name="source">The source.</param>
    /// <param name="columns">The columns that are read.</param>
    /// <param name="advice">What the user can do about a cell that is not a number.</param>
    /// <param name="progress">Is told how far reading has come.</param>
    /// <param name="cancellation">Stops between two blocks.</param>
    public static BlockDataView Of(
        RowSource source, IReadOnlyList<BlockColumn> columns, string advice, Action<long> progress, CancellationToken cancellation)
    {
        int[] numbers = NumbersOf(columns);
        var needs = new ColumnNeeds(numbers, [.. columns.Where(column => column.Number < 0).Select(column => column.Field)]);
        return new BlockDataView(columns, Blocks);

        IEnumerable<BlockCells> Blocks()
        {
            CellReader reader = source.CreateCellReader(needs);
            foreach (RowBlock block in source.Read(needs, cancellation))
            {
                yield return reader.Read(block, NotANumber(source, numbers, advice), cancellation);
                source.Release(block);
                progress(block.Bytes);
            }
        }
    }

    /// <summary>The positions of the columns that are read as numbers.</summary>
    public static int[] NumbersOf(IReadOnlyList<BlockColumn> columns) =>
        [.. columns.Where(column => column.Number >= 0).OrderBy(column => column.Number).Select(column => column.Field)];

    /// <summary>The error about a cell that is not a number.</summary>
    public static Func<TextCell, int, ToolException> NotANumber(RowSource source, IReadOnlyList<int> numbers, string advice) => (cell, column) =>
        source.Problem(cell, source.Columns[numbers[column]],
            $"{cell.Shown} is not a number; {advice}{(cell.Advice.Length > 0 ? $" {Capital(cell.Advice)}." : "")}");

    private static string Capital(string sentence) => sentence[0] == 'i' ? $"I{sentence[1..]}" : sentence;

    private static DataViewSchema MakeSchema(IReadOnlyList<BlockColumn> columns)
    {
        var schema = new DataViewSchema.Builder();
        foreach (BlockColumn column in columns)
        {
            schema.AddColumn(column.Name, column.Type);
        }

        return schema.ToSchema();
    }

    /// <summary>The rows of a block, one at a time.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="width">How many columns of a block are read as numbers: these, and others after them.</param>
    public sealed class Row(BlockDataView view, int width) : DataViewRow
    {
        private BlockCells? _block;
        private int _row;
        private long _position = -1;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        /// <summary>Goes to a row of a block.</summary>
        public void MoveTo(BlockCells block, int row) => (_block, _row, _position) = (block, row, _position + 1);

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            Getter(view.Columns[column.Index]) as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' is of type {column.Type}, not {typeof(TValue)}.");

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref id) => id = new DataViewRowId((ulong)Position, 0);

        private Delegate Getter(BlockColumn column)
        {
            if (column.Number < 0)
            {
                return (ValueGetter<ReadOnlyMemory<char>>)((ref text) => text = _block!.Text(_row, column.Field).AsMemory());
            }

            return column.Type.Equals(NumberDataViewType.Single)
                ? (ValueGetter<float>)((ref value) => value = (float)_block!.Numbers[_row * width + column.Number])
                : (ValueGetter<double>)((ref value) => value = _block!.Numbers[_row * width + column.Number]);
        }
    }

    private sealed class Cursor(BlockDataView view, IEnumerator<BlockCells> blocks, HashSet<int> active) : DataViewRowCursor
    {
        private readonly Row _row = new(view, NumbersOf(view.Columns).Length);
        private BlockCells? _block;
        private int _at;
        private bool _ended;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _ended ? -1 : _row.Position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            while (_block is null || ++_at >= _block.Rows)
            {
                if (_ended || !blocks.MoveNext())
                {
                    _ended = true;
                    return false;
                }

                (_block, _at) = (blocks.Current, -1);
            }

            _row.MoveTo(_block, _at);
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => IsColumnActive(column) ? _row.GetGetter<TValue>(column)
            : throw new InvalidOperationException($"Column '{column.Name}' was not asked for when the cursor was made.");

        public override ValueGetter<DataViewRowId> GetIdGetter() => _row.GetIdGetter();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                blocks.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
