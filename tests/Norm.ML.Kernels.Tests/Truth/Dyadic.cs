using System.Numerics;

namespace Norm.ML.Kernels.Tests.Truth;

/// <summary>An exact number <c>mantissa * 2^exponent</c>. Sums and products are exact; quotients and roots have as many bits as asked for.</summary>
internal readonly struct Dyadic(BigInteger mantissa, int exponent)
{
    public BigInteger Mantissa => mantissa;
    public int Exponent => exponent;

    public bool IsZero => Mantissa.IsZero;

    /// <summary>The number is less than <c>2^Magnitude</c> and at least half of that.</summary>
    public int Magnitude => (int)BigInteger.Abs(Mantissa).GetBitLength() + Exponent;

    public static implicit operator Dyadic(int value) => new(value, 0);

    public static Dyadic From(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "Only finite numbers are dyadic.");
        }

        (long m, int e) = Split(value);
        return new Dyadic(m, e);
    }

    /// <summary>A double as an integer times a power of two.</summary>
    public static (long Mantissa, int Exponent) Split(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value), fraction = bits & ((1L << 52) - 1);
        int biased = (int)((bits >> 52) & 0x7FF);
        long m = biased == 0 ? fraction : fraction | (1L << 52);
        return (bits < 0 ? -m : m, Math.Max(biased, 1) - 1075);
    }

    public static Dyadic operator -(Dyadic a) => new(-a.Mantissa, a.Exponent);

    public static Dyadic operator +(Dyadic a, Dyadic b)
    {
        if (a.IsZero)
        {
            return b;
        }

        if (b.IsZero)
        {
            return a;
        }

        int e = Math.Min(a.Exponent, b.Exponent);
        return new Dyadic((a.Mantissa << (a.Exponent - e)) + (b.Mantissa << (b.Exponent - e)), e);
    }

    public static Dyadic operator -(Dyadic a, Dyadic b) => a + -b;

    public static Dyadic operator *(Dyadic a, Dyadic b) => new(a.Mantissa * b.Mantissa, a.Exponent + b.Exponent);

    public Dyadic Abs() => new(BigInteger.Abs(Mantissa), Exponent);

    /// <summary>At least <paramref name="bits"/> leading bits of the quotient.</summary>
    public static Dyadic Divide(Dyadic a, Dyadic b, int bits = 400)
    {
        int shift = Math.Max(0, bits + 2 + (int)(BigInteger.Abs(b.Mantissa).GetBitLength() - BigInteger.Abs(a.Mantissa).GetBitLength()));
        return new Dyadic((a.Mantissa << shift) / b.Mantissa, a.Exponent - b.Exponent - shift);
    }

    /// <summary>At least <paramref name="bits"/> leading bits of the square root.</summary>
    public static Dyadic Sqrt(Dyadic a, int bits = 400)
    {
        if (a.IsZero)
        {
            return 0;
        }

        int shift = Math.Max(0, 2 * bits + 2 - (int)a.Mantissa.GetBitLength());
        if (((a.Exponent - shift) & 1) != 0)
        {
            shift++;
        }

        return new Dyadic(Root(a.Mantissa << shift), (a.Exponent - shift) / 2);
    }

    /// <summary>Cuts the bits after the leading <paramref name="bits"/>, so that long calculations stay bounded.</summary>
    public Dyadic Keep(int bits = 400)
    {
        int extra = (int)BigInteger.Abs(Mantissa).GetBitLength() - bits;
        return extra <= 0 ? this : new Dyadic(Mantissa.Sign * (BigInteger.Abs(Mantissa) >> extra), Exponent + extra);
    }

    public Dyadic Scale(int powerOfTwo) => new(Mantissa, Exponent + powerOfTwo);

    /// <summary>The nearest double (to half a unit of the last place, ties upward), zero where it would be subnormal.</summary>
    public double ToDouble()
    {
        BigInteger m = BigInteger.Abs(Mantissa);
        int extra = (int)m.GetBitLength() - 53, e = Exponent;
        if (extra > 0)
        {
            m = (m + (BigInteger.One << (extra - 1))) >> extra;
            e += extra;
        }
        if (e < -1074)
        {
            return 0;
        }

        return Mantissa.Sign * Math.ScaleB((double)m, e);
    }

    private static BigInteger Root(BigInteger n)
    {
        BigInteger x = BigInteger.One << (int)((n.GetBitLength() + 1) / 2);
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
