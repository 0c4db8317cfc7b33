using System.Globalization;
using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Internals.Groups;

/// <summary>Reads a row's key as text. It is valid until the next row is read; empty means that the key is missing.</summary>
internal delegate ReadOnlySpan<char> KeyReader();

/// <summary>
/// The column whose value says which statistics a row belongs to. Every key is a text: texts as they are, integers as digits, booleans as <c>true</c>
/// and <c>false</c>, keys of ML.NET as the text of their value, or as their number, from 1, where they have no values.
/// </summary>
internal static class KeyColumn
{
    public const string Accepts = "one value a row: text, a key, an integer or a boolean";

    private const string KeyValues = "KeyValues";

    // Of any integer.
    private const int LongestInteger = 24;

    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = ColumnTypes.Find(schema, name);
        return column.Type is TextDataViewType or BooleanDataViewType or KeyDataViewType || ColumnTypes.IsInteger(column.Type) ? column
            : throw ColumnTypes.Mismatch(name, column.Type, Accepts);
    }

    public static void Check(SchemaShape schema, string name)
    {
        SchemaShape.Column column = ColumnTypes.Find(schema, name);
        bool accepted = column.Kind == SchemaShape.Column.VectorKind.Scalar && (column.IsKey
            || column.ItemType is TextDataViewType or BooleanDataViewType || ColumnTypes.IsInteger(column.ItemType));
        if (!accepted)
        {
            throw ColumnTypes.Mismatch(name, ColumnTypes.Describe(column), Accepts);
        }
    }

    public static KeyReader CreateReader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is TextDataViewType)
        {
            ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column);
            ReadOnlyMemory<char> text = default;
            return () =>
            {
                getter(ref text);
                return text.Span;
            };
        }

        if (column.Type is BooleanDataViewType)
        {
            ValueGetter<bool> getter = row.GetGetter<bool>(column);
            bool value = false;
            return () =>
            {
                getter(ref value);
                return value ? "true" : "false";
            };
        }

        bool isKey = column.Type is KeyDataViewType;
        Type item = column.Type.RawType;
        return item == typeof(sbyte) ? Of<sbyte>() : item == typeof(byte) ? Of<byte>()
            : item == typeof(short) ? Of<short>() : item == typeof(ushort) ? Of<ushort>()
            : item == typeof(int) ? Of<int>() : item == typeof(uint) ? Of<uint>()
            : item == typeof(long) ? Of<long>() : Of<ulong>();

        KeyReader Of<T>()
            where T : unmanaged, IBinaryInteger<T> =>
            isKey && ValuesOf(column) is { } values ? ByValue<T>(row, column, values) : ByNumber<T>(row, column, isKey);
    }

    private static KeyReader ByNumber<T>(DataViewRow row, DataViewSchema.Column column, bool isKey)
        where T : unmanaged, IBinaryInteger<T>
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default;
        char[] digits = new char[LongestInteger];
        return () =>
        {
            getter(ref value);
            return (isKey && value == T.Zero) || !value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture) ? default
                : digits.AsSpan(0, length);
        };
    }

    private static KeyReader ByValue<T>(DataViewRow row, DataViewSchema.Column column, string[] values)
        where T : unmanaged, IBinaryInteger<T>
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T number = default;
        return () =>
        {
            getter(ref number);

            // 0 is a missing key, and so is a number beyond the values.
            ulong index = ulong.CreateTruncating(number) - 1;
            return index < (ulong)values.Length ? values[index] : default;
        };
    }

    // The texts that the numbers of a key stand for, from 1; null where it has none.
    private static string[]? ValuesOf(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(KeyValues) is not { Type: VectorDataViewType { ItemType: var item } } annotation)
        {
            return null;
        }

        Type type = item.RawType;
        return type == typeof(ReadOnlyMemory<char>) ? Read<ReadOnlyMemory<char>>(text => text.ToString())
            : type == typeof(bool) ? Read<bool>(value => value ? "true" : "false")
            : type == typeof(sbyte) ? Numbers<sbyte>() : type == typeof(byte) ? Numbers<byte>()
            : type == typeof(short) ? Numbers<short>() : type == typeof(ushort) ? Numbers<ushort>()
            : type == typeof(int) ? Numbers<int>() : type == typeof(uint) ? Numbers<uint>()
            : type == typeof(long) ? Numbers<long>() : type == typeof(ulong) ? Numbers<ulong>()
            : type == typeof(float) ? Numbers<float>() : type == typeof(double) ? Numbers<double>()
            : throw ColumnTypes.Mismatch(column.Name, $"{column.Type} of values of {item}", "a key of texts, numbers or booleans");

        string[] Numbers<T>()
            where T : unmanaged, INumber<T> => Read<T>(value => value.ToString(null, CultureInfo.InvariantCulture));

        string[] Read<T>(Func<T, string> text)
        {
            VBuffer<T> values = default;
            column.Annotations.GetValue(annotation.Name, ref values);
            return [.. values.DenseValues().Select(text)];
        }
    }
}
