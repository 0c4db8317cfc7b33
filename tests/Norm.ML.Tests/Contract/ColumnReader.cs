using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Contract;

/// <summary>Reads a column in each of the ways that ML.NET has, as rows in the order of the data.</summary>
internal static class ColumnReader
{
    /// <summary>The type of a column's numbers.</summary>
    public static Type ItemOf(DataViewType type) => ((type as VectorDataViewType)?.ItemType ?? type).RawType;

    public static List<T[]> ByCursor<T>(IDataView data, string name)
    {
        DataViewSchema.Column column = data.Schema[name];
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        Func<T[]> read = CreateReader<T>(cursor, column);
        var rows = new List<T[]>();
        while (cursor.MoveNext())
        {
            rows.Add(read());
        }

        return rows;
    }

    /// <summary>The rows in the order of a column of numbers, read by one cursor.</summary>
    public static List<T[]> ByKey<T>(IDataView data, string key, string name)
    {
        DataViewSchema.Column column = data.Schema[name];
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema[key], column]);
        Func<float[]> readKey = CreateReader<float>(cursor, data.Schema[key]);
        Func<T[]> read = CreateReader<T>(cursor, column);
        var rows = new List<(float Key, T[] Row)>();
        while (cursor.MoveNext())
        {
            rows.Add((readKey()[0], read()));
        }

        return [.. rows.OrderBy(row => row.Key).Select(row => row.Row)];
    }

    /// <summary>The rows of all cursors of a set, put back into the data's order by their batches.</summary>
    public static List<T[]> ByCursorSet<T>(IDataView data, string name, int cursors)
    {
        DataViewSchema.Column column = data.Schema[name];
        var rows = new List<(long Batch, T[] Row)>();
        foreach (DataViewRowCursor cursor in data.GetRowCursorSet([column], cursors))
        {
            using (cursor)
            {
                Func<T[]> read = CreateReader<T>(cursor, column);
                while (cursor.MoveNext())
                {
                    rows.Add((cursor.Batch, read()));
                }
            }
        }

        return [.. rows.OrderBy(row => row.Batch).Select(row => row.Row)];
    }

    public static List<T[]> ByRowMapper<T>(ITransformer transformer, IDataView input, string name)
    {
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(input.Schema);
        DataViewSchema.Column column = mapper.OutputSchema[name];
        using DataViewRowCursor cursor = input.GetRowCursor(mapper.GetDependencies([column]));
        DataViewRow row = mapper.GetRow(cursor, [column]);
        Func<T[]> read = CreateReader<T>(row, column);
        var rows = new List<T[]>();
        while (cursor.MoveNext())
        {
            rows.Add(read());
        }

        return rows;
    }

    private static Func<T[]> CreateReader<T>(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType)
        {
            ValueGetter<T> scalar = row.GetGetter<T>(column);
            T value = default!;
            return () =>
            {
                scalar(ref value);
                return [value];
            };
        }

        // One buffer for all rows, as a trainer reads.
        ValueGetter<VBuffer<T>> vector = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> values = default;
        return () =>
        {
            vector(ref values);
            return [.. values.DenseValues()];
        };
    }
}
