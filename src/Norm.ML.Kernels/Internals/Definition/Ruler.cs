namespace Norm.ML.Internals;

/// <summary>
/// The mean and inverse deviation of one segment, in units scaled by a power of two so that squares neither overflow nor underflow:
/// <c>xhat = (x * Scale - Mean) * Inverse</c>.
/// </summary>
internal readonly struct Ruler
{
    private const double Big = 4.149515568880993e180, Small = 1 / Big; // 2^600: squares of what it scales stay normal
    private const double Huge = 2.582249878086909e120, Tiny = 1 / Huge; // 2^400

    /// <summary>The power of two that x is multiplied by.</summary>
    public double Scale { get; private init; }

    /// <summary>The mean of <c>x * Scale</c>; zero for a norm that does not centre.</summary>
    public Wide Mean { get; private init; }

    /// <summary>The population variance (or mean square) of <c>x * Scale</c>.</summary>
    public Wide Variance { get; private init; }

    /// <summary>The inverse deviation of <c>x * Scale</c>; zero when variance and epsilon are both zero.</summary>
    public Wide Inverse { get; private init; }

    /// <summary>The mean in the caller's unit.</summary>
    public double PlainMean => Mean.High / Scale;

    /// <summary>What rounding took from <see cref="PlainMean"/>.</summary>
    public double PlainMeanLow => Mean.Low / Scale;

    /// <summary>The variance in the caller's unit.</summary>
    public double PlainVariance => Variance.Value / Scale / Scale;

    /// <summary>The inverse deviation in the caller's unit.</summary>
    public double PlainInverse { get; private init; }

    /// <summary>The power of two that brings numbers of this magnitude into the range where squares are exact enough.</summary>
    public static double ScaleFor(double magnitude) => magnitude > Huge ? Small : magnitude < Tiny && magnitude > 0 ? Big : 1;

    /// <summary>The same ruler with an inverse deviation that was kept before.</summary>
    public Ruler WithInverse(double inverse) => new()
    {
        Scale = Scale,
        Mean = Mean,
        Variance = Variance,
        Inverse = inverse / Scale,
        PlainInverse = inverse,
    };

    public static Ruler Make(double scale, Wide mean, Wide variance, double epsilon)
    {
        double scaledEpsilon = epsilon * scale * scale;
        Wide inverse, plain;
        if (variance.High == 0)
        {
            plain = epsilon == 0 ? 0 : (Wide)1 / Wide.Sqrt(epsilon);
            inverse = plain * (1 / scale);
        }
        else if (double.IsPositiveInfinity(variance.High)) // a row with an infinity, not centred: finite elements become 0
        {
            plain = inverse = 0;
        }
        else
        {
            inverse = double.IsFinite(scaledEpsilon) ? (Wide)1 / Wide.Sqrt(variance + scaledEpsilon) : (Wide)1 / (Wide.Sqrt(epsilon) * scale);
            plain = inverse * scale;
        }
        return new Ruler { Scale = scale, Mean = mean, Variance = variance, Inverse = inverse, PlainInverse = plain.Value };
    }
}
