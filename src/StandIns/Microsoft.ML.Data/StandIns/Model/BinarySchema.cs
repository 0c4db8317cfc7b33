using System.Text;

namespace Microsoft.ML.StandIns;

/// <summary>
/// A schema as ML.NET's binary data format writes a view without rows: a header of 256 bytes, the annotations of each column, a table
/// of contents that describes the columns, a tail mark.
/// </summary>
internal static class BinarySchema
{
    private const int HeaderSize = 256;
    private const ulong Signature = 0x00425644004C4D43;
    private const ulong TailSignature = 0x434D4C0044564200;
    private const ulong CurrentVersion = 0x0001000100010006;
    private const ulong OldestVersion = 0x0001000100010004;

    public static void Write(Stream stream, DataViewSchema schema)
    {
        DataViewSchema.Column[] columns = [.. schema.Where(column => BinaryType.IsSavable(column.Type))];
        if (columns.Length == 0)
            throw new InvalidOperationException("No valid columns to save");
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(new byte[HeaderSize]);
        long[] annotations = [.. columns.Select(column => BinaryAnnotations.Write(writer, column))];
        long contents = writer.BaseStream.Position;
        for (int i = 0; i < columns.Length; i++)
        {
            writer.Write(columns[i].Name);
            BinaryType.Write(writer, columns[i].Type);
            writer.Write((byte)BinaryAnnotations.Deflate);
            writer.Write7BitEncodedInt64(1);
            writer.Write((long)HeaderSize);
            writer.Write(annotations[i]);
        }
        long tail = writer.BaseStream.Position;
        writer.Write(TailSignature);
        writer.BaseStream.Position = 0;
        writer.Write(Signature);
        writer.Write(CurrentVersion);
        writer.Write(CurrentVersion);
        writer.Write(contents);
        writer.Write(tail);
        writer.Write(0L);
        writer.Write(columns.Length);
        writer.Flush();
        stream.Position = stream.Length;
    }

    public static DataViewSchema Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            return Read(reader);
        }
        catch (Exception damage) when (damage is IOException or InvalidDataException or ArgumentException or OverflowException)
        {
            throw new FormatException("The model's input schema is damaged.", damage);
        }
    }

    private static DataViewSchema Read(BinaryReader reader)
    {
        long length = reader.BaseStream.Length;
        Require(length >= HeaderSize && reader.ReadUInt64() == Signature, "it is no binary data view");
        ulong version = reader.ReadUInt64();
        ulong readableFrom = reader.ReadUInt64();
        Require(readableFrom <= version && readableFrom is >= OldestVersion and <= CurrentVersion, $"its version is {version:x16}");
        long contents = reader.ReadInt64();
        long tail = reader.ReadInt64();
        reader.ReadInt64();
        int count = reader.ReadInt32();
        Require(tail >= HeaderSize && tail <= length - sizeof(ulong) && count >= 0, "its header is damaged");
        reader.BaseStream.Position = tail;
        Require(reader.ReadUInt64() == TailSignature, "its tail mark is damaged");
        Require(count == 0 || (contents >= HeaderSize && contents <= tail), "its header is damaged");

        var builder = new DataViewSchema.Builder();
        reader.BaseStream.Position = contents;
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            var type = BinaryType.ReadOrNull(reader);
            reader.ReadByte();
            reader.Read7BitEncodedInt64();
            reader.ReadInt64();
            long annotations = reader.ReadInt64();
            if (type == null)
                continue;
            long next = reader.BaseStream.Position;
            builder.AddColumn(name, type, BinaryAnnotations.ReadOrNull(reader, annotations, tail));
            reader.BaseStream.Position = next;
        }
        return builder.ToSchema();
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new FormatException($"The model's input schema cannot be read: {otherwise}.");
    }
}
