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

    // From 10^0: for every exponent q of doubles from Least to Limit.
    private static readonly UInt128[] Powers = [.. Enumerable.Range(0, 22).Select(e => (UInt128)BigInteger.Pow(10, e))];

    /// <summary>Writes a number, if it is of the sizes that are written here.</summary>
    /// <param name="value">The number.</param>
    /// <param name="destination">Receives it: 24 bytes or more.</param>
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

        return at + Write(digits, -exponent, destination[at..]);
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

    // The last bit is 1 where something is left over, so that what is compared afterwards is on the right side.
    private static ulong Divide(UInt128 value, int shift)
    {
        UInt128 quotient = value >> shift;
        return (ulong)quotient | (quotient << shift == value ? 0UL : 1UL);
    }

    // Digits with so many of them after the point.
    private static int Write(ulong digits, int decimals, Span<byte> destination)
    {
        if (decimals == 0)
        {
            digits.TryFormat(destination, out int whole);
            return whole;
        }

        digits.TryFormat(destination[1..], out int count);
        int point = count - decimals;
        if (point > 0)
        {
            destination.Slice(1, point).CopyTo(destination);
            destination[point] = (byte)'.';
            return count + 1;
        }

        destination.Slice(1, count).CopyTo(destination[(2 - point)..]);
        destination[..(2 - point)].Fill((byte)'0');
        destination[1] = (byte)'.';
        return 2 - point + count;
    }
}
