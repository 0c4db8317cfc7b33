namespace Norm.ML.Internals.Reference;

/// <summary>
/// The mean and inverse deviation of one segment. They are scaled by powers of two, so that nothing overflows or underflows: <c>xhat = (x * Scale -
/// Mean) * Inverse * Power</c>, where the value before the power is at most one half.
/// </summary>
internal readonly struct SegmentStatistics
{
    private const double Big = 4.149515568880993e180, Small = 1 / Big; // 2^600: squares of scaled values are normal
    private const double Huge = 2.582249878086909e120, Tiny = 1 / Huge; // 2^400
    private const int BigExponent = 600;

    /// <summary>The power of two that x is multiplied by.</summary>
    public double Scale { get; private init; }

    /// <summary>The mean of <c>x * Scale</c>; 0 for a norm that does not subtract it.</summary>
    public DoubleDouble Mean { get; private init; }

    /// <summary>The population variance (or mean square) of <c>x * Scale</c>.</summary>
    public DoubleDouble Variance { get; private init; }

    /// <summary>The inverse deviation of <c>x * Scale</c> without <see cref="Power"/>; zero when variance and epsilon are both zero.</summary>
    public DoubleDouble Inverse { get; private init; }

    /// <summary>The power of two that belongs to <see cref="Inverse"/>.</summary>
    public int Power { get; private init; }

    /// <summary>Whether the length of the row is less than epsilon, so that the inverse is a constant.</summary>
    public bool IsLimited { get; private init; }

    /// <summary>The inverse deviation in the caller's unit; infinite if it exceeds the largest double.</summary>
    public double PlainInverse { get; private init; }

    /// <summary>The exponent of <see cref="Scale"/>.</summary>
    public int ScaleExponent => Scale == 1 ? 0 : Scale > 1 ? BigExponent : -BigExponent;

    /// <summary>Whether the low part of the mean underflows in the caller's unit.</summary>
    public bool Underflows => Scale > 1 && Variance.High != 0;

    /// <summary>The mean in the caller's unit.</summary>
    public double PlainMean => Mean.High / Scale;

    /// <summary>The low part of <see cref="PlainMean"/>.</summary>
    public double PlainMeanLow => Mean.Low / Scale;

    /// <summary>The variance in the caller's unit.</summary>
    public double PlainVariance => Variance.Value / Scale / Scale;

    /// <summary>The power of two that scales numbers of this magnitude so that their squares are exact enough.</summary>
    public static double ScaleFor(double magnitude) => magnitude > Huge ? Small : magnitude < Tiny && magnitude > 0 ? Big : 1;

    /// <summary>The same statistics with the inverse deviation of the forward pass, unless that is subnormal or infinite.</summary>
    public SegmentStatistics WithInverse(double inverse) => inverse == 0 || double.IsNormal(inverse) ? With(inverse, 0, inverse) : this;

    /// <summary>The exponent of a power of two that is at least four times as large as any deviation of <c>x * Scale</c>.</summary>
    private int Magnitude { get; init; }

    /// <summary>
    /// The statistics of numbers up to <paramref name="largest"/>, from mean and variance of the scaled numbers; of a length, from their sum of
    /// squares.
    /// </summary>
    public static SegmentStatistics Make(double largest, DoubleDouble mean, DoubleDouble variance, double epsilon, bool isLength = false)
    {
        double scale = ScaleFor(largest), scaledEpsilon = epsilon * scale * scale;
        int magnitude = 4 - PowerOfTwo.Normalizing(largest * scale);
        var statistics = new SegmentStatistics { Scale = scale, Mean = mean, Variance = variance, Magnitude = magnitude };
        if (variance.High == 0 && epsilon == 0)
        {
            return statistics;
        }

        if (double.IsPositiveInfinity(variance.High))
        {
            return statistics; // RMSNorm of a row with an infinity: finite elements become 0
        }

        if (isLength)
        {
            return statistics.OfLength(variance.High == 0 ? 0 : DoubleDouble.Sqrt(variance), epsilon);
        }

        return variance.High == 0 || !double.IsFinite(scaledEpsilon)
            ? statistics.With((DoubleDouble)1 / DoubleDouble.Sqrt(epsilon), 0)
            : statistics.With((DoubleDouble)1 / DoubleDouble.Sqrt(variance + scaledEpsilon), statistics.ScaleExponent);
    }

    /// <summary>With the inverse of <paramref name="length"/>, the length of <c>x * Scale</c>, or of epsilon if that is more.</summary>
    private SegmentStatistics OfLength(DoubleDouble length, double epsilon)
    {
        double least = epsilon * Scale;
        if (!(length.High < least || (length.High == least && length.Low < 0)))
        {
            return With((DoubleDouble)1 / length, ScaleExponent);
        }

        SegmentStatistics limited = epsilon < Tiny ? With((DoubleDouble)1 / (epsilon * Big), BigExponent) : With((DoubleDouble)1 / epsilon, 0);
        return limited with { IsLimited = true };
    }

    /// <summary>With <c>inverse * 2^exponent</c> as inverse deviation in the caller's unit.</summary>
    private SegmentStatistics With(DoubleDouble inverse, int exponent, double? kept = null)
    {
        int own = PowerOfTwo.Normalizing(inverse.High);
        return new SegmentStatistics
        {
            Scale = Scale,
            Mean = Mean,
            Variance = Variance,
            Magnitude = Magnitude,
            Inverse = new PowerOfTwo(own - Magnitude).Times(inverse),
            Power = exponent - ScaleExponent - own + Magnitude,
            PlainInverse = kept ?? new PowerOfTwo(exponent).Times(inverse.Value),
        };
    }
}
