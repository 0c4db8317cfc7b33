using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Norm.ML.Tests.Onnx;

/// <summary>The wire format of Protocol Buffers: numbered fields, one after the other.</summary>
static class Protobuf
{
    public static List<ProtobufField> Read(ReadOnlyMemory<byte> message)
    {
        var fields = new List<ProtobufField>();
        while (!message.IsEmpty)
        {
            ulong tag = Varint(ref message);
            int number = (int)(tag >> 3);
            fields.Add((tag & 7) switch
            {
                0 => new(number, (long)Varint(ref message), default),
                1 => new(number, 0, Take(ref message, 8)),
                2 => new(number, 0, Take(ref message, (int)Varint(ref message))),
                5 => new(number, 0, Take(ref message, 4)),
                _ => throw new InvalidDataException($"Field {number} has wire type {tag & 7}."),
            });
        }

        return fields;
    }

    public static ulong Varint(ref ReadOnlyMemory<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Take(ref bytes, 1).Span[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }

    static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> bytes, int count)
    {
        ReadOnlyMemory<byte> taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }
}

/// <summary>One field: its number, and what it holds read in whichever way its reader expects.</summary>
sealed record ProtobufField(int Number, long Integer, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    public float Float => BinaryPrimitives.ReadSingleLittleEndian(Bytes.Span);

    /// <summary>One number, or several that are packed.</summary>
    public float[] Floats => MemoryMarshal.Cast<byte, float>(Bytes.Span).ToArray();

    /// <summary>One number, or several that are packed.</summary>
    public long[] Integers
    {
        get
        {
            if (Bytes.IsEmpty)
                return [Integer];

            var values = new List<long>();
            for (ReadOnlyMemory<byte> rest = Bytes; !rest.IsEmpty;)
                values.Add((long)Protobuf.Varint(ref rest));
            return [.. values];
        }
    }
}
