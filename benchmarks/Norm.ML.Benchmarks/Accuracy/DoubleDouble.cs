namespace Norm.ML.Benchmarks.Accuracy;

/// <summary>A number in two doubles, about 32 digits: the truth that results in single precision are held against. Not the library's own.</summary>
internal readonly record struct DoubleDouble(double High, double Low)
{
    public static implicit operator DoubleDouble(double value) => new(value, 0);

    public static explicit operator double(DoubleDouble value) => value.High + value.Low;

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        (double sum, double error) = Sum(a.High, b.High);
        (double low, double lowError) = Sum(a.Low, b.Low);
        (sum, error) = QuickSum(sum, error + low);
        return Of(QuickSum(sum, error + lowError));
    }

    public static DoubleDouble operator -(DoubleDouble value) => new(-value.High, -value.Low);

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        double product = a.High * b.High;
        double error = Math.FusedMultiplyAdd(a.High, b.High, -product);
        return Of(QuickSum(product, error + (a.High * b.Low + a.Low * b.High)));
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double first = a.High / b.High;
        DoubleDouble rest = a - b * first;
        double second = rest.High / b.High;
        rest -= b * second;
        return Of(QuickSum(first, second)) + rest.High / b.High;
    }

    public static DoubleDouble Sqrt(DoubleDouble value)
    {
        if (value.High == 0)
        {
            return 0;
        }

        double root = Math.Sqrt(value.High);
        return root + (value - (DoubleDouble)root * root) / (2 * root);
    }

    private static DoubleDouble Of((double High, double Low) pair) => new(pair.High, pair.Low);

    private static (double, double) Sum(double a, double b)
    {
        double sum = a + b, part = sum - a;
        return (sum, a - (sum - part) + (b - part));
    }

    private static (double, double) QuickSum(double a, double b)
    {
        double sum = a + b;
        return (sum, b - (sum - a));
    }
}
