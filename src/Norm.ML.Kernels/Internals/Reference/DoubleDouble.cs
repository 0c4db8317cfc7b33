namespace Norm.ML.Internals.Reference;

/// <summary>
/// A number as the unevaluated sum of two doubles, about 106 bits (Dekker 1971; Knuth's two-sum; products by fused multiply-add). Slow: used for the
/// reference, for rows that need the fallback, and to prepare constants.
/// </summary>
internal readonly struct DoubleDouble(double high, double low = 0)
{
    public readonly double High = high, Low = low;

    public static implicit operator DoubleDouble(double value) => new(value);

    public double Value => High + Low;

    public static DoubleDouble TwoSum(double a, double b)
    {
        double s = a + b, t = s - a;
        return new DoubleDouble(s, double.IsInfinity(s) ? 0 : (a - (s - t)) + (b - t));
    }

    public static DoubleDouble Product(double a, double b)
    {
        double p = a * b;
        return new DoubleDouble(p, double.IsInfinity(p) ? 0 : Math.FusedMultiplyAdd(a, b, -p));
    }

    public static DoubleDouble operator -(DoubleDouble a) => new(-a.High, -a.Low);

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble s = TwoSum(a.High, b.High), t = TwoSum(a.Low, b.Low);
        DoubleDouble u = Quick(s.High, s.Low + t.High);
        return Quick(u.High, u.Low + t.Low);
    }

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble p = Product(a.High, b.High);
        return Quick(p.High, p.Low + (a.High * b.Low + a.Low * b.High));
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double q = a.High / b.High;
        DoubleDouble rest = a - b * q;
        double q2 = rest.High / b.High;
        rest -= b * q2;
        return Quick(q, q2) + rest.High / b.High;
    }

    public static DoubleDouble Sqrt(DoubleDouble a)
    {
        if (a.High == 0)
        {
            return default;
        }

        double s = Math.Sqrt(a.High);
        return Quick(s, (a - Product(s, s)).High / (2 * s));
    }

    private static DoubleDouble Quick(double a, double b)
    {
        double s = a + b;
        return new DoubleDouble(s, double.IsInfinity(s) ? 0 : b - (s - a)); // an overflow stays infinite, instead of infinity minus infinity
    }
}
