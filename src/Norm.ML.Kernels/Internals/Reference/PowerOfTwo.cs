namespace Norm.ML.Internals.Reference;

/// <summary>
/// A factor <c>2^exponent</c>, also beyond the range of one double. It is applied as two factors, so that a result is rounded at most once when it
/// becomes subnormal.
/// </summary>
internal readonly struct PowerOfTwo
{
    private readonly double _first, _second;

    public PowerOfTwo(int exponent)
    {
        int bounded = Math.Clamp(exponent, -2040, 2040); // beyond that, every product is zero or infinity
        bool one = Math.Abs(bounded) < 1000;
        _first = Math.ScaleB(1, one ? bounded : bounded / 2);
        _second = one ? 1 : Math.ScaleB(1, bounded - bounded / 2);
    }

    public double Times(double value) => value * _first * _second;

    public DoubleDouble Times(DoubleDouble value)
    {
        double high = Times(value.High);
        return new DoubleDouble(high, double.IsInfinity(high) ? 0 : Times(value.Low));
    }

    /// <summary>The exponent that scales a magnitude to [1, 2). 0 for zero, infinity and NaN.</summary>
    public static int Normalizing(double magnitude) => magnitude == 0 || !double.IsFinite(magnitude) ? 0 : -Math.ILogB(magnitude);
}
