using System.Globalization;
using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>Writes views as text that the text loader reads back: the columns as a comment, a header line, and dense lines.</summary>
internal sealed class TextWriting
{
    private readonly char _separator;

    public TextWriting(char separator)
    {
        if (!" \t,;|".Contains(separator))
            throw new ArgumentOutOfRangeException("Separator", "Invalid separator - must be: space, tab, comma, semicolon, or bar");
        _separator = separator;
    }

    public void Save(IDataView data, DataViewSchema.Column[] columns, Stream stream, bool header, bool schema)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        bool hasHeader = header && columns.Any(column => column.Type is not VectorDataViewType || column.HasSlotNames());
        if (schema)
            WriteSchema(writer, columns, hasHeader);
        if (hasHeader)
            writer.WriteLine(string.Join(_separator, columns.SelectMany(Names)));
        using DataViewRowCursor cursor = data.GetRowCursor(columns);
        Func<IEnumerable<string>>[] fields = [.. columns.Select(column => Fields(cursor, column))];
        while (cursor.MoveNext())
            writer.WriteLine(string.Join(_separator, fields.SelectMany(read => read())));
    }

    private void WriteSchema(TextWriter writer, DataViewSchema.Column[] columns, bool hasHeader)
    {
        writer.WriteLine("#@ TextLoader{");
        if (hasHeader)
            writer.WriteLine("#@   header+");
        string name = _separator switch { ' ' => "space", '\t' => "tab", ',' => "comma", ';' => "semicolon", _ => "bar" };
        writer.WriteLine($"#@   sep={name}");
        int start = 0;
        foreach (DataViewSchema.Column column in columns)
        {
            var vector = column.Type as VectorDataViewType;
            string range = vector == null ? $"{start}" : vector.IsKnownSize ? $"{start}-{start + vector.Size - 1}" : $"{start}-**";
            writer.WriteLine($"#@   col={column.Name}:{KindOf(column.Type.GetItemType())}:{range}");
            start += vector?.Size ?? 1;
        }
        writer.WriteLine("#@ }");
    }

    private static string KindOf(DataViewType type)
    {
        string kind = type.RawType == typeof(ReadOnlyMemory<char>) ? "TX" : Type.GetTypeCode(type.RawType) switch
        {
            TypeCode.SByte => "I1",
            TypeCode.Byte => "U1",
            TypeCode.Int16 => "I2",
            TypeCode.UInt16 => "U2",
            TypeCode.Int32 => "I4",
            TypeCode.UInt32 => "U4",
            TypeCode.Int64 => "I8",
            TypeCode.UInt64 => "U8",
            TypeCode.Single => "R4",
            TypeCode.Double => "R8",
            TypeCode.Boolean => "BL",
            TypeCode.DateTime => "DT",
            _ => type is TimeSpanDataViewType ? "TS" : "DZ",
        };
        return type is KeyDataViewType key ? $"{kind}[{key.Count}]" : kind;
    }

    private IEnumerable<string> Names(DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType vector)
            return [Quote(column.Name)];
        if (!column.HasSlotNames())
            return Enumerable.Repeat("\"\"", vector.Size);
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return names.DenseValues().Select(name => Quote(name.ToString()));
    }

    private Func<IEnumerable<string>> Fields(DataViewRow row, DataViewSchema.Column column) => column.Type is VectorDataViewType vector
        ? Generics.Call<Func<IEnumerable<string>>>(VectorFields<int>, [vector.ItemType.RawType], row, column)
        : Generics.Call<Func<IEnumerable<string>>>(ScalarField<int>, [column.Type.RawType], row, column);

    private Func<IEnumerable<string>> ScalarField<TValue>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<TValue> getter = row.GetGetter<TValue>(column);
        TValue value = default;
        return () =>
        {
            getter(ref value);
            return [Write(value, column.Type)];
        };
    }

    private Func<IEnumerable<string>> VectorFields<TItem>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<TItem>> getter = row.GetGetter<VBuffer<TItem>>(column);
        VBuffer<TItem> vector = default;
        return () =>
        {
            getter(ref vector);
            return vector.DenseValues().Select(item => Write(item, column.Type.GetItemType()));
        };
    }

    private string Write(object value, DataViewType type) => value switch
    {
        ReadOnlyMemory<char> text => Quote(text.ToString()),
        bool flag => flag ? "1" : "0",
        float.NaN or double.NaN => "?",
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTime date => date.ToString("o", CultureInfo.InvariantCulture),
        DateTimeOffset date => date.ToString("o", CultureInfo.InvariantCulture),
        _ when type is KeyDataViewType => Key(Convert.ToUInt64(value, CultureInfo.InvariantCulture)),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"A value of {type} cannot be saved as text."),
    };

    private static string Key(ulong key) => key == 0 ? "?" : (key - 1).ToString(CultureInfo.InvariantCulture);

    private string Quote(string text)
    {
        bool plain = text.Length > 0 && text[0] != ' ' && text[^1] != ' '
            && text.AsSpan().IndexOfAny([_separator, '"', '\r', '\n']) < 0 && !text.StartsWith("//", StringComparison.Ordinal)
            && !text.Contains(':');
        return plain ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }
}
