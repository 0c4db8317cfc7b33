using System.Diagnostics.CodeAnalysis;
using Norm.ML.Internals.Reference;

namespace Norm.ML.Internals.Exact;

/// <summary>
/// A segment of floats that shares statistics: these in double, and, for the elements that they leave in doubt, in two parts, and then as integers.
/// </summary>
internal unsafe ref struct ExactRow
{
    public const double LeastVariance = 0.25; // the least share of the mean of squares that a variance may have

    private float* _x;
    private readonly int _size, _each; // elements per gamma and beta, as channels have them
    private readonly bool _unitOffset;
    private readonly ReadOnlySpan<float> _gamma, _beta;
    private readonly ExactFormula _formula;
    private readonly ExactBounds _bounds;
    private ExactMoments _moments;
    private bool _hasMoments;

    /// <param name="x">The elements.</param>
    /// <param name="size">Their number.</param>
    /// <param name="formula">The norm.</param>
    /// <param name="gamma">Scale; empty means 1.</param>
    /// <param name="unitOffset">1 + gamma instead of gamma.</param>
    /// <param name="beta">Shift; empty means 0.</param>
    /// <param name="each">How many elements share a gamma and a beta.</param>
    /// <param name="bounds">Those of this size.</param>
    public ExactRow(
        float* x, int size, ExactFormula formula, ReadOnlySpan<float> gamma, bool unitOffset, ReadOnlySpan<float> beta, int each,
        ExactBounds bounds)
    {
        _x = x;
        (_size, _each, _formula, _unitOffset, _bounds) = (size, each, formula, unitOffset, bounds);
        _gamma = gamma;
        _beta = beta;
    }

    /// <summary>The same for other elements.</summary>
    public void MoveTo(float* x)
    {
        _x = x;
        _hasMoments = false;
        Pivot = 0;
    }

    public double Pivot { get; private set; }

    /// <summary>The inverse deviation.</summary>
    public double Inverse { get; private set; }

    /// <summary>What is left of the mean beside the pivot, in deviations, negated.</summary>
    public double Shift { get; private set; }

    /// <summary>All elements are equal, so that y is beta.</summary>
    public bool IsConstant { get; private set; }

    /// <summary>Takes statistics that <see cref="ExactBatch"/> has measured.</summary>
    public void Take(double inverse, double shift)
    {
        Inverse = inverse;
        Shift = shift;
        IsConstant = false;
    }

    /// <summary>False for a row with a NaN or an infinity; nothing else is set then.</summary>
    public bool TryMeasure()
    {
        ExactSums.Of(_x, _size, 0, out double sum, out double squares);
        if (!double.IsFinite(squares))
        {
            return false;
        }

        double n = _formula.Count(_size), mean = _formula.SubtractsMean ? sum / n : 0, meanOfSquares = squares / n,
            variance = meanOfSquares - mean * mean;
        if (_formula.SubtractsMean && !(variance >= meanOfSquares * LeastVariance))
        {
            Pivot = mean;
            ExactSums.Of(_x, _size, Pivot, out sum, out squares);
            mean = sum / n;
            variance = squares / n - mean * mean;
        }

        IsConstant = _formula.SubtractsMean && squares == 0;
        double square = _formula.Square(variance);
        Inverse = square > 0 ? 1 / Math.Sqrt(square) : 0;
        Shift = -mean * Inverse;
        return true;
    }

    /// <summary>The float nearest to y, ties to even.</summary>
    public float Round(int i)
    {
        double g = Gamma(i), b = Beta(i), t = (_x[i] - Pivot) * Inverse + Shift, y = t * g + b;
        double error = _formula.SubtractsMean ? _bounds.Of(t, g, b) : Math.Abs(y) * _bounds.WithoutMean;
        float low = (float)(y - error), high = (float)(y + error);
        if (BitConverter.SingleToInt32Bits(low) == BitConverter.SingleToInt32Bits(high))
        {
            return low;
        }

        return Moments().Round(_x[i], Scale(i), b);
    }

    /// <summary>The sign of y - <paramref name="limit"/>.</summary>
    public int Compare(int i, double limit)
    {
        double g = Gamma(i), b = Beta(i), t = (_x[i] - Pivot) * Inverse + Shift, y = t * g + b;
        double error = _formula.SubtractsMean ? _bounds.Of(t, g, b) : Math.Abs(y) * _bounds.WithoutMean;
        return y - error > limit ? 1 : y + error < limit ? -1 : Moments().Compare(_x[i], Scale(i), b, limit);
    }

    [UnscopedRef]
    private ref ExactMoments Moments()
    {
        if (!_hasMoments)
        {
            _moments = new ExactMoments(_x, _size, Pivot, _formula);
            _hasMoments = true;
        }

        return ref _moments;
    }

    private readonly double Gamma(int i) => Scale(i).Value;

    private readonly DoubleDouble Scale(int i) => SegmentReference.Gamma(_gamma, i / _each, _unitOffset);

    private readonly double Beta(int i) => _beta.IsEmpty ? 0 : _beta[i / _each];
}
