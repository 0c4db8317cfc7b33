using Microsoft.ML.StandIns;

namespace Microsoft.ML.Data;

public static class ColumnCursorExtensions
{
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName) => GetColumn<T>(data, data.Schema[columnName]);

    /// <summary>A column's values as they are, text also as strings, vectors also as arrays.</summary>
    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        ArgumentNullException.ThrowIfNull(data);
        DataViewType type = column.Type;
        if (column.Index >= data.Schema.Count || data.Schema[column.Index].Name != column.Name || data.Schema[column.Index].Type != type)
        {
            throw new ArgumentOutOfRangeException(
                nameof(column), $"Column '{column.Name}' of type {type} and index {column.Index} is not in the data.");
        }
        if (type.RawType == typeof(T))
            return Read<T, T>(data, column, value => value);
        if (typeof(T) == typeof(string) && type is TextDataViewType)
            return (IEnumerable<T>)Read<ReadOnlyMemory<char>, string>(data, column, text => text.ToString());
        if (typeof(T) == typeof(string[]) && type is VectorDataViewType { ItemType: TextDataViewType })
        {
            return (IEnumerable<T>)Read<VBuffer<ReadOnlyMemory<char>>, string[]>(
                data, column, texts => [.. texts.DenseValues().Select(text => text.ToString())]);
        }
        if (typeof(T).IsArray && type is VectorDataViewType vector && typeof(T).GetElementType() == vector.ItemType.RawType)
            return Generics.Call<IEnumerable<T>>(ReadArrays<int>, [vector.ItemType.RawType], data, column);
        throw new ArgumentOutOfRangeException(
            nameof(column), $"Column '{column.Name}' of type {type} cannot be read as {typeof(T)}.");
    }

    private static IEnumerable<TItem[]> ReadArrays<TItem>(IDataView data, DataViewSchema.Column column) =>
        Read<VBuffer<TItem>, TItem[]>(data, column, vector => [.. vector.DenseValues()]);

    private static IEnumerable<TResult> Read<TValue, TResult>(IDataView data, DataViewSchema.Column column, Func<TValue, TResult> convert)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<TValue> getter = cursor.GetGetter<TValue>(column);
        TValue value = default;
        while (cursor.MoveNext())
        {
            getter(ref value);
            yield return convert(value);
        }
    }
}
