namespace Norm.ML.Benchmarks.Accuracy;

/// <summary>
/// The largest error of a segment's results, in units of its natural scale times machine epsilon: 0.5 is what rounding the truth costs.
/// The natural scale is <c>max|xhat * gamma| + max|beta|</c>, and at least the smallest normal number.
/// </summary>
internal struct ErrorMeter
{
    private const double Epsilon = 1.0 / (1 << 23), SmallestScale = 1.1754943508222875e-38;

    private double _error, _scaled, _shift;

    public void Add(float actual, DoubleDouble normalized, double gamma, double beta)
    {
        DoubleDouble scaled = normalized * gamma;
        double error = Math.Abs((double)(actual - (scaled + beta)));
        _error = double.IsFinite(error) ? Math.Max(_error, error) : double.PositiveInfinity;
        _scaled = Math.Max(_scaled, Math.Abs(scaled.High));
        _shift = Math.Max(_shift, Math.Abs(beta));
    }

    public readonly double Units => _error / (Math.Max(_scaled + _shift, SmallestScale) * Epsilon);
}
