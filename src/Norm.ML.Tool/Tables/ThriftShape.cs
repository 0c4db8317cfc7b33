namespace Norm.ML.Tool.Tables;

/// <summary>
/// The fields of a struct of Parquet's metadata, by their numbers (parquet.thrift of the format). The library reads a field as the type that it
/// should have, whatever the file says: where that differs, it goes on somewhere inside the field, and takes what stands there for counts. Fields
/// that are not known here are passed over by their own type, as the library does.
/// </summary>
internal sealed class ThriftShape
{
    // i: int32, l: int64, y: byte, s: int16, b: boolean, t: text or bytes; [..]: a list; {..}: a struct, which is not looked into if it is not below.
    private static readonly Dictionary<string, string> Structs = new()
    {
        ["FileMetaData"] = "1i 2[SchemaElement] 3l 4[RowGroup] 5[KeyValue] 6t 7[ColumnOrder] 8{EncryptionAlgorithm} 9t",
        ["SchemaElement"] = "1i 2i 3i 4t 5i 6i 7i 8i 9i 10{LogicalType}",
        ["LogicalType"] = "1{} 2{} 3{} 4{} 5{DecimalType} 6{} 7{TimeType} 8{TimeType} 10{IntType} 11{} 12{} 13{} 14{} 15{} 16{} 17{} 18{}",
        ["DecimalType"] = "1i 2i",
        ["TimeType"] = "1b 2{TimeUnit}",
        ["TimeUnit"] = "1{} 2{} 3{}",
        ["IntType"] = "1y 2b",
        ["ColumnOrder"] = "1{}",
        ["KeyValue"] = "1t 2t",
        ["RowGroup"] = "1[ColumnChunk] 2l 3l 4[SortingColumn] 5l 6l 7s",
        ["SortingColumn"] = "1i 2b 3b",
        ["ColumnChunk"] = "1t 2l 3{ColumnMetaData} 4l 5i 6l 7i 8{ColumnCryptoMetaData} 9t",
        ["ColumnMetaData"] = "1i 2[i] 3[t] 4i 5l 6l 7l 8[KeyValue] 9l 10l 11l 12{Statistics} 13[PageEncodingStats] 14l 15i 16{SizeStatistics} 17{}",
        ["Statistics"] = "1t 2t 3l 4l 5t 6t 7b 8b",
        ["PageEncodingStats"] = "1i 2i 3i",
        ["SizeStatistics"] = "1l 2[l] 3[l]",
        ["PageHeader"] = "1i 2i 3i 4i 5{DataPageHeader} 6{} 7{DictionaryPageHeader} 8{DataPageHeaderV2}",
        ["DataPageHeader"] = "1i 2i 3i 4i 5{Statistics}",
        ["DictionaryPageHeader"] = "1i 2i 3b",
        ["DataPageHeaderV2"] = "1i 2i 3i 4i 5i 6i 7b 8{Statistics}",
    };

    private static readonly Dictionary<string, ThriftShape> Made = [];

    private readonly Dictionary<int, Field> _fields = [];

    /// <summary>What a footer holds.</summary>
    public static ThriftShape Footer { get; } = Of("FileMetaData")!;

    /// <summary>What stands before a page.</summary>
    public static ThriftShape PageHeader { get; } = Of("PageHeader")!;

    /// <summary>Whether this is an element of the schema, whose fifth field says how many follow inside it.</summary>
    public bool IsSchemaElement { get; private init; }

    /// <summary>A field; null if it is not known.</summary>
    public Field? this[int id] => _fields.GetValueOrDefault(id);

    private static ThriftShape? Of(string name)
    {
        if (!Structs.TryGetValue(name, out string? text))
        {
            return null;
        }

        if (!Made.TryGetValue(name, out ThriftShape? shape))
        {
            Made[name] = shape = new ThriftShape { IsSchemaElement = name == "SchemaElement" };
            foreach (string field in text.Split(' '))
            {
                int end = field.AsSpan().IndexOfAnyExceptInRange('0', '9');
                shape._fields.Add(int.Parse(field[..end], System.Globalization.CultureInfo.InvariantCulture), Parse(field[end..]));
            }
        }

        return shape;
    }

    private static Field Parse(string text) => text[0] switch
    {
        '[' => text[1..^1] is [var letter] ? new(9, CodeOf(letter), null) : new(9, 12, Of(text[1..^1])),
        '{' => new(12, 0, Of(text[1..^1])),
        var letter => new(CodeOf(letter), 0, null),
    };

    // Booleans are two types, false and true.
    private static int CodeOf(char letter) => letter switch { 'b' => 1, 'y' => 3, 's' => 4, 'i' => 5, 'l' => 6, _ => 8 };

    /// <summary>A field.</summary>
    /// <param name="Type">Its type in the compact protocol.</param>
    /// <param name="Item">Of a list, the type of its elements.</param>
    /// <param name="Inside">The struct, or that of the elements; null if it is not looked into.</param>
    public sealed record Field(int Type, int Item, ThriftShape? Inside)
    {
        /// <summary>Whether it is of a type that a file says.</summary>
        public bool Is(int type) => type == Type || (Type == 1 && type == 2);
    }
}
