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

    /// <summary>The float nearest to y, ties to even. Takes few comparisons where <paramref name="near"/> is near, and never many.</summary>
    /// <param name="x">The element.</param>
    /// <param name="gamma">Its scale, exactly.</param>
    /// <param name="beta">Its shift.</param>
    /// <param name="near">A float where the search begins. Where beta cancels all digits that two parts hold, the nearest is far from it.</param>
    public float Round(float x, DoubleDouble gamma, double beta, float near)
    {
        int sign = Compare(x, gamma, beta, 0);
        if (sign == 0)
        {
            return 0;
        }

        // Floats by their place in the order; the result is the first whose upper half-way point is not below y. It lies between low and high.
        long low = Place(near), high = low;
        for (long step = 1; IsAbove(high); step *= 2)
        {
            low = high + 1;
            high = Math.Min(high + step, Last);
        }

        for (long step = 1; low > -Last && !IsAbove(low - 1); step *= 2)
        {
            high = low - 1;
            low = Math.Max(low - step, -Last);
        }

        while (low < high)
        {
            long middle = low + (high - low) / 2;
            (low, high) = IsAbove(middle) ? (middle + 1, high) : (low, middle);
        }

        bool tie = low < Last && Compare(x, gamma, beta, Halfway(low)) == 0;
        float result = At(tie && (low & 1) != 0 ? low + 1 : low);
        return result == 0 ? MathF.CopySign(0, sign) : result;

        bool IsAbove(long place) => place < Last && Compare(x, gamma, beta, Halfway(place)) > 0;
    }

    private const long Last = 0x7F800000; // infinity; minus infinity is at -Last

    private static long Place(float x) => BitConverter.SingleToInt32Bits(MathF.Abs(x)) * (long)(x < 0 ? -1 : 1);

    private static float At(long place) => BitConverter.Int32BitsToSingle((int)Math.Abs(place)) * (place < 0 ? -1 : 1);

    // Between the float at a place and the one after it.
    private static double Halfway(long place) => (Wide(At(place)) + Wide(At(place + 1))) / 2;

    // Infinity stands for the number that follows the largest.
    private static double Wide(float x) => float.IsInfinity(x) ? Math.CopySign(3.4028236692093846e38, x) : x;

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
