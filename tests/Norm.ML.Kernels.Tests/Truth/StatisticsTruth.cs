using System.Runtime.CompilerServices;

namespace Norm.ML.Kernels.Tests.Truth;

/// <summary>
/// The exact statistics of one segment. Sums are exact integers; mean and inverse deviation come from them with 400 bits and are kept in
/// three and two doubles, scaled by powers of two so that nothing over- or underflows:
/// <c>xhat = Scaled(x) * 2^ScaledExponent</c> and <c>1 / sqrt(variance + epsilon) = Inverse * 2^InverseExponent</c>.
/// </summary>
internal readonly struct StatisticsTruth
{
    private readonly PowerOfTwo _shift;
    private readonly double _mean0, _mean1, _mean2;

    private StatisticsTruth(int shift, Dyadic mean, Dyadic inverse, Dyadic share)
    {
        Share = share;
        _shift = new PowerOfTwo(shift);
        Mean = mean;
        ExactInverse = inverse;
        Dyadic rest = mean.Scale(shift);
        _mean0 = rest.ToDouble();
        rest -= Dyadic.From(_mean0);
        _mean1 = rest.ToDouble();
        _mean2 = (rest - Dyadic.From(_mean1)).ToDouble();
        InverseExponent = inverse.IsZero ? 0 : inverse.Magnitude;
        Inverse = TwoPart.From(inverse.Scale(-InverseExponent));
        ScaledExponent = InverseExponent - shift;
    }

    public Dyadic Mean { get; }

    /// <summary>What the sum of <c>g * xhat</c> is multiplied by in the gradient: one over the number of elements, where statistics are
    /// means.</summary>
    public Dyadic Share { get; }

    /// <summary>Zero where variance and epsilon are both zero: such a segment has xhat 0.</summary>
    public Dyadic ExactInverse { get; }

    public TwoPart Inverse { get; }

    public int InverseExponent { get; }

    public int ScaledExponent { get; }

    public static StatisticsTruth Measure(ReadOnlySpan<double> values, bool subtractsMean, double epsilon)
    {
        var sum = new ExactSum();
        var squares = new ExactSum();
        double largest = 0;
        foreach (double x in values)
        {
            if (subtractsMean)
            {
                sum.Add(x);
            }

            squares.AddSquare(x);
            largest = Math.Max(largest, Math.Abs(x));
        }
        Dyadic n = values.Length, s = subtractsMean ? sum.Total() : 0, spread = n * squares.Total() - s * s + n * n * Dyadic.From(epsilon);
        Dyadic inverse = spread.IsZero ? 0 : Dyadic.Sqrt(Dyadic.Divide(n * n, spread, 800));
        return new StatisticsTruth(largest == 0 ? 0 : -PowerOfTwo.Above(largest), s.IsZero ? 0 : Dyadic.Divide(s, n), inverse, Dyadic.Divide(1, n));
    }

    /// <summary>The length of a segment, which is at least epsilon. Below epsilon it is a constant, and the gradient has no share of it.</summary>
    public static StatisticsTruth MeasureLength(ReadOnlySpan<double> values, double epsilon)
    {
        var squares = new ExactSum();
        double largest = 0;
        foreach (double x in values)
        {
            squares.AddSquare(x);
            largest = Math.Max(largest, Math.Abs(x));
        }

        Dyadic square = squares.Total(), least = Dyadic.From(epsilon) * Dyadic.From(epsilon);
        bool limited = (square - least).Mantissa.Sign < 0;
        square = limited ? least : square;
        Dyadic inverse = square.IsZero ? 0 : Dyadic.Sqrt(Dyadic.Divide(1, square, 800));
        return new StatisticsTruth(largest == 0 ? 0 : -PowerOfTwo.Above(largest), 0, inverse, limited ? 0 : 1);
    }

    /// <summary>Statistics that are given: those of a fitted BatchNorm.</summary>
    public static StatisticsTruth Given(double mean, double meanLow, double variance, double epsilon, double largest)
    {
        Dyadic spread = Dyadic.From(variance) + Dyadic.From(epsilon);
        Dyadic inverse = spread.IsZero ? 0 : Dyadic.Sqrt(Dyadic.Divide(1, spread, 800));
        largest = Math.Max(largest, Math.Abs(mean));
        return new StatisticsTruth(largest == 0 ? 0 : -PowerOfTwo.Above(largest), Dyadic.From(mean) + Dyadic.From(meanLow), inverse, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TwoPart Scaled(double x)
    {
        TwoPart d = TwoPart.Sum(_shift.Times(x), -_mean0) + new TwoPart(-_mean1, -_mean2);
        return d * Inverse;
    }
}
