using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Truth;

/// <summary>The worst of many errors in units of <c>natural scale * machine epsilon</c>.</summary>
/// <param name="Normal">The worst where the natural scale is a normal number of the element type.</param>
/// <param name="Tiny">The worst where it is smaller, in units of the smallest normal number: even one rounding may exceed 0.5 there.</param>
internal record struct ErrorPair(double Normal, double Tiny)
{
    public readonly ErrorPair Worse(ErrorPair other) => new(Math.Max(Normal, other.Normal), Math.Max(Tiny, other.Tiny));

    public static ErrorPair Of(double error, bool tiny) => tiny ? new ErrorPair(0, error) : new ErrorPair(error, 0);
}

/// <summary>Compares numbers with the truth, in a unit that is chosen so that nothing over- or underflows.</summary>
internal readonly struct ErrorMeter<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PowerOfTwo _toUnit;
    private readonly double _unit, _largest;

    /// <summary>A meter for one natural scale, given as <c>scale * 2^scaleExponent</c>.</summary>
    public ErrorMeter(double scale, int scaleExponent)
    {
        int smallest = Element<T>.SmallestNormalExponent, exponent = PowerOfTwo.Above(scale) + scaleExponent;
        Tiny = exponent <= smallest;
        UnitExponent = Math.Max(exponent, smallest);
        double natural = Tiny ? 1 : new PowerOfTwo(scaleExponent - UnitExponent).Times(scale);
        _toUnit = new PowerOfTwo(-UnitExponent);
        _unit = natural * Element<T>.Epsilon;
        _largest = _toUnit.Times(Element<T>.Largest);
    }

    /// <summary>The natural scale is below the smallest normal number.</summary>
    public bool Tiny { get; }

    /// <summary>The truth has to be given in units of <c>2^UnitExponent</c>.</summary>
    public int UnitExponent { get; }

    public double Error(T actual, TwoPart truth)
    {
        double y = Element<T>.ToDouble(actual);
        if (!double.IsFinite(y))
        {
            // Nothing can be said of a number whose unit is above the largest of all.
            bool overflow = (Math.Abs(truth.High) > _largest && y > 0 == truth.High > 0) || _unit > _largest;
            return overflow && double.IsInfinity(y) ? 0 : double.PositiveInfinity;
        }
        double error = Math.Abs((_toUnit.Times(y) - truth).Value) / _unit;
        return double.IsNaN(error) ? double.PositiveInfinity : error;
    }
}
