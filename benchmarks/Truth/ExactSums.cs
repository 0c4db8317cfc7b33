using System.Numerics;

namespace Norm.ML.Truth;

/// <summary>The sums of floats and of their squares, exactly, in multiples of 2^-149 and 2^-298. Numbers of one exponent are added first.</summary>
internal static class ExactSums
{
    private const int Exponents = 256;

    public static (BigInteger Sum, BigInteger Squares) Of(ReadOnlySpan<float> x)
    {
        Span<long> sums = stackalloc long[Exponents]; // of 24 bits each, and there are less than 2^31 of them
        Span<UInt128> squares = stackalloc UInt128[Exponents];
        sums.Clear();
        squares.Clear();
        foreach (float value in x)
        {
            int bits = BitConverter.SingleToInt32Bits(value), exponent = bits >> 23 & 0xFF;
            long fraction = bits & 0x7FFFFF;
            long integer = exponent == 0 ? fraction : fraction | 0x800000;
            sums[exponent] += bits < 0 ? -integer : integer;
            squares[exponent] += (ulong)(integer * integer);
        }

        BigInteger sum = 0, ofSquares = 0;
        for (int e = 0; e < Exponents; e++)
        {
            if (squares[e] != 0)
            {
                int shift = Math.Max(0, e - 1);
                sum += (BigInteger)sums[e] << shift;
                ofSquares += (BigInteger)squares[e] << (2 * shift);
            }
        }

        return (sum, ofSquares);
    }
}
