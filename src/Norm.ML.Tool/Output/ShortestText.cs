using System.Buffers.Binary;
using System.Numerics;

namespace Norm.ML.Tool.Output;

/// <summary>
/// The text that <see cref="double.ToString()"/> has in the invariant culture, for numbers that it writes without an exponent: the fewest digits that
/// read back as the same double, and of those the nearest. Several times as fast, because numbers of this size need integers of 128 bits only.
/// </summary>
/// <remarks>
/// <para>A double is c 2^q. It is what every decimal number between the middles to its neighbours reads as. All three, times 4 10^e, are whole
/// numbers over 2^-q; e is such that the digits before the point are the 16 or 17 that may be needed. The result is the multiple of 10 in between, if
/// there is one, or the nearest whole number.</para>
/// <para>R. Giulietti, The Schubfach way to render doubles, 2020, has the proof, for all doubles and rounded powers. Here powers are exact.</para>
/// </remarks>
internal static class ShortestText
{
    private const double Least = 1e-4, Limit = 1e15;

    private const int MantissaBits = 52, ExponentBias = 1075;

    // Digits after the point are written at once, so many of them.
    private const int Block = 16;

    /// <summary>The length that the place for a number has at least. More is written there than the number takes.</summary>
    public const int Room = 40;

    // From 10^0: for every exponent q of doubles from Least to Limit.
    private static readonly UInt128[] Powers = [.. Enumerable.Range(0, 22).Select(e => (UInt128)BigInteger.Pow(10, e))];

    // From 10^0, those that 64 bits hold.
    private static readonly ulong[] Tens = [.. Powers.Take(20).Select(power => (ulong)power)];

    /// <summary>Writes a number, if it is of the sizes that are written here.</summary>
    /// <param name="value">The number.</param>
    /// <param name="destination">Receives it: <see cref="Room"/> bytes or more.</param>
    /// <returns>The bytes that were written; 0 for another number.</returns>
    public static int TryFormat(double value, Span<byte> destination)
    {
        double magnitude = Math.Abs(value);
        if (!(magnitude is >= Least and < Limit))
        {
            return 0;
        }

        int at = 0;
        if (value < 0)
        {
            destination[at++] = (byte)'-';
        }

        (ulong digits, int exponent) = Shortest(BitConverter.DoubleToUInt64Bits(magnitude));
        while (exponent < 0 && digits % 10 == 0)
        {
            (digits, exponent) = (digits / 10, exponent + 1);
        }

        // Integers of this size are doubles: no other double has the text of one, or a text beyond one.
        return at + Write((ulong)magnitude, digits, -exponent, destination[at..]);
    }

    // Digits times ten to an exponent, which is at most 0.
    private static (ulong Digits, int Exponent) Shortest(ulong bits)
    {
        ulong fraction = bits & ((1UL << MantissaBits) - 1), c = fraction | (1UL << MantissaBits);
        int shift = ExponentBias - (int)(bits >> MantissaBits);

        // The neighbour below a power of two is nearer.
        bool isPower = fraction == 0;

        // The floor of the logarithm of 2^q, or of 3/4 of it: as exact as these exponents need.
        int e = -((-shift * 1262611 - (isPower ? 524031 : 0)) >> 22);
        UInt128 power = Powers[e], scaled = power * (c << 2);
        ulong odd = c & 1;
        ulong lower = Divide(scaled - (isPower ? power : power << 1), shift) + odd, middle = Divide(scaled, shift),
            upper = Divide(scaled + (power << 1), shift) - odd;

        ulong ones = middle >> 2, tens = ones / 10;
        bool below = lower <= 40 * tens, above = 40 * tens + 40 <= upper;
        if (below != above)
        {
            return (tens + (above ? 1UL : 0), 1 - e);
        }

        (below, above) = (lower <= ones << 2, (ones << 2) + 4 <= upper);
        ulong half = (ones << 2) + 2;
        bool up = below != above ? above : middle > half || (middle == half && (ones & 1) == 1);
        return (ones + (up ? 1UL : 0), -e);
    }

    // The last bit is 1 where something is left over, so that what is compared afterwards is on the right side. Quotients have at most 64 bits.
    private static ulong Divide(UInt128 value, int shift)
    {
        ulong upper = (ulong)(value >> 64), lower = (ulong)value;
        return shift < 64
            ? (upper << (64 - shift)) | (lower >> shift) | (lower << (64 - shift) == 0 ? 0UL : 1UL)
            : (upper >> (shift - 64)) | (((upper & ((1UL << (shift - 64)) - 1)) | lower) == 0 ? 0UL : 1UL);
    }

    // Digits with so many of them after the point, and the number before it.
    private static int Write(ulong whole, ulong digits, int decimals, Span<byte> destination)
    {
        int length = 1;
        destination[0] = (byte)('0' + whole);
        if (whole > 9)
        {
            whole.TryFormat(destination, out length);
        }

        if (decimals == 0)
        {
            return length;
        }

        destination[length++] = (byte)'.';
        ulong fraction = whole == 0 ? digits : digits - whole * Tens[decimals];
        int first = decimals - Block;
        if (first <= 0)
        {
            WriteSixteen(fraction * Tens[-first], destination[length..]);
        }
        else
        {
            ulong upper = fraction / Tens[Block];
            WriteEight(upper * Tens[8 - first], destination[length..]);
            WriteSixteen(fraction - upper * Tens[Block], destination[(length + first)..]);
        }

        return length + decimals;
    }

    private static void WriteSixteen(ulong digits, Span<byte> destination)
    {
        WriteEight(digits / 100_000_000, destination);
        WriteEight(digits % 100_000_000, destination[8..]);
    }

    // Splits a number below 10^8 into two of four digits, four of two and eight of one, which are the bytes of a word, the first digit the lowest.
    private static void WriteEight(ulong digits, Span<byte> destination)
    {
        ulong fours = (digits / 10000) | (digits % 10000 << 32);
        ulong hundreds = (fours * 10486 >> 20) & 0x7F_0000_007F;
        ulong twos = hundreds | (fours - 100 * hundreds << 16);
        ulong tens = (twos * 103 >> 10) & 0xF_000F_000F_000F;
        BinaryPrimitives.WriteUInt64LittleEndian(destination, (tens | (twos - 10 * tens << 8)) + 0x3030_3030_3030_3030);
    }
}
