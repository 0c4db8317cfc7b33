using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Pipelines;

/// <summary>A column of rows in memory. The rows are single values, or <see cref="VBuffer{T}"/>.</summary>
internal abstract class TableColumn(string name, DataViewType type, DataViewSchema.Annotations? annotations)
{
    public string Name => name;

    public DataViewType Type => type;

    public DataViewSchema.Annotations? Annotations => annotations;

    public abstract Delegate CreateGetter(DataViewRow row);
}

/// <inheritdoc cref="TableColumn"/>
internal sealed class TableColumn<T>(string name, DataViewType type, T[] rows, DataViewSchema.Annotations? annotations = null)
    : TableColumn(name, type, annotations)
{
    public override Delegate CreateGetter(DataViewRow row) => (ValueGetter<T>)((ref T value) => value = rows[row.Position]);
}

/// <inheritdoc cref="TableColumn"/>
internal sealed class VectorTableColumn<T>(string name, DataViewType type, VBuffer<T>[] rows, DataViewSchema.Annotations? annotations = null)
    : TableColumn(name, type, annotations)
{
    public override Delegate CreateGetter(DataViewRow row) =>
        (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => rows[row.Position].CopyTo(ref value));
}

/// <summary>Columns of one number of rows, which are handed out in blocks, by one cursor or by several.</summary>
/// <param name="columns">The columns; of two with one name the first is hidden.</param>
/// <param name="rows">How many rows there are.</param>
/// <param name="blockRows">How many of them are a batch.</param>
/// <param name="mostCursors">How many cursors there are at most.</param>
internal sealed class PipelineTable(IReadOnlyList<TableColumn> columns, int rows, int blockRows, int mostCursors) : IDataView
{
    public DataViewSchema Schema { get; } = Build(columns);

    public bool CanShuffle => false;

    public long? GetRowCount() => rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, columnsNeeded, 0, 1);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        int count = Math.Min(n, mostCursors);
        DataViewSchema.Column[] needed = [.. columnsNeeded];
        return [.. Enumerable.Range(0, count).Select(first => new Cursor(this, needed, first, count))];
    }

    private static DataViewSchema Build(IEnumerable<TableColumn> columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach (TableColumn column in columns)
        {
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        }

        return builder.ToSchema();
    }

    // Every so many blocks, from the first of its own.
    private sealed class Cursor(PipelineTable table, IEnumerable<DataViewSchema.Column> needed, int first, int step) : DataViewRowCursor
    {
        private readonly HashSet<int> _active = [.. needed.Select(column => column.Index)];
        private long _block = first - step, _position = -1;

        public override DataViewSchema Schema => table.Schema;

        public override long Position => _position;

        public override long Batch => _block;

        public override bool MoveNext()
        {
            _position++;
            if (_block < 0 || _position >= Math.Min(table.Rows, (_block + 1) * table.BlockRows))
            {
                _block += step;
                _position = _block * table.BlockRows;
            }

            return _position < table.Rows;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _active.Contains(column.Index)
            ? (ValueGetter<TValue>)table.Columns[column.Index].CreateGetter(this)
            : throw new InvalidOperationException($"Column '{column.Name}' was not asked for.");

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);
    }

    private IReadOnlyList<TableColumn> Columns => columns;

    private int Rows => rows;

    private int BlockRows => blockRows;
}
