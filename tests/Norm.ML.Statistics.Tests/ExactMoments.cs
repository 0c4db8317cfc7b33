using System.Numerics;

namespace Norm.ML.Tests.Statistics;

/// <summary>
/// The truth: sums of doubles without any rounding. Every double is an integer times 2^-1074 (or a larger power, which is faster), so sums,
/// squares and weights are integers, and mean and variance are quotients of integers, rounded once at the end.
/// </summary>
/// <param name="scale">All values and weights are integers times 2^-scale.</param>
internal sealed class ExactMoments(int scale = 1074)
{
    private BigInteger _weights, _sum, _squares; // times 2^scale, 2^(2 scale) and 2^(3 scale)

    public long Count { get; private set; }

    public static ExactMoments Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        int lowest = all.Where(x => x != 0).Select(x => Math.Max(Math.ILogB(x) - 52, -1074)).DefaultIfEmpty(0).Min();
        var exact = new ExactMoments(Math.Max(0, -lowest));
        foreach (double value in all)
        {
            exact.Add(value);
        }

        return exact;
    }

    public void Add(double value, double weight = 1)
    {
        if (weight == 0 || !double.IsFinite(value))
        {
            return;
        }

        BigInteger x = Integer(value), w = Integer(weight);
        Count++;
        _weights += w;
        _sum += w * x;
        _squares += w * x * x;
    }

    /// <summary>sum(w x) / sum(w), rounded to the nearest of about 2^-1100 times a power of two: two doubles hold it.</summary>
    public (double High, double Low) Mean => Split(_sum, _weights, scale);

    /// <summary>sum(w (x - mean)^2) / (sum(w) - correction).</summary>
    public double Variance => GetVariance(0);

    public double StandardDeviation => GetStandardDeviation(0);

    public double GetVariance(double correction)
    {
        // (Q W - S^2) / W / (W - c), with W, S, Q scaled once, twice and three times
        BigInteger freedom = _weights - Integer(correction);
        return Split(_squares * _weights - _sum * _sum, _weights * freedom, 2 * scale).High;
    }

    /// <summary>The square root of the variance, also where that exceeds a double.</summary>
    public double GetStandardDeviation(double correction)
    {
        BigInteger freedom = _weights - Integer(correction);
        BigInteger top = _squares * _weights - _sum * _sum, bottom = _weights * freedom;
        // An even shift to about 130 bits, a root of 65 bits, and back.
        int shift = (int)(130 - (top.GetBitLength() - bottom.GetBitLength()));
        shift += shift & 1;
        BigInteger quotient = (shift >= 0 ? top << shift : top >> -shift) / bottom;
        return Math.ScaleB(Math.Sqrt((double)quotient), -shift / 2 - scale);
    }

    /// <summary>top / bottom * 2^-exponent as the nearest double and what is left of it.</summary>
    private static (double High, double Low) Split(BigInteger top, BigInteger bottom, int exponent)
    {
        if (top.IsZero)
        {
            return (0, 0);
        }

        int shift = (int)(180 - (BigInteger.Abs(top).GetBitLength() - bottom.GetBitLength()));
        BigInteger quotient = (shift >= 0 ? top << shift : top >> -shift) / bottom;
        (BigInteger high, int up) = Round(quotient);
        BigInteger rest = quotient - (high << up);
        (BigInteger low, int lowUp) = Round(rest);
        return (Math.ScaleB((double)high, up - shift - exponent), Math.ScaleB((double)low, lowUp - shift - exponent));
    }

    /// <summary>To 53 bits, halves away from zero.</summary>
    private static (BigInteger Value, int Shift) Round(BigInteger value)
    {
        int excess = (int)(BigInteger.Abs(value).GetBitLength() - 53);
        if (excess <= 0)
        {
            return (value, 0);
        }

        BigInteger half = BigInteger.One << (excess - 1);
        return (BigInteger.Divide(value + (value.Sign < 0 ? -half : half), BigInteger.One << excess), excess);
    }

    /// <summary>value * 2^scale.</summary>
    private BigInteger Integer(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52 & 0x7FF);
        long fraction = bits & 0xFFFFFFFFFFFFF;
        BigInteger magnitude = exponent == 0 ? fraction : fraction | 1L << 52;
        int shift = Math.Max(exponent, 1) - 1 - 1074 + scale;
        magnitude = shift >= 0 ? magnitude << shift : magnitude >> -shift; // to the right only zeros fall out
        return value < 0 ? -magnitude : magnitude;
    }
}
