namespace Norm.ML.Internals.Reference;

/// <summary>A factor <c>2^exponent</c>, also beyond the range of one double: two equal steps, so that a result is rounded at most once on its way to the subnormal numbers.</summary>
internal readonly struct PowerOfTwo
{
    private readonly double _first, _second;

    public PowerOfTwo(int exponent)
    {
        int bounded = Math.Clamp(exponent, -2040, 2040); // what is left of a double beyond that is zero or infinity
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

    /// <summary>The exponent that brings a magnitude into [1, 2); 0 for what has none.</summary>
    public static int Normalizing(double magnitude) => magnitude == 0 || !double.IsFinite(magnitude) ? 0 : -Math.ILogB(magnitude);
}
