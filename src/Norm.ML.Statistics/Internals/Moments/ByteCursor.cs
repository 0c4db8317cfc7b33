using System.Buffers.Binary;
using System.Text;

namespace Norm.ML.Internals.Moments;

/// <summary>Reads numbers from bytes and refuses to read beyond them.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes, string place)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _left = bytes;

    public readonly int Left => _left.Length;

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0
            || count > _left.Length)
        {
            throw new StatisticsFormatException($"{place} ends too early: {count} bytes are needed where {_left.Length} are left.");
        }

        ReadOnlySpan<byte> taken = _left[..(int)count];
        _left = _left[(int)count..];
        return taken;
    }

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public string Text(int maximum)
    {
        int length = Int32();
        if (length < 0
            || length > maximum)
        {
            throw new StatisticsFormatException($"{place} holds a text of {length} bytes; at most {maximum} are possible.");
        }

        try
        {
            return Strict.GetString(Take(length));
        }
        catch (DecoderFallbackException)
        {
            throw new StatisticsFormatException($"{place} holds a text that is not UTF-8.");
        }
    }

    public readonly void End()
    {
        if (_left.Length > 0)
        {
            throw new StatisticsFormatException($"{place} has {_left.Length} bytes too many.");
        }
    }
}
