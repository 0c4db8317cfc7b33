using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>
/// Doubles over channels: columns of mostly one value, whose equal squares used to round the same way again and again, and numbers whose products
/// leave the range of doubles although the results do not. 1.5 units for outputs, 2.0 for gradients.
/// </summary>
public sealed class DoubleLimitTests
{
    public static TheoryData<string> All => [.. Norms.All.Where(n => n.HasGamma).Select(n => n.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void Columns_of_mostly_one_value_are_right(string name)
    {
        NormUnderTest norm = Norms.Get(name);
        double output = 0, gradient = 0;
        string worst = "", worstGradient = "";
        for (int n = 2; n <= 520; n += 1 + n / 10)
        {
            NormShape shape = norm.Shape(n, 5);
            for (int kind = 0; kind < 6; kind++)
            {
                Numbers random = Numbers.For(n, kind);
                var x = new double[shape.Geometry.Length];
                var dy = new double[x.Length];
                foreach (int[] segment in shape.Geometry.Segments)
                {
                    double a = kind == 0 ? 0.77 : random.Uniform(), b = kind < 3 ? 0 : random.Uniform(), share = kind == 0 ? 0
                        : 0.5 * random.Uniform();
                    for (int i = 0; i < segment.Length; i++)
                    {
                        x[segment[i]] = i == 0 || random.Uniform() < share ? a : b;
                        dy[segment[i]] = kind % 2 == 0 ? random.Normal() : 1.1 * x[segment[i]];
                    }
                }
                var p = new Problem<double>(shape, x, dy, [], [], kind % 3 == 0 ? 0 : 1e-5);
                StatisticsTruth[] truth = Measurement.Statistics(norm, p);
                double error = Measurement.Output(norm, p, truth, norm.Forward(p)).Normal;
                if (error > output)
                {
                    (output, worst) = (error, $"{n}, kind {kind}");
                }

                var g = new Result(norm, p);
                error = Math.Max(Measurement.InputGradient(norm, p, truth, g.X).Normal, Affine(p, truth, g));
                if (error > gradient)
                {
                    (gradient, worstGradient) = (error, $"{n}, kind {kind}");
                }
            }
        }
        bool rows = norm.PerExample && norm.Shape(8, 1).Spatial == 1;
        Assert.True(output <= (rows ? 2.5 : 1.5) && gradient <= 2,
            $"{name}: output {output:F2} at {worst}, gradients {gradient:F2} at {worstGradient}");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Numbers_of_extreme_scale_are_right(string name)
    {
        NormUnderTest norm = Norms.Get(name);
        (int X, int Gamma, int Dy)[] powers =
        [
            (300, -900, 0), (-300, 900, -300), (0, 0, 1015), (0, 0, -1000), (300, -900, 400), (-300, 900, -900), (-400, 0, -700), (500, -600, 600),
            (0, -1000, 0),
            (-500, 1000, -800), (600, -1000, 100), (0, 900, -900),
        ];
        foreach (int n in (int[])[2, 7, 16, 33, 300])
        {
            foreach ((int xPower, int gammaPower, int dyPower) in powers)
            {
                NormShape shape = norm.Shape(n, 3);
                Numbers random = Numbers.For(n, xPower + gammaPower);
                double[] x = [.. Enumerable.Range(0, shape.Geometry.Length).Select(_ => Math.ScaleB(random.Normal(), xPower))];
                double[] dy = [.. x.Select(_ => Math.ScaleB(random.Uniform() - 0.5, dyPower))];
                double[] gamma = [.. Enumerable.Range(0, shape.Geometry.Affines).Select(_ => Math.ScaleB(random.Uniform() + 0.5, gammaPower))];
                var p = new Problem<double>(shape, x, dy, gamma, [], 0);
                StatisticsTruth[] truth = Measurement.Statistics(norm, p);
                ErrorPair error = Measurement.Output(norm, p, truth, norm.Forward(p));
                string what = $"{name} of {n}, x 2^{xPower}, gamma 2^{gammaPower}, dy 2^{dyPower}";
                Assert.True(error.Normal <= 2.5 && error.Tiny <= 2.5, $"{what}: output {error}");
                var g = new Result(norm, p);
                error = Measurement.InputGradient(norm, p, truth, g.X);
                Assert.True(error.Normal <= 2 && error.Tiny <= 2.5, $"{what}: dx {error}");
                Assert.True(Affine(p, truth, g) <= 2, $"{what}: dgamma and dbeta {Affine(p, truth, g)}");
            }
        }
    }

    private sealed class Result
    {
        public Result(NormUnderTest norm, Problem<double> p)
        {
            X = new double[p.X.Length];
            Gamma = new double[p.Geometry.Affines];
            Beta = norm.HasBeta ? new double[p.Geometry.Affines] : [];
            norm.Backward<double>(p, p.Dy, p.X, X, Gamma, Beta);
        }

        public double[] X { get; }
        public double[] Gamma { get; }
        public double[] Beta { get; }
    }

    private static double Affine(Problem<double> p, StatisticsTruth[] truth, Result g)
    {
        AffineGradientTruth affine = Measurement.AffineGradients(p, truth);
        var zeros = new double[p.Geometry.Affines];
        return Math.Max(affine.GammaError<double>(zeros, g.Gamma).Normal, g.Beta.Length == 0 ? 0 : affine.BetaError<double>(zeros, g.Beta).Normal);
    }
}
