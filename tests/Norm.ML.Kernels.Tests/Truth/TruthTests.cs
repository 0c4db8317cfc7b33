using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Truth;

/// <summary>The quick truth agrees with the plain one to far more digits than any error that is measured with it.</summary>
public class TruthTests
{
    private const double Tolerance = 1e-9; // of a unit of rounding of a double: about 2^-82 of the natural scale

    [Theory]
    [MemberData(nameof(PatternNames))]
    public void Outputs_agree_with_the_plain_definition(string pattern)
    {
        foreach ((NormUnderTest norm, Problem<double> p) in Samples(pattern))
        {
            for (int s = 0; s < p.Geometry.Segments.Length; s++)
            {
                double[] x = p.Values(p.X, s), beta = p.Betas(s);
                TwoPart[] gamma = p.Gammas(s, false);
                StatisticsTruth statistics = StatisticsTruth.Measure(x, norm.SubtractsMean, p.Epsilon);
                var plain = new PlainTruth(x, norm.SubtractsMean, p.Epsilon);
                ErrorMeter<double> meter = OutputTruth.Meter<double>(statistics, x, gamma, beta);
                for (int i = 0; i < x.Length; i++)
                {
                    Agree(plain.Output(i, gamma[i].High, beta[i]), OutputTruth.Value(statistics, x[i], gamma[i], beta[i], meter.UnitExponent),
                        meter.UnitExponent);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(PatternNames))]
    public void Gradients_agree_with_the_plain_definition(string pattern)
    {
        foreach ((NormUnderTest norm, Problem<double> p) in Samples(pattern))
        {
            for (int s = 0; s < p.Geometry.Segments.Length; s++)
            {
                double[] x = p.Values(p.X, s), dy = p.Values(p.Dy, s);
                TwoPart[] gamma = p.Gammas(s, false);
                StatisticsTruth statistics = StatisticsTruth.Measure(x, norm.SubtractsMean, p.Epsilon);
                var terms = new GradientTruth.Terms(statistics, norm.SubtractsMean, x, dy, gamma);
                double scale = x.Select((v, i) => terms.Absolute(v, dy[i], gamma[i])).Max();
                var meter = new ErrorMeter<double>(scale, terms.Exponent);
                Dyadic[] plain = new PlainTruth(x, norm.SubtractsMean, p.Epsilon).InputGradient(dy, [.. gamma.Select(g => g.High)]);
                for (int i = 0; i < x.Length; i++)
                {
                    Agree(plain[i], terms.Value(x[i], dy[i], gamma[i], meter.UnitExponent), meter.UnitExponent);
                }
            }
        }
    }

    [Fact]
    public void Sums_are_exact()
    {
        var sum = new ExactSum();
        sum.Add(double.MaxValue);
        sum.Add(1);
        sum.Add(double.Epsilon);
        sum.AddProduct(double.MaxValue, double.MaxValue);
        sum.AddProduct(-double.MaxValue, double.MaxValue);
        sum.Add(-double.MaxValue);
        sum.AddSquare(double.Epsilon);

        Dyadic expected = Dyadic.From(1) + Dyadic.From(double.Epsilon) + new Dyadic(1, -2148);
        Assert.True((sum.Total() - expected).IsZero);
    }

    [Theory]
    [InlineData(2, 1.4142135623730951)]
    [InlineData(1e300, 1e150)]
    [InlineData(5e-324, 2.2227587494850775E-162)]
    [InlineData(0, 0)]
    public void Roots_are_right(double value, double root) => Assert.Equal(root, Dyadic.Sqrt(Dyadic.From(value)).ToDouble());

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1 + 1.1920928955078125e-7, 1)] // one unit in the last place of a float
    [InlineData(0.25, 6291456)]
    public void The_meter_counts_units_of_the_natural_scale(double actual, double units)
    {
        var meter = new ErrorMeter<float>(1, 0);

        Assert.Equal(units, meter.Error((float)actual, new PowerOfTwo(-meter.UnitExponent).Times(1)));
    }

    [Fact]
    public void The_meter_never_excuses_what_is_not_finite()
    {
        var meter = new ErrorMeter<float>(1, 0);

        Assert.Equal(double.PositiveInfinity, meter.Error(float.NaN, 1));
        Assert.Equal(double.PositiveInfinity, meter.Error(float.PositiveInfinity, 1));
        Assert.Equal(double.PositiveInfinity, meter.Error(float.NegativeInfinity, Math.ScaleB(1, 200)));
        Assert.Equal(0, meter.Error(float.PositiveInfinity, Math.ScaleB(1, 200)));
    }

    public static TheoryData<string> PatternNames() => [.. Patterns.Names];

    private static IEnumerable<(NormUnderTest Norm, Problem<double> Problem)> Samples(string pattern)
    {
        foreach (string name in (string[])["LayerNorm", "RmsNorm"])
        {
            NormUnderTest norm = Norms.Get(name);
            foreach (int size in (int[])[1, 2, 3, 7, 31])
            {
                yield return (norm, Problems.Make<double>(norm, norm.Shape(size, 3), Patterns.Get(pattern),
                    AffineKinds.All[size % AffineKinds.All.Count], size));
            }
        }
    }

    private static void Agree(Dyadic plain, TwoPart quick, int unitExponent)
    {
        Dyadic difference = plain.Scale(-unitExponent) - (Dyadic.From(quick.High) + Dyadic.From(quick.Low));
        Assert.InRange(Math.Abs(difference.ToDouble()), 0, Tolerance * Math.ScaleB(1, -53));
    }
}
