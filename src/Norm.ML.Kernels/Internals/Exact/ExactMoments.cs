using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Reference;

namespace Norm.ML.Internals.Exact;

/// <summary>
/// The statistics of a row in two parts, with a bound, and as integers. y is rounded by the first where that bound leaves no doubt; otherwise y is
/// compared with the number halfway between two floats. That decides always: <c>s sqrt(a / b) &lt; c</c>, with integers, is <c>s a &lt; s c^2 b</c>.
/// </summary>
internal unsafe struct ExactMoments
{
    /// <summary>Elements whose sums are kept in eight lanes, so that no chain is longer than 512 additions.</summary>
    private const int Block = 4096;

    private const int Lanes = 8;

    private readonly float* _x; // of the caller, who keeps it as it is
    private readonly int _size;
    private readonly ExactFormula _formula;
    private readonly double _pivot, _share;
    private readonly DoubleDouble _rest, _inverse;
    private ExactIntegers? _integers;

    public ExactMoments(float* x, int size, double pivot, ExactFormula formula)
    {
        _x = x;
        (_size, _pivot, _formula) = (size, pivot, formula);
        DoubleDouble sum = 0, squares = 0;
        for (int from = 0; from < size; from += Block)
        {
            Add(x + from, Math.Min(Block, size - from), pivot, ref sum, ref squares);
        }

        double n = formula.Count(size);
        _rest = formula.SubtractsMean ? sum / n : 0;
        DoubleDouble square = formula.Square(squares / n - _rest * _rest);
        _inverse = square.High > 0 ? (DoubleDouble)1 / DoubleDouble.Sqrt(square) : 0;
        // Each operation on pairs is off by less than 2^-100 of its terms; the variance is at least a fifth of the mean of squares.
        _share = (size + 32.0) * 64 * 7.888609052210118e-31;
    }

    // Sums in eight lanes, each with the rounding errors of its additions. A lane of 512 numbers is off by less than 512^2 2^-106 of their sizes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(float* x, int size, double pivot, ref DoubleDouble sum, ref DoubleDouble squares)
    {
        Vector512<double> p = Vector512.Create(pivot), s = Vector512<double>.Zero, sLow = s, q = s, qLow = s;
        int i = 0;
        for (; i <= size - Lanes; i += Lanes)
        {
            Add(Vector512.WidenLower(Vector512.Create(Vector256.Load(x + i), Vector256<float>.Zero)), p, ref s, ref sLow, ref q, ref qLow);
        }

        for (int lane = 0; lane < Lanes; lane++)
        {
            sum += new DoubleDouble(s[lane]) + sLow[lane];
            squares += new DoubleDouble(q[lane]) + qLow[lane];
        }

        for (; i < size; i++)
        {
            DoubleDouble deviation = DoubleDouble.TwoSum(x[i], -pivot);
            sum += deviation;
            squares += deviation * deviation;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        Vector512<double> x, Vector512<double> pivot, ref Vector512<double> sum, ref Vector512<double> sumLow, ref Vector512<double> squares,
        ref Vector512<double> squaresLow)
    {
        Vector512<double> deviation = x - pivot, part = deviation - x, low = (x - (deviation - part)) - (pivot + part);
        Vector512<double> square = deviation * deviation;
        sumLow += low;
        squaresLow += Vector512.FusedMultiplyAdd(
            deviation + deviation, low, Vector512.FusedMultiplyAdd(deviation, deviation, -square));
        TwoSum(ref sum, deviation, ref sumLow);
        TwoSum(ref squares, square, ref squaresLow);
    }

    // Knuth.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoSum(ref Vector512<double> a, Vector512<double> b, ref Vector512<double> lost)
    {
        Vector512<double> sum = a + b, part = sum - a;
        lost += (a - (sum - part)) + (b - part);
        a = sum;
    }

    public float Round(float x, DoubleDouble gamma, double beta)
    {
        DoubleDouble y = Of(x, gamma, beta, out double error);
        float low = (float)Math.BitDecrement(y.High + (y.Low - error)), high = (float)Math.BitIncrement(y.High + (y.Low + error));
        return BitConverter.SingleToInt32Bits(low) == BitConverter.SingleToInt32Bits(high) ? low : Integers().Round(x, gamma, beta, (float)y.Value);
    }

    /// <summary>The sign of y - <paramref name="limit"/>.</summary>
    public int Compare(float x, DoubleDouble gamma, double beta, double limit)
    {
        DoubleDouble y = Of(x, gamma, beta, out double error);
        double difference = (y - limit).Value;
        error += Math.Abs(difference) * 1e-15;
        return difference > error ? 1 : difference < -error ? -1 : Integers().Compare(x, gamma, beta, limit);
    }

    private readonly DoubleDouble Of(float x, DoubleDouble gamma, double beta, out double error)
    {
        DoubleDouble t = (DoubleDouble.TwoSum(x, -_pivot) - _rest) * _inverse;
        error = _share * (Math.Abs(gamma.High) * (Math.Abs(t.High) + (_formula.SubtractsMean ? 2 : 0)) + Math.Abs(beta));
        return t * gamma + beta;
    }

    private ExactIntegers Integers() => _integers ??= new(new ReadOnlySpan<float>(_x, _size), _formula);
}
