using System.Buffers.Binary;

namespace Norm.ML.Reliability.Files;

/// <summary>Numbers that lengths and counts are set to, in the ways that formats write them.</summary>
internal static class Extremes
{
    private static readonly long[] Values =
    [
        0, -1, int.MaxValue, int.MinValue, 1L << 31, 1L << 62, long.MaxValue, long.MinValue, 1, 2, 3, 127, 128, 255, 256, ushort.MaxValue, 1 << 16,
        1 << 20, 1 << 24, 1 << 28, 1 << 30, uint.MaxValue, 1L << 32, 1L << 33, 1L << 40, 1L << 56, (1L << 32) + 8, (1L << 61) + 1,
    ];

    private static readonly string[] Texts =
    [
        "0", "-1", "2147483647", "2147483648", "-2147483648", "4294967296", "4611686018427387904", "9223372036854775807", "9223372036854775808",
        "18446744073709551616", "99999999999999999999999999", "1e999", "-1e999", "1e-999", "0.5", "1.5e300", "00", "1", "2", "16777217", "NaN", "",
    ];

    /// <summary>One of them, or a number near the one that stands there.</summary>
    public static long Next(Random random, long there) =>
        random.Next(4) == 0 ? there + random.Next(-8, 9) : Values[random.Next(Values.Length)];

    public static string NextText(Random random) => Texts[random.Next(Texts.Length)];

    /// <summary>How many ways there are to set a place: <see cref="Set"/> takes one.</summary>
    public const int Ways = 4;

    /// <summary>Sets four or eight bytes, the lowest or the highest first.</summary>
    public static void Set(Span<byte> bytes, int at, int way, Random random)
    {
        Span<byte> place = bytes[at..];
        if (way < 2 || place.Length < sizeof(long))
        {
            if (place.Length < sizeof(int))
            {
                return;
            }

            int there = way % 2 == 0 ? BinaryPrimitives.ReadInt32LittleEndian(place) : BinaryPrimitives.ReadInt32BigEndian(place);
            int value = (int)Next(random, there);
            if (way % 2 == 0)
            {
                BinaryPrimitives.WriteInt32LittleEndian(place, value);
            }
            else
            {
                BinaryPrimitives.WriteInt32BigEndian(place, value);
            }
        }
        else if (way == 2)
        {
            BinaryPrimitives.WriteInt64LittleEndian(place, Next(random, BinaryPrimitives.ReadInt64LittleEndian(place)));
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(place, Next(random, BinaryPrimitives.ReadInt64BigEndian(place)));
        }
    }

    /// <summary>A number, seven bits to a byte.</summary>
    public static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 128; value >>= 7)
        {
            bytes.Add((byte)(value | 128));
        }

        return [.. bytes, (byte)value];
    }

    /// <summary>A number, seven bits to a byte, negative ones between the others.</summary>
    public static byte[] Zigzag(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));
}
