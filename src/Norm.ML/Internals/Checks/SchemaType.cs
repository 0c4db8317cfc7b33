using System.Text;

namespace Norm.ML.Internals.Checks;

/// <summary>The type of a column or annotation in ML.NET's binary format: a name, the length of what describes it, and that.</summary>
/// <param name="Name">The name of it, or of the elements' for a vector.</param>
/// <param name="Size">Bytes of a value; 0 for texts, booleans and other values that have none of their own.</param>
/// <param name="Length">Elements of a vector; 0 if they vary; null for a scalar.</param>
internal sealed record SchemaType(string Name, int Size, int? Length = null)
{
    private const string Text = "TextSpan", Boolean = "Boolean", OldBoolean = "DvBool";
    private const int DeepestNesting = 4;

    private static readonly Dictionary<string, int> Sizes = new(StringComparer.Ordinal)
    {
        ["SByte"] = 1,
        ["Byte"] = 1,
        ["Int16"] = 2,
        ["UInt16"] = 2,
        ["Int32"] = 4,
        ["UInt32"] = 4,
        ["Int64"] = 8,
        ["UInt64"] = 8,
        ["Single"] = 4,
        ["Double"] = 8,
        ["TimeSpan"] = 8,
        ["DvTimeSpan"] = 8,
        ["DateTime"] = 8,
        ["DvDateTime"] = 8,
        ["DateTimeOffset"] = 10,
        ["DvDateTimeZone"] = 10,
        ["RowId"] = 16,
        ["DataViewRowId"] = 16,
        [Text] = 0,
        [Boolean] = 0,
        [OldBoolean] = 0,
    };

    public static SchemaType Read(ref EntryCursor cursor) => Read(ref cursor, 0);

    private static SchemaType Read(ref EntryCursor cursor, int depth)
    {
        string name = cursor.Text();
        long length = cursor.Packed();
        if (length < 0 || length > cursor.Left || depth > DeepestNesting)
        {
            throw cursor.Wrong($"the type '{name}' is described by {length} bytes");
        }

        int left = cursor.Left;
        SchemaType type = name switch
        {
            "VBuffer" => Vector(ref cursor, Read(ref cursor, depth + 1)),
            "Key2" => Key(ref cursor, Read(ref cursor, depth + 1), old: false),
            "Key" => Key(ref cursor, Read(ref cursor, depth + 1), old: true),
            _ => Sizes.TryGetValue(name, out int size) ? new SchemaType(name, size) : throw cursor.Wrong($"the type '{name}' is not known"),
        };
        return left - cursor.Left == length ? type : throw cursor.Wrong($"the type '{name}' takes {left - cursor.Left} bytes, not {length}");
    }

    private static SchemaType Vector(ref EntryCursor cursor, SchemaType element)
    {
        if (element.Length is not null)
        {
            throw cursor.Wrong("a vector holds vectors");
        }

        int dimensions = cursor.Count(sizeof(int));
        long length = dimensions == 0 ? 0 : 1;
        for (int i = 0; i < dimensions; i++)
        {
            int size = cursor.Int32();
            length *= size;
            if (size < 0 || length > int.MaxValue)
            {
                throw cursor.Wrong($"a vector has {length} elements");
            }
        }

        return element with { Length = (int)length };
    }

    private static SchemaType Key(ref EntryCursor cursor, SchemaType element, bool old)
    {
        if (element is not { Length: null, Name: "Byte" or "UInt16" or "UInt32" or "UInt64" })
        {
            throw cursor.Wrong($"keys are of type '{element.Name}'");
        }

        if (old)
        {
            cursor.Take(sizeof(bool) + sizeof(ulong));
        }

        long count = old ? cursor.Int32() : cursor.Int64();
        ulong most = element.Size == 8 ? ulong.MaxValue : (1UL << (8 * element.Size)) - 1;
        return (count != 0 || old) && (!old || count >= 0) && (ulong)count <= most ? element
            : throw cursor.Wrong($"there are {(ulong)count} keys of type '{element.Name}'");
    }

    /// <summary>Checks values against what they are said to be.</summary>
    public void CheckValues(ref EntryCursor cursor, int count)
    {
        if (Length is { } length)
        {
            CheckVectors(ref cursor, count, length);
        }
        else if (Name == Text)
        {
            CheckTexts(ref cursor, count);
        }
        else
        {
            cursor.Take(Name == Boolean ? (count + 7L) / 8 : Name == OldBoolean ? (count + 15L) / 16 * 4 : (long)Size * count);
        }
    }

    // How many vectors; their length, or 0 and all lengths; how many elements each names, -1 for all; how many indices, and these; the elements.
    private void CheckVectors(ref EntryCursor cursor, int count, int length)
    {
        if (cursor.Int32() is var vectors && vectors != count)
        {
            throw cursor.Wrong($"it has {vectors} vectors, not {count}");
        }

        int size = cursor.Int32();
        if (size < 0 || (length > 0 && size != length))
        {
            throw cursor.Wrong($"its vectors have {size} elements, not {length}");
        }

        var lengths = new EntryCursor(size == 0 ? cursor.Take(sizeof(int) * (long)count) : default, "lengths");
        var counts = new EntryCursor(cursor.Take(sizeof(int) * (long)count), "counts");
        int indices = cursor.Count(sizeof(int));
        var index = new EntryCursor(cursor.Take(sizeof(int) * (long)indices), "indices");
        long elements = 0;
        for (int i = 0; i < count; i++)
        {
            int whole = size > 0 ? size : lengths.Int32(), named = counts.Int32();
            if (whole < 0 || named < -1 || (named >= whole && named > 0) || named * 4L > index.Left)
            {
                throw cursor.Wrong($"a vector of {whole} elements names {named}, with {index.Left / 4} indices");
            }

            elements += named < 0 ? whole : named;
            for (int k = 0, last = -1; k < named; k++)
            {
                int at = index.Int32();
                if (at <= last || at >= whole)
                {
                    throw cursor.Wrong($"a vector of {whole} elements names element {at} after {last}");
                }

                last = at;
            }
        }

        // No element takes less than a bit.
        if (index.Left > 0 || elements > 8L * cursor.Left + 8)
        {
            throw cursor.Wrong($"it claims {elements} elements where {cursor.Left} bytes are left");
        }

        (this with { Length = null }).CheckValues(ref cursor, (int)elements);
    }

    // How many; where each ends, in characters; all of them in one.
    private static void CheckTexts(ref EntryCursor cursor, int count)
    {
        if (cursor.Count(sizeof(int)) is var texts && texts != count)
        {
            throw cursor.Wrong($"it has {texts} texts, not {count}");
        }

        int last = 0;
        for (int i = 0; i < count; i++)
        {
            // The highest bit marks a missing text.
            int end = cursor.Int32() & int.MaxValue;
            if (end < last)
            {
                throw cursor.Wrong($"a text ends at {end}, before the one ahead of it");
            }

            last = end;
        }

        int length = Encoding.UTF8.GetCharCount(cursor.Take(cursor.Packed()));
        if (length != last)
        {
            throw cursor.Wrong($"its texts have {length} characters, not {last}");
        }
    }
}
