using Norm.ML.Internals.Reference;

namespace Norm.ML.Internals.Exact;

/// <summary>
/// The statistics of a row in two parts, with a bound, and as integers. y is rounded by the first where that bound leaves no doubt; otherwise y is
/// compared with the number halfway between two floats. That decides always: <c>s sqrt(a / b) &lt; c</c>, with integers, is <c>s a &lt; s c^2 b</c>.
/// </summary>
internal sealed class ExactMoments
{
    private readonly float[] _x;
    private readonly bool _subtractMean;
    private readonly double _pivot, _epsilon, _share;
    private readonly DoubleDouble _rest, _inverse;
    private ExactIntegers? _integers;

    public ExactMoments(ReadOnlySpan<float> x, double pivot, bool subtractMean, double epsilon)
    {
        _x = x.ToArray();
        (_pivot, _subtractMean, _epsilon) = (pivot, subtractMean, epsilon);
        DoubleDouble sum = 0, squares = 0;
        foreach (float value in x)
        {
            DoubleDouble deviation = DoubleDouble.TwoSum(value, -pivot);
            sum += deviation;
            squares += deviation * deviation;
        }

        double n = x.Length;
        _rest = subtractMean ? sum / n : 0;
        DoubleDouble square = squares / n - _rest * _rest + epsilon;
        _inverse = square.High > 0 ? (DoubleDouble)1 / DoubleDouble.Sqrt(square) : 0;
        // Each operation on pairs is off by less than 2^-100 of its terms; the variance is at least a fifth of the mean of squares.
        _share = (n + 32) * 64 * 7.888609052210118e-31;
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

    private DoubleDouble Of(float x, DoubleDouble gamma, double beta, out double error)
    {
        DoubleDouble t = (DoubleDouble.TwoSum(x, -_pivot) - _rest) * _inverse;
        error = _share * (Math.Abs(gamma.High) * (Math.Abs(t.High) + 2) + Math.Abs(beta));
        return t * gamma + beta;
    }

    private ExactIntegers Integers() => _integers ??= new(_x, _subtractMean, _epsilon);
}
