using System.Buffers.Binary;
using System.Text;

namespace Norm.ML.Internals.Checks;

/// <summary>Reads the numbers and texts of a model's entry and never beyond its end.</summary>
internal ref struct EntryCursor(ReadOnlySpan<byte> bytes, string place)
{
    private ReadOnlySpan<byte> _left = bytes;

    public readonly int Left => _left.Length;

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _left.Length)
        {
            throw Wrong($"{count} bytes are needed where {_left.Length} are left");
        }

        ReadOnlySpan<byte> taken = _left[..(int)count];
        _left = _left[(int)count..];
        return taken;
    }

    public byte Byte() => Take(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>A whole number that is not negative, seven bits to a byte, the low ones first.</summary>
    public long Packed()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = Byte();
            if (shift > 56)
            {
                throw Wrong("it holds a number that is too large");
            }

            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return (long)value;
            }
        }
    }

    public string Text() => Encoding.UTF8.GetString(Take(Packed()));

    /// <summary>A count of things that take so many bytes each: no more than there are bytes for.</summary>
    public int Count(int size)
    {
        int count = Int32();
        if (count < 0 || count > _left.Length / size)
        {
            throw Wrong($"it claims {count} values where {_left.Length} bytes are left");
        }

        return count;
    }

    public readonly void End()
    {
        if (_left.Length > 0)
        {
            throw Wrong($"it has {_left.Length} bytes too many");
        }
    }

    public readonly ModelFormatException Wrong(string reason) => new($"{place}: {reason}.");
}
