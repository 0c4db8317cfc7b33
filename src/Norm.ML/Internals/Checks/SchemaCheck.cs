using System.Buffers.Binary;
using System.IO.Compression;

namespace Norm.ML.Internals.Checks;

/// <summary>
/// The entry that holds the input schema, a file of ML.NET's binary format without rows: a header of 256 bytes, a table of columns (name, type, and
/// where their annotations lie), tables of annotations (kind, type, and where the value lies) and the packed values.
/// </summary>
internal static class SchemaCheck
{
    /// <summary>Where the header says where the closing mark begins, and the bytes of that mark.</summary>
    public const int EndPlace = 32, MarkBytes = 8;

    private const int HeaderBytes = 256;

    private static ReadOnlySpan<byte> Mark => "CML\0DVB\0"u8;
    private static ReadOnlySpan<byte> ClosingMark => "\0BVD\0LMC"u8;

    /// <exception cref="ModelFormatException">It is damaged, or its values have more bytes than the limit when they are unpacked.</exception>
    public static void Run(ReadOnlySpan<byte> bytes, string path, long maximumBytes, string limitName)
    {
        string place = $"its entry '{path}', the input schema, is damaged";
        var cursor = new EntryCursor(bytes, place);
        if (bytes.Length < HeaderBytes + ClosingMark.Length || !bytes.StartsWith(Mark))
        {
            throw cursor.Wrong("it does not begin with the header of one");
        }

        long table = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]), end = BinaryPrimitives.ReadInt64LittleEndian(bytes[EndPlace..]);
        long rows = BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]);
        int columns = BinaryPrimitives.ReadInt32LittleEndian(bytes[48..]);
        if (end != bytes.Length - ClosingMark.Length || !bytes[(int)end..].SequenceEqual(ClosingMark))
        {
            throw cursor.Wrong($"it ends at byte {bytes.Length}, its header says {end} and a closing mark");
        }

        if (rows != 0)
        {
            throw cursor.Wrong($"it claims {rows} rows; a schema has none");
        }

        if (columns < 0 || columns > bytes.Length)
        {
            throw cursor.Wrong($"it claims {columns} columns in {bytes.Length} bytes");
        }

        if (columns == 0)
        {
            return;
        }

        ReadOnlySpan<byte> body = bytes[..(int)end];
        var toc = new EntryCursor(From(body, table, place), place);
        for (int column = 0; column < columns; column++)
        {
            string name = toc.Text();
            SchemaType.Read(ref toc);
            CheckPacking(toc.Byte(), toc);
            if (toc.Packed() is < 0 or > int.MaxValue)
            {
                throw toc.Wrong($"column '{name}' has blocks of too many rows");
            }

            toc.Int64(); // where blocks of rows would be listed
            long annotations = toc.Int64();
            if (annotations != 0)
            {
                CheckAnnotations(body, annotations, name, place, limitName, ref maximumBytes);
            }
        }
    }

    private static void CheckAnnotations(ReadOnlySpan<byte> body, long at, string column, string place, string limitName, ref long maximumBytes)
    {
        var toc = new EntryCursor(From(body, at, place), $"{place} at the annotations of column '{column}'");
        long count = toc.Packed();
        if (count is < 1 || count > toc.Left)
        {
            throw toc.Wrong($"it claims {count} of them");
        }

        var kinds = new HashSet<string>(StringComparer.Ordinal);
        for (long i = 0; i < count; i++)
        {
            string kind = toc.Text();
            if (kind.Length == 0 || !kinds.Add(kind))
            {
                throw toc.Wrong($"one is called '{kind}', which is empty or there twice");
            }

            SchemaType type = SchemaType.Read(ref toc);
            byte packing = toc.Byte();
            CheckPacking(packing, toc);
            long start = toc.Int64(), length = toc.Packed();
            ReadOnlySpan<byte> packed = From(body, start, place);
            if (length < 1 || length > packed.Length)
            {
                throw toc.Wrong($"the value of '{kind}' has {length} bytes where {packed.Length} are left");
            }

            byte[] value = Unpack(packed[..(int)length], packing, maximumBytes, limitName, toc);
            maximumBytes -= value.Length;
            var cursor = new EntryCursor(value, $"{place} at the annotation '{kind}' of column '{column}'");
            type.CheckValues(ref cursor, 1);
            cursor.End();
        }
    }

    private static ReadOnlySpan<byte> From(ReadOnlySpan<byte> body, long start, string place) =>
        start >= HeaderBytes && start <= body.Length ? body[(int)start..]
        : throw new ModelFormatException($"{place}: a part begins at byte {start} of {body.Length}.");

    // 0: as it is; 1: deflated.
    private static void CheckPacking(byte packing, in EntryCursor toc)
    {
        if (packing > 1)
        {
            throw toc.Wrong($"values are packed in the way {packing}, which is not known");
        }
    }

    private static byte[] Unpack(ReadOnlySpan<byte> packed, byte packing, long maximumBytes, string limitName, in EntryCursor toc)
    {
        if (packing == 0)
        {
            return packed.ToArray();
        }

        using var deflated = new DeflateStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        using var value = new MemoryStream();
        byte[] buffer = new byte[4096];
        while (deflated.Read(buffer) is var count and > 0)
        {
            value.Write(buffer, 0, count);
            if (value.Length > maximumBytes)
            {
                throw toc.Wrong($"a value has more than {maximumBytes} bytes, the limit that is left ({limitName})");
            }
        }

        return value.ToArray();
    }
}
