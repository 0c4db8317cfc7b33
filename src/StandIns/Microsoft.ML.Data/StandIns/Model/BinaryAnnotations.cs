using System.IO.Compression;
using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>
/// A column's annotations in ML.NET's binary format: a block of bytes for each value, deflated where that makes it smaller, then a
/// table of kind, type, compression, position and size.
/// </summary>
internal static class BinaryAnnotations
{
    public const int Deflate = 1;
    private const int Plain = 0;
    private const int LargestBlock = 1 << 26;

    /// <returns>Where the table starts, zero if there are no annotations that can be saved.</returns>
    public static long Write(BinaryWriter writer, DataViewSchema.Column column)
    {
        var table = new List<(DataViewSchema.Column Annotation, int Compression, long Position, long Size)>();
        foreach (DataViewSchema.Column annotation in column.Annotations.Schema)
        {
            if (annotation.IsHidden || !BinaryValue.IsSavable(annotation.Type))
                continue;
            byte[] value = BinaryValue.Write(column.Annotations, annotation);
            byte[] deflated = Deflated(value);
            bool deflate = deflated.Length < value.Length;
            long position = writer.BaseStream.Position;
            writer.Write(deflate ? deflated : value);
            writer.Flush();
            table.Add((annotation, deflate ? Deflate : Plain, position, writer.BaseStream.Position - position));
        }
        if (table.Count == 0)
            return 0;
        long start = writer.BaseStream.Position;
        writer.Write7BitEncodedInt64(table.Count);
        foreach (var (annotation, compression, position, size) in table)
        {
            writer.Write(annotation.Name);
            BinaryType.Write(writer, annotation.Type);
            writer.Write((byte)compression);
            writer.Write(position);
            writer.Write7BitEncodedInt64(size);
        }
        writer.Flush();
        return start;
    }

    public static DataViewSchema.Annotations ReadOrNull(BinaryReader reader, long start, long limit)
    {
        if (start == 0)
            return null;
        Require(start > 0 && start <= limit);
        reader.BaseStream.Position = start;
        long count = reader.Read7BitEncodedInt64();
        Require(count > 0 && count <= limit - start);
        var builder = new DataViewSchema.Annotations.Builder();
        for (long i = 0; i < count; i++)
        {
            string kind = reader.ReadString();
            DataViewType type = BinaryType.ReadOrNull(reader);
            int compression = reader.ReadByte();
            long position = reader.ReadInt64();
            long size = reader.Read7BitEncodedInt64();
            Require(position > 0 && size > 0 && position <= limit && size <= limit - position);
            if (type == null || compression > Deflate || !BinaryValue.IsSavable(type))
                continue;
            long next = reader.BaseStream.Position;
            reader.BaseStream.Position = position;
            byte[] block = reader.ReadBytes((int)size);
            builder.Add(kind, type, BinaryValue.Read(compression == Deflate ? Inflated(block) : block, type));
            reader.BaseStream.Position = next;
        }
        return builder.ToAnnotations();
    }

    private static byte[] Deflated(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionMode.Compress, leaveOpen: true))
            deflate.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Inflated(byte[] bytes)
    {
        using var deflate = new DeflateStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[1 << 12];
        for (int read; (read = deflate.Read(buffer)) > 0;)
        {
            plain.Write(buffer, 0, read);
            Require(plain.Length <= LargestBlock);
        }
        return plain.ToArray();
    }

    private static void Require(bool holds)
    {
        if (!holds)
            throw new FormatException("The annotations of the model's input schema are damaged.");
    }
}
