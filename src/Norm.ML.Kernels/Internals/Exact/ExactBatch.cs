using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Norm.ML.Internals.Exact;

/// <summary>
/// The statistics of up to eight rows at once, so that their square roots and divisions do not wait for each other. Rows of another kind than
/// <see cref="ExactRow"/> takes without a pivot get NaN.
/// </summary>
internal unsafe struct ExactBatch
{
    public const int Rows = 8;

    private fixed double _inverse[Rows];
    private fixed double _shift[Rows];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Measure(float* x, int rows, int size, ExactFormula formula)
    {
        double* sums = stackalloc double[Rows], squares = stackalloc double[Rows];
        for (int i = 0; i < Rows; i++)
        {
            sums[i] = squares[i] = double.NaN;
        }

        for (int i = 0; i < rows; i++)
        {
            ExactSums.Of(x + (nint)i * size, size, 0, out sums[i], out squares[i]);
        }

        Vector512<double> n = Vector512.Create((double)formula.Count(size)), zero = Vector512<double>.Zero;
        Vector512<double> mean = formula.SubtractsMean ? Vector512.Load(sums) / n : zero, ofSquares = Vector512.Load(squares) / n,
            variance = ofSquares - mean * mean;
        Vector512<double> epsilon = Vector512.Create(formula.Epsilon),
            square = formula.IsLength ? Vector512.Max(variance, epsilon * epsilon) : variance + epsilon;
        Vector512<double> inverse = Vector512<double>.One / Vector512.Sqrt(square);
        Vector512<double> good = Vector512.GreaterThanOrEqual(variance, ofSquares * Vector512.Create(ExactRow.LeastVariance))
            & Vector512.GreaterThan(ofSquares, zero) & Vector512.LessThan(ofSquares, Vector512.Create(double.PositiveInfinity));
        inverse = Vector512.ConditionalSelect(good, inverse, Vector512.Create(double.NaN));
        fixed (double* ofInverse = _inverse, ofShift = _shift)
        {
            Vector512.Store(inverse, ofInverse);
            Vector512.Store(-mean * inverse, ofShift);
        }
    }

    /// <summary>Gives a row its statistics. False for one that has to be measured alone.</summary>
    public readonly bool TryGet(int i, ref ExactRow row)
    {
        if (double.IsNaN(_inverse[i]))
        {
            return false;
        }

        row.Take(_inverse[i], _shift[i]);
        return true;
    }
}
