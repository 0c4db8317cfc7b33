using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>Writes rows into objects: for each column that the class has a member for, its value.</summary>
internal sealed class RowWriter<TRow>
    where TRow : class, new()
{
    private readonly List<(RowColumn Target, DataViewSchema.Column Source)> _columns = [];

    public RowWriter(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        foreach (RowColumn target in RowColumn.Of(typeof(TRow), definition, SchemaDefinition.Direction.Write))
        {
            if (schema.GetColumnOrNull(target.Name) is { } source)
            {
                CheckBinding(target, source);
                _columns.Add((target, source));
            }
            else if (!ignoreMissingColumns)
            {
                throw new ArgumentOutOfRangeException("Schema", $"Could not find  column '{target.Name}'");
            }
        }
    }

    public IEnumerable<DataViewSchema.Column> Sources => _columns.Select(column => column.Source);

    public Action<TRow> Bind(DataViewRow row)
    {
        Action<TRow>[] setters = [.. _columns.Select(column => Setter(column.Target, row, column.Source))];
        return target =>
        {
            foreach (Action<TRow> set in setters)
                set(target);
        };
    }

    public IEnumerable<TRow> ReadAll(IDataView data, bool reuseRowObject)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(Sources);
        Action<TRow> fill = Bind(cursor);
        TRow row = null;
        while (cursor.MoveNext())
        {
            row = reuseRowObject && row != null ? row : new TRow();
            fill(row);
            yield return row;
        }
    }

    private static void CheckBinding(RowColumn target, DataViewSchema.Column source)
    {
        Type itemType = RowColumn.ItemTypeOf(target.Member, out bool isVector);
        if (source.Type is VectorDataViewType != isVector || source.Type.GetItemType().RawType != itemType)
        {
            throw new InvalidOperationException(
                $"Can't bind the IDataView column '{source.Name}' of type '{source.Type}' "
                + $"to field or property '{target.Member.Name}' of type '{target.MemberType.FullName}'.");
        }
    }

    private static Action<TRow> Setter(RowColumn target, DataViewRow row, DataViewSchema.Column source)
    {
        Type type = target.MemberType;
        if (type == typeof(string))
            return Converted<ReadOnlyMemory<char>, string>(target, row, source, text => text.ToString());
        if (type == typeof(string[]))
            return Array<ReadOnlyMemory<char>, string>(target, row, source, text => text.ToString());
        if (type.IsArray)
            return Generics.Call<Action<TRow>>(Array<int>, [type.GetElementType()], target, row, source);
        if (source.Type is VectorDataViewType vector)
            return Generics.Call<Action<TRow>>(Buffer<int>, [vector.ItemType.RawType], target, row, source);
        return Generics.Call<Action<TRow>>(Plain<int>, [type], target, row, source);
    }

    private static Action<TRow> Plain<TValue>(RowColumn target, DataViewRow row, DataViewSchema.Column source) =>
        Converted<TValue, TValue>(target, row, source, value => value);

    private static Action<TRow> Converted<TValue, TMember>(
        RowColumn target, DataViewRow row, DataViewSchema.Column source, Func<TValue, TMember> convert)
    {
        Action<TRow, TMember> write = MemberAccess.Writer<TRow, TMember>(target.Member);
        ValueGetter<TValue> getter = row.GetGetter<TValue>(source);
        TValue value = default;
        return targetRow =>
        {
            getter(ref value);
            write(targetRow, convert(value));
        };
    }

    private static Action<TRow> Array<TItem>(RowColumn target, DataViewRow row, DataViewSchema.Column source) =>
        Array<TItem, TItem>(target, row, source, item => item);

    /// <summary>Fills the member's own array where its length fits; no array at all fits an empty vector.</summary>
    private static Action<TRow> Array<TItem, TMember>(
        RowColumn target, DataViewRow row, DataViewSchema.Column source, Func<TItem, TMember> convert)
    {
        Func<TRow, TMember[]> read = MemberAccess.ReaderOrDefault<TRow, TMember[]>(target.Member);
        Action<TRow, TMember[]> write = MemberAccess.Writer<TRow, TMember[]>(target.Member);
        ValueGetter<VBuffer<TItem>> getter = row.GetGetter<VBuffer<TItem>>(source);
        VBuffer<TItem> vector = default;
        return targetRow =>
        {
            getter(ref vector);
            TMember[] items = read(targetRow);
            if ((items?.Length ?? 0) != vector.Length)
                items = new TMember[vector.Length];
            if (items is TItem[] same)
                vector.CopyTo(same);
            else
                vector.DenseValues().Select(convert).ToArray().CopyTo(items.AsSpan());
            write(targetRow, items);
        };
    }

    private static Action<TRow> Buffer<TItem>(RowColumn target, DataViewRow row, DataViewSchema.Column source)
    {
        Func<TRow, VBuffer<TItem>> read = MemberAccess.ReaderOrDefault<TRow, VBuffer<TItem>>(target.Member);
        Action<TRow, VBuffer<TItem>> write = MemberAccess.Writer<TRow, VBuffer<TItem>>(target.Member);
        ValueGetter<VBuffer<TItem>> getter = row.GetGetter<VBuffer<TItem>>(source);
        return targetRow =>
        {
            VBuffer<TItem> vector = read(targetRow);
            getter(ref vector);
            write(targetRow, vector);
        };
    }
}
