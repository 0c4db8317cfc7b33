using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>Keeps each column's values in memory from the first time it is needed; its cursors share the rows in batches.</summary>
internal sealed class CacheView(IDataView source) : IDataView
{
    private const int BatchSize = 64;

    private readonly Lock _lock = new();
    private readonly ICachedColumn[] _columns = new ICachedColumn[source.Schema.Count];
    private long? _count = source.GetRowCount();

    public DataViewSchema Schema => source.Schema;

    public bool CanShuffle => true;

    public long? GetRowCount()
    {
        lock (_lock)
            return _count;
    }

    public void Prefetch(IEnumerable<DataViewSchema.Column> columns)
    {
        DataViewSchema.Column[] missing = [.. columns.Where(column => _columns[column.Index] == null)];
        lock (_lock)
        {
            missing = [.. missing.Where(column => _columns[column.Index] == null)];
            if (missing.Length == 0 && _count != null)
                return;
            using DataViewRowCursor cursor = source.GetRowCursor(missing);
            ICachedColumn[] filling = [.. missing.Select(column =>
                Generics.Call<ICachedColumn>(NewColumn<int>, [column.Type.RawType], cursor, column))];
            long count = 0;
            for (; cursor.MoveNext(); count++)
            {
                foreach (ICachedColumn column in filling)
                    column.Append();
            }
            for (int i = 0; i < missing.Length; i++)
                _columns[missing[i].Index] = filling[i];
            _count = count;
        }
    }

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        Cursors(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        Cursors(columnsNeeded, CursorCount.For(n), rand);

    private static ICachedColumn NewColumn<TValue>(DataViewRow row, DataViewSchema.Column column) =>
        column.Type is VectorDataViewType vector
            ? Generics.Call<ICachedColumn>(NewVectorColumn<int>, [vector.ItemType.RawType], row, column)
            : new CachedColumn<TValue>(row.GetGetter<TValue>(column), (in TValue from, ref TValue to) => to = from);

    private static ICachedColumn NewVectorColumn<TItem>(DataViewRow row, DataViewSchema.Column column) =>
        new CachedColumn<VBuffer<TItem>>(
            row.GetGetter<VBuffer<TItem>>(column), (in VBuffer<TItem> from, ref VBuffer<TItem> to) => from.CopyTo(ref to));

    private DataViewRowCursor[] Cursors(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random random)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        Prefetch(columns);
        int[] order = null;
        if (random != null)
        {
            order = [.. Enumerable.Range(0, (int)_count)];
            random.Shuffle(order);
        }
        return [.. Enumerable.Range(0, n).Select(part => new Cursor(this, columns, part, n, order))];
    }

    private sealed class Cursor(CacheView view, IEnumerable<DataViewSchema.Column> columns, int part, int parts, int[] order)
        : RootCursor(view.Schema, columns)
    {
        private readonly long _count = (long)view._count;
        private long _row = -1;

        public override long Batch => parts == 1 ? 0 : _row / BatchSize;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            CheckOnRow();
            id = new DataViewRowId((ulong)Row(), 0);
        };

        protected override bool MoveNextCore()
        {
            if (_row < 0)
                _row = (long)part * BatchSize;
            else if (++_row % BatchSize == 0)
                _row += (long)(parts - 1) * BatchSize;
            return _row < _count;
        }

        protected override Delegate MakeGetter(DataViewSchema.Column column) =>
            view._columns[column.Index].Getter(() =>
            {
                CheckOnRow();
                return Row();
            });

        private int Row() => order == null ? (int)_row : order[_row];
    }
}
