using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>Getters of columns that read a member of the current row object.</summary>
internal static class RowReader
{
    public static Delegate Getter<TRow>(RowColumn column, Func<TRow> current)
    {
        Type type = column.MemberType;
        if (type == typeof(string))
            return Text(MemberAccess.Reader<TRow, string>(column.Member), current);
        if (type == typeof(string[]))
            return Texts(MemberAccess.Reader<TRow, string[]>(column.Member), current);
        if (type.IsArray)
            return Generics.Call<Delegate>(Array<TRow, int>, [typeof(TRow), type.GetElementType()], column, current);
        if (column.Type is VectorDataViewType vector)
            return Generics.Call<Delegate>(Buffer<TRow, int>, [typeof(TRow), vector.ItemType.RawType], column, current);
        if (column.Type is KeyDataViewType)
            return Generics.Call<Delegate>(Key<TRow, uint>, [typeof(TRow), type], column, current);
        return Generics.Call<Delegate>(Plain<TRow, int>, [typeof(TRow), type], column, current);
    }

    private static ValueGetter<ReadOnlyMemory<char>> Text<TRow>(Func<TRow, string> read, Func<TRow> current) =>
        (ref ReadOnlyMemory<char> text) => text = read(current()).AsMemory();

    private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> Texts<TRow>(Func<TRow, string[]> read, Func<TRow> current) =>
        (ref VBuffer<ReadOnlyMemory<char>> texts) =>
        {
            string[] strings = read(current()) ?? [];
            VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref texts, strings.Length);
            for (int i = 0; i < strings.Length; i++)
                editor.Values[i] = strings[i].AsMemory();
            texts = editor.Commit();
        };

    private static Delegate Array<TRow, TItem>(RowColumn column, Func<TRow> current)
    {
        Func<TRow, TItem[]> read = MemberAccess.Reader<TRow, TItem[]>(column.Member);
        return (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> vector) =>
        {
            ReadOnlySpan<TItem> items = read(current());
            VBufferEditor<TItem> editor = VBufferEditor.Create(ref vector, items.Length);
            items.CopyTo(editor.Values);
            vector = editor.Commit();
        });
    }

    private static Delegate Buffer<TRow, TItem>(RowColumn column, Func<TRow> current)
    {
        Func<TRow, VBuffer<TItem>> read = MemberAccess.Reader<TRow, VBuffer<TItem>>(column.Member);
        return (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> vector) => read(current()).CopyTo(ref vector));
    }

    /// <summary>Members hold keys counted from zero, columns from one; what is out of range becomes the missing key.</summary>
    private static Delegate Key<TRow, TKey>(RowColumn column, Func<TRow> current)
    {
        Func<TRow, TKey> read = MemberAccess.Reader<TRow, TKey>(column.Member);
        ulong count = ((KeyDataViewType)column.Type).Count;
        return (ValueGetter<TKey>)((ref TKey key) =>
        {
            ulong value = Convert.ToUInt64(read(current()), CultureInfo.InvariantCulture);
            key = (TKey)Convert.ChangeType(value < count ? value + 1 : 0, typeof(TKey), CultureInfo.InvariantCulture);
        });
    }

    private static Delegate Plain<TRow, TValue>(RowColumn column, Func<TRow> current)
    {
        Func<TRow, TValue> read = MemberAccess.Reader<TRow, TValue>(column.Member);
        return (ValueGetter<TValue>)((ref TValue value) => value = read(current()));
    }
}
