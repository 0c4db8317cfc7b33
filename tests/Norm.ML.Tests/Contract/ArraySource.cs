using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Contract;

/// <summary>Data of one column "X" that hands out its own memory, as a DataFrame does, and notices when somebody writes there.</summary>
internal sealed class ArraySource<T>(DataViewType type, VBuffer<T>[] rows) : IDataView
    where T : unmanaged
{
    private readonly string _before = Print(rows);

    /// <summary>A source of dense rows.</summary>
    public static ArraySource<T> Dense(DataViewType type, params T[][] rows) =>
        new(type, Array.ConvertAll(rows, row => new VBuffer<T>(row.Length, row)));

    public DataViewSchema Schema { get; } = Build(type);

    public bool CanShuffle => false;

    public bool IsUnchanged => Print(rows) == _before;

    public long? GetRowCount() => rows.Length;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this, rows);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [new Cursor(this, rows)];

    private static DataViewSchema Build(DataViewType type)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("X", type);
        return builder.ToSchema();
    }

    private static string Print(VBuffer<T>[] rows) =>
        string.Join("; ", rows.Select(row => string.Join(' ', row.Items(all: true).Select(item => item.Value))));

    private sealed class Cursor(ArraySource<T> source, VBuffer<T>[] rows) : DataViewRowCursor
    {
        private long _position = -1;

        public override DataViewSchema Schema => source.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool MoveNext() => ++_position < rows.Length;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        // The buffer that is handed in is replaced by the row itself; numbers are the first of theirs.
        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => typeof(TValue) == typeof(T)
            ? (ValueGetter<TValue>)(Delegate)(ValueGetter<T>)((ref T value) => value = rows[_position].GetValues()[0])
            : (ValueGetter<TValue>)(Delegate)(ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => value = rows[_position]);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);
    }
}
