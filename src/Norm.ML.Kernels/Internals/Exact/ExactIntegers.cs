using System.Numerics;
using Norm.ML.Internals.Reference;

namespace Norm.ML.Internals.Exact;

/// <summary>
/// The statistics of a row as integers: with <c>d = n x - sum(x)</c>, y is <c>gamma d / sqrt(n sum(x^2) - sum(x)^2 + n^2 epsilon) + beta</c>;
/// without a mean, <c>gamma x / sqrt((sum(x^2) + n epsilon) / n) + beta</c>; of UnitNorm, <c>x / sqrt(max(sum(x^2), epsilon^2))</c>.
/// </summary>
internal sealed class ExactIntegers
{
    private readonly BigInteger _n, _sum;
    private readonly Binary _square; // under the root
    private readonly bool _subtractMean;

    public ExactIntegers(ReadOnlySpan<float> x, ExactFormula formula)
    {
        _n = formula.Count(x.Length);
        _subtractMean = formula.SubtractsMean;
        BigInteger squares = 0;
        foreach (float value in x)
        {
            BigInteger integer = Integer(value);
            _sum += integer;
            squares += integer * integer;
        }

        Binary ofSquares = new(squares, 2 * Grid), epsilon = Binary.Of(formula.Epsilon);
        _square = formula.IsLength ? Binary.Max(ofSquares, epsilon * epsilon)
            : _subtractMean ? new Binary(_n * squares - _sum * _sum, 2 * Grid) + new Binary(_n * _n, 0) * epsilon
            : ofSquares + new Binary(_n, 0) * epsilon;
    }

    private const int Grid = -149; // floats are multiples of 2^-149

    private static BigInteger Integer(float x)
    {
        int bits = BitConverter.SingleToInt32Bits(x), exponent = bits >> 23 & 0xFF, fraction = bits & 0x7FFFFF;
        BigInteger size = exponent == 0 ? fraction : (BigInteger)(fraction | 0x800000) << (exponent - 1);
        return bits < 0 ? -size : size;
    }

    /// <param name="x">The element.</param>
    /// <param name="gamma">Its scale, exactly.</param>
    /// <param name="beta">Its shift.</param>
    /// <param name="near">A float that is the nearest, or next to it.</param>
    public float Round(float x, DoubleDouble gamma, double beta, float near)
    {
        int sign = Compare(x, gamma, beta, 0);
        if (sign == 0)
        {
            return 0;
        }

        while (true)
        {
            float above = float.IsPositiveInfinity(near) ? near : MathF.BitIncrement(near);
            float below = float.IsNegativeInfinity(near) ? near : MathF.BitDecrement(near);
            int up = float.IsPositiveInfinity(near) ? -1 : Compare(x, gamma, beta, Halfway(near, above));
            int down = float.IsNegativeInfinity(near) ? 1 : Compare(x, gamma, beta, Halfway(below, near));
            if (up > 0 || (up == 0 && IsOdd(near)))
            {
                near = above;
            }
            else if (down < 0 || (down == 0 && IsOdd(near)))
            {
                near = below;
            }
            else
            {
                return near == 0 ? MathF.CopySign(0, sign) : near;
            }

            if (up == 0 || down == 0)
            {
                return near == 0 ? MathF.CopySign(0, sign) : near;
            }
        }
    }

    private static double Halfway(float below, float above) => (Wide(below) + Wide(above)) / 2;

    // Infinity stands for the number that follows the largest.
    private static double Wide(float x) => float.IsInfinity(x) ? Math.CopySign(3.4028236692093846e38, x) : x;

    private static bool IsOdd(float x) => (BitConverter.SingleToInt32Bits(x) & 1) != 0;

    /// <summary>The sign of y - <paramref name="limit"/>.</summary>
    public int Compare(float x, DoubleDouble gamma, double beta, double limit)
    {
        Binary scale = Binary.Of(gamma.High) + Binary.Of(gamma.Low), rest = Binary.Of(limit) + -Binary.Of(beta);
        Binary top = scale * new Binary(_subtractMean ? _n * Integer(x) - _sum : Integer(x), Grid);
        if (_square.Sign == 0) // no deviation and no epsilon: y is beta
        {
            return -rest.Sign;
        }

        if (top.Sign != rest.Sign)
        {
            return top.Sign.CompareTo(rest.Sign);
        }

        Binary square = _subtractMean ? top * top : top * top * new Binary(_n, 0);
        return (square + -(rest * rest * _square)).Sign * top.Sign;
    }

    /// <summary>An integer times a power of two.</summary>
    private readonly struct Binary(BigInteger mantissa, int exponent)
    {
        private readonly BigInteger _mantissa = mantissa;
        private readonly int _exponent = exponent;

        public int Sign => _mantissa.Sign;

        public static Binary Of(double value)
        {
            long bits = BitConverter.DoubleToInt64Bits(value), fraction = bits & 0xFFFFFFFFFFFFF;
            int exponent = (int)(bits >> 52 & 0x7FF);
            BigInteger size = exponent == 0 ? fraction : fraction | 1L << 52;
            return new(bits < 0 ? -size : size, Math.Max(exponent, 1) - 1075);
        }

        public static Binary Max(Binary a, Binary b) => (a + -b).Sign < 0 ? b : a;

        public static Binary operator -(Binary a) => new(-a._mantissa, a._exponent);

        public static Binary operator +(Binary a, Binary b)
        {
            int exponent = Math.Min(a._exponent, b._exponent);
            return new((a._mantissa << (a._exponent - exponent)) + (b._mantissa << (b._exponent - exponent)), exponent);
        }

        public static Binary operator *(Binary a, Binary b) => new(a._mantissa * b._mantissa, a._exponent + b._exponent);
    }
}
