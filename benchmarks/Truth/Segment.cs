using System.Numerics;

namespace Norm.ML.Truth;

/// <summary>
/// The truth of floats that share a mean and a deviation, as integers: with <c>d = n x - sum(x)</c>,
/// <c>y = gamma d / sqrt(n sum(x^2) - sum(x)^2 + n^2 epsilon) + beta</c>; without a mean, <c>gamma x sqrt(n) / sqrt(sum(x^2) + n epsilon)</c>.
/// The root is cut after 512 bits, everything else is exact. UnitNorm: <c>x / sqrt(max(sum(x^2), epsilon^2))</c>. What 100 bits round without a doubt
/// is rounded by <see cref="Near"/>.
/// </summary>
internal sealed class Segment
{
    public const int Grid = -149; // floats are multiples of 2^-149

    private const int Bits = 512;

    private readonly BigInteger _n, _sum, _inverse;
    private readonly int _exponent; // of the inverse
    private readonly bool _subtractsMean;
    private readonly Near _near;

    /// <param name="x">The elements.</param>
    /// <param name="subtractsMean">Whether the norm subtracts the mean.</param>
    /// <param name="isLength">Whether elements are divided by their length, which is at least epsilon.</param>
    /// <param name="epsilon">The epsilon of the norm.</param>
    public Segment(ReadOnlySpan<float> x, bool subtractsMean, bool isLength, double epsilon)
    {
        _n = isLength ? 1 : x.Length;
        _subtractsMean = subtractsMean;
        (_sum, BigInteger squares) = ExactSums.Of(x);

        (BigInteger e, int exponent) = Split(epsilon);
        if (isLength)
        {
            (e, exponent) = (e * e, 2 * exponent);
        }

        BigInteger square = subtractsMean ? _n * squares - _sum * _sum : squares, added = e * (subtractsMean ? _n * _n : _n);
        int own = 2 * Grid, common = e.IsZero ? own : Math.Min(own, exponent);
        square <<= own - common;
        added = e.IsZero ? 0 : added << (exponent - common);
        square = isLength ? BigInteger.Max(square, added) : square + added;
        if (square.IsZero)
        {
            return;
        }

        // sqrt(n or 1) / sqrt(square * 2^common) = sqrt(factor * 2^shift / square) * 2^(-(shift + common) / 2)
        int shift = 2 * Bits + (int)square.GetBitLength();
        shift += (shift + common) & 1;
        _inverse = Root(((subtractsMean ? 1 : _n) << shift) / square);
        _exponent = -(shift + common) / 2;
        _near = subtractsMean ? Near.Of(_n, _sum, _inverse, _exponent) : Near.Of(1, 0, _inverse, _exponent);
    }

    /// <summary>The float nearest to y, ties to even.</summary>
    public float Nearest(float x, float gamma, float beta) => _near.TryRound(x, gamma, beta, out float y) ? y : NearestOfInteger(x, gamma, beta);

    private float NearestOfInteger(float x, float gamma, float beta)
    {
        Exact(x, gamma, beta, out BigInteger y, out int exponent, out int lost);
        if (y.IsZero)
        {
            return 0;
        }

        BigInteger size = BigInteger.Abs(y);
        int quantum = Math.Max((int)size.GetBitLength() - 24 + exponent, Grid), shift = quantum - exponent;
        BigInteger quotient = shift > 0 ? size >> shift : size << -shift;
        if (shift > 0)
        {
            BigInteger beyond = size - (quotient << shift) - (BigInteger.One << (shift - 1));
            bool tie = BigInteger.Abs(beyond).GetBitLength() <= lost;
            if (tie ? !quotient.IsEven : beyond.Sign > 0)
            {
                quotient++;
            }
        }

        return (float)Math.CopySign(Math.ScaleB((double)quotient, quantum), y.Sign);
    }

    /// <summary>|result - y| in units of 2^-23, given the natural scale.</summary>
    public double Error(float result, float x, float gamma, float beta, double scale)
    {
        if (!float.IsFinite(result))
        {
            return Nearest(x, gamma, beta) == result ? 0 : double.PositiveInfinity;
        }

        Exact(x, gamma, beta, out BigInteger y, out int exponent, out _);
        BigInteger r = Integer(result);
        BigInteger difference = exponent <= Grid ? y - (r << (Grid - exponent)) : (y << (exponent - Grid)) - r;
        return ToDouble(BigInteger.Abs(difference), Math.Min(exponent, Grid)) / (Math.Max(scale, 1.1754943508222875e-38) * 1.1920928955078125e-07);
    }

    /// <summary>y without beta, rounded to double.</summary>
    public double Scaled(float x, float gamma)
    {
        Exact(x, gamma, 0, out BigInteger y, out int exponent, out _);
        return y.Sign * ToDouble(BigInteger.Abs(y), exponent);
    }

    // y = mantissa * 2^exponent, of which the last bits are lost.
    private void Exact(float x, float gamma, float beta, out BigInteger y, out int exponent, out int lost)
    {
        BigInteger d = (_subtractsMean ? _n * Integer(x) - _sum : Integer(x)) * Integer(gamma);
        lost = d.IsZero || _inverse.IsZero ? 0 : (int)d.GetBitLength() + 4;
        y = d * _inverse;
        exponent = _exponent + 2 * Grid;
        if (y.IsZero)
        {
            exponent = Grid;
        }

        BigInteger b = Integer(beta);
        if (exponent <= Grid)
        {
            y += b << (Grid - exponent);
        }
        else
        {
            y = (y << (exponent - Grid)) + b;
            lost += exponent - Grid;
            exponent = Grid;
        }
    }

    public static double ToDouble(BigInteger value, int exponent)
    {
        int excess = Math.Max(0, (int)value.GetBitLength() - 64);
        return Math.ScaleB((double)(value >> excess), excess + exponent);
    }

    public static BigInteger Integer(float x)
    {
        int bits = BitConverter.SingleToInt32Bits(x), exponent = bits >> 23 & 0xFF, fraction = bits & 0x7FFFFF;
        BigInteger size = exponent == 0 ? fraction : (BigInteger)(fraction | 0x800000) << (exponent - 1);
        return bits < 0 ? -size : size;
    }

    private static (BigInteger Mantissa, int Exponent) Split(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value), fraction = bits & 0xFFFFFFFFFFFFF;
        int exponent = (int)(bits >> 52 & 0x7FF);
        return (exponent == 0 ? fraction : fraction | 1L << 52, Math.Max(exponent, 1) - 1075);
    }

    private static BigInteger Root(BigInteger n)
    {
        int bits = (int)n.GetBitLength();
        if (bits <= 50)
        {
            return (BigInteger)Math.Floor(Math.Sqrt((double)n));
        }

        int half = bits / 4;
        BigInteger x = Root(n >> (2 * half)) + 1 << half;
        while (true)
        {
            BigInteger next = (x + n / x) >> 1;
            if (next >= x)
            {
                return x;
            }

            x = next;
        }
    }
}
