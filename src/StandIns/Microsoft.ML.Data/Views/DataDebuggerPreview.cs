using System.Collections.Immutable;
using Microsoft.ML.StandIns;

namespace Microsoft.ML.Data;

/// <summary>The first rows of a view, by row and by column.</summary>
public sealed class DataDebuggerPreview
{
    internal DataDebuggerPreview(IDataView data, int maxRows = Defaults.MaxRows)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (maxRows < 0)
            throw new ArgumentOutOfRangeException(nameof(maxRows));
        Schema = data.Schema;
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        Func<object>[] readers = [.. data.Schema.Select(column =>
            Generics.Call<Func<object>>(Reader<int>, [column.Type.RawType], cursor, column))];
        var rows = new List<RowInfo>();
        while (rows.Count < maxRows && cursor.MoveNext())
        {
            rows.Add(new RowInfo(Schema.Count));
            foreach (DataViewSchema.Column column in Schema)
                rows[^1].Values[column.Index] = KeyValuePair.Create(column.Name, readers[column.Index]());
        }
        RowView = [.. rows];
        ColumnView = [.. Schema.Select(column => new ColumnInfo(column, [.. rows.Select(row => row.Values[column.Index].Value)]))];
    }

    public DataViewSchema Schema { get; }

    public ImmutableArray<ColumnInfo> ColumnView { get; }

    public ImmutableArray<RowInfo> RowView { get; }

    public override string ToString() => $"{Schema.Count} columns, {RowView.Length} rows";

    private static Func<object> Reader<TValue>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<TValue> getter = row.GetGetter<TValue>(column);
        return () =>
        {
            TValue value = default;
            getter(ref value);
            return value;
        };
    }

    internal static class Defaults
    {
        public const int MaxRows = 100;
    }

    public sealed class RowInfo
    {
        internal RowInfo(int n) => Values = new KeyValuePair<string, object>[n];

        public KeyValuePair<string, object>[] Values { get; }

        public override string ToString() => $"{Values.Length} columns";
    }

    public sealed class ColumnInfo
    {
        internal ColumnInfo(DataViewSchema.Column column, object[] values)
        {
            Column = column;
            Values = values;
        }

        public DataViewSchema.Column Column { get; }

        public object[] Values { get; }

        public override string ToString() => $"{Column.Name}: {Column.Type}";
    }
}
