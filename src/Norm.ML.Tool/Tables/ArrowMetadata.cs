using System.Buffers.Binary;

namespace Norm.ML.Tool.Tables;

/// <summary>
/// What a message or the footer of an Arrow file says of itself: that its lists are no longer than it is. The library takes memory for what a list
/// claims, so that they are checked first. Metadata is FlatBuffers: tables of offsets.
/// </summary>
/// <param name="bytes">The metadata.</param>
internal readonly ref struct ArrowMetadata(ReadOnlySpan<byte> bytes)
{
    private const int OffsetBytes = 4, NodeBytes = 16, BufferBytes = 16, BlockBytes = 24, CountBytes = 8, TypeIdBytes = 4, UnionType = 14;

    // Of columns in columns; what no file has is not followed further.
    private const int Deepest = 64;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Checks a message: a schema, a dictionary or a record batch.</summary>
    /// <exception cref="InvalidDataException">A list claims more than there is.</exception>
    public void CheckMessage()
    {
        int root = Follow(0), type = Field(root, 1) is > 0 and var at ? _bytes[at] : 0, header = Table(root, 2);
        switch (type)
        {
            case 1: CheckSchema(header); break;
            case 2: CheckBatch(Table(header, 1)); break;
            case 3: CheckBatch(header); break;
        }
    }

    /// <summary>Checks a footer.</summary>
    /// <exception cref="InvalidDataException">A list claims more than there is.</exception>
    public void CheckFooter()
    {
        int root = Follow(0);
        CheckSchema(Table(root, 1));
        CheckList(root, 2, BlockBytes);
        CheckList(root, 3, BlockBytes);
        CheckList(root, 4, OffsetBytes);
    }

    private void CheckSchema(int schema)
    {
        CheckList(schema, 2, OffsetBytes);
        CheckFields(schema, 1, 0);
    }

    private void CheckFields(int table, int index, int depth)
    {
        (int first, int count) = CheckList(table, index, OffsetBytes);
        if (depth > Deepest)
        {
            throw new InvalidDataException($"columns are nested more than {Deepest} deep.");
        }

        for (int i = 0; i < count; i++)
        {
            int field = Follow(first + OffsetBytes * i);
            CheckList(field, 0, 1); // the name
            CheckList(field, 6, OffsetBytes);
            if (Field(field, 2) is > 0 and var type && _bytes[type] == UnionType)
            {
                CheckList(Table(field, 3), 1, TypeIdBytes);
            }

            CheckFields(field, 5, depth + 1);
        }
    }

    private void CheckBatch(int batch)
    {
        CheckList(batch, 1, NodeBytes);
        CheckList(batch, 2, BufferBytes);
        CheckList(batch, 4, CountBytes);
    }

    // Where a list begins, and how many elements it has; none where the table has no such field.
    private (int First, int Count) CheckList(int table, int index, int elementBytes)
    {
        int place = table == 0 ? 0 : Field(table, index);
        if (place == 0)
        {
            return (0, 0);
        }

        int list = Follow(place), first = list + OffsetBytes;
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(_bytes[list..]);
        return count * (ulong)elementBytes <= (ulong)(_bytes.Length - first) ? (first, (int)count)
            : throw new InvalidDataException($"a list claims {count} elements, which its message of {_bytes.Length} bytes does not have.");
    }

    private int Table(int table, int index) => table == 0 ? 0 : Field(table, index) is > 0 and var place ? Follow(place) : 0;

    // Where the field of a table is; 0 where it is left out.
    private int Field(int table, int index)
    {
        int offsets = table - BinaryPrimitives.ReadInt32LittleEndian(_bytes[table..]), slot = 2 * sizeof(ushort) + sizeof(ushort) * index;
        int offset = slot < BinaryPrimitives.ReadUInt16LittleEndian(_bytes[offsets..])
            ? BinaryPrimitives.ReadUInt16LittleEndian(_bytes[(offsets + slot)..]) : 0;
        return offset == 0 ? 0 : table + offset;
    }

    private int Follow(int place) => checked(place + (int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes[place..]));
}
