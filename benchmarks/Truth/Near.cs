using System.Numerics;

namespace Norm.ML.Truth;

/// <summary>
/// Mean and inverse deviation as sums of two doubles, cut from the integers of <see cref="Segment"/>, and y with a bound on its error. Where both
/// ends of that interval round to the same float, it is the nearest; all others are left to the integers.
/// </summary>
internal readonly struct Near
{
    private readonly double _mean, _meanLow, _inverse, _inverseLow;
    private readonly bool _isUsable;

    private Near((double High, double Low) mean, (double High, double Low) inverse)
    {
        (_mean, _meanLow) = mean;
        (_inverse, _inverseLow) = inverse;
        _isUsable = double.IsFinite(_inverse) && _inverse > 1e-100 && _inverse < 1e100;
    }

    /// <summary>
    /// With <c>y = gamma * (n x - sum) * inverse * 2^exponent</c>: here the sum is divided by n, and the inverse is multiplied by it. Without a mean,
    /// the sum is 0 and n is 1.
    /// </summary>
    public static Near Of(BigInteger n, BigInteger sum, BigInteger inverse, int exponent) =>
        new(TwoParts((sum << 256) / n, Segment.Grid - 256), TwoParts(inverse * n, exponent));

    public bool TryRound(float x, float gamma, float beta, out float y)
    {
        // d = x - mean, off by 2^-104 (|x| + |mean|)
        double high = x - _mean, part = high - x, low = (x - (high - part)) - (_mean + part) - _meanLow;
        double t = high * _inverse, tLow = Math.FusedMultiplyAdd(high, _inverse, -t) + (high * _inverseLow + low * _inverse);
        double p = t * gamma, pLow = Math.FusedMultiplyAdd(t, gamma, -p) + tLow * gamma;
        double sum = p + beta, back = sum - p, sumLow = (p - (sum - back)) + (beta - back) + pLow;
        double error = 1e-30 * ((Math.Abs((double)x) + Math.Abs(_mean)) * _inverse * Math.Abs((double)gamma) + Math.Abs((double)beta)) + 1e-250;
        y = (float)Math.BitDecrement(sum + (sumLow - error));
        float other = (float)Math.BitIncrement(sum + (sumLow + error));
        return _isUsable && BitConverter.SingleToInt32Bits(y) == BitConverter.SingleToInt32Bits(other);
    }

    private static (double High, double Low) TwoParts(BigInteger value, int exponent)
    {
        int excess = Math.Max(0, (int)BigInteger.Abs(value).GetBitLength() - 53);
        BigInteger leading = value >> excess, rest = value - (leading << excess);
        int more = Math.Max(0, (int)rest.GetBitLength() - 53);
        return (Math.ScaleB((double)leading, excess + exponent), Math.ScaleB((double)(rest >> more), more + exponent));
    }
}
