using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Properties;

/// <summary>Half is storage: every norm and gradient gives what floats give, rounded once by the cast of .NET.</summary>
public sealed class HalfBitsTests
{
    public static TheoryData<string> AllNorms => Norms.Names;

    // Groups that are converted one by one, several at once and within whole examples.
    private static int[] Sizes => [2, 3, 7, 8, 15, 16, 33, 64, 100, 256, 768, 1500, 4096, 6000, 9001];

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void Results_and_statistics_are_those_of_floats(string norm) => Each(norm, (n, p, wide, what) =>
    {
        foreach (NormPrecision precision in (NormPrecision[])[NormPrecision.Strict, NormPrecision.Fast])
        {
            int segments = p.Geometry.Segments.Length;
            Half[] expected = Narrow(n.Forward(wide, precision)), inPlace = [.. p.X], kept = new Half[p.X.Length];
            double[] mean = n.SubtractsMean ? new double[segments] : [], other = new double[segments], mean2 = [.. mean], other2 = [.. other];
            float[] keptWide = new float[p.X.Length];
            n.ForwardKeeping<float>(wide, wide.X, keptWide, mean, other, precision);
            n.ForwardKeeping<Half>(p, p.X, kept, mean2, other2, precision);
            n.Forward<Half>(p, inPlace, inPlace, precision);
            Bits.Equal<Half>(expected, n.Forward(p, precision), $"{what}, {precision}");
            Bits.Equal<Half>(expected, inPlace, $"{what}, {precision}, in place");
            Bits.Equal<Half>(Narrow(keptWide), kept, $"{what}, {precision}, with statistics");
            Bits.Equal<double>(mean, mean2, $"{what}, {precision}, mean");
            Bits.Equal<double>(other, other2, $"{what}, {precision}, the other statistic");
        }
    });

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void Gradients_are_those_of_floats(string norm) => Each(norm, (n, p, wide, what) =>
    {
        int gammas = n.HasGamma ? p.Geometry.Affines : 0, betas = n.HasBeta ? p.Geometry.Affines : 0, segments = p.Geometry.Segments.Length;
        double[] mean = n.SubtractsMean ? new double[segments] : [], other = new double[segments];
        n.ForwardKeeping<float>(wide, wide.X, new float[p.X.Length], mean, other, NormPrecision.Strict);
        foreach (bool saved in (bool[])[false, true])
        {
            // The sums are added to what is there.
            Half[] dx = [.. p.Dy], dgamma = new Half[gammas], dbeta = new Half[betas];
            float[] dxWide = new float[p.X.Length];
            Array.Fill(dgamma, (Half)0.25f);
            Array.Fill(dbeta, (Half)(-3));
            float[] dgammaWide = Widen(dgamma), dbetaWide = Widen(dbeta);
            if (saved)
            {
                n.BackwardKept<float>(wide, wide.Dy, wide.X, mean, other, dxWide, dgammaWide, dbetaWide);
                n.BackwardKept<Half>(p, dx, p.X, mean, other, dx, dgamma, dbeta);
            }
            else
            {
                n.Backward<float>(wide, wide.Dy, wide.X, dxWide, dgammaWide, dbetaWide);
                n.Backward<Half>(p, dx, p.X, dx, dgamma, dbeta);
                Half[] alone = new Half[gammas];
                Array.Fill(alone, (Half)0.25f);
                n.Backward<Half>(p, p.Dy, p.X, default, alone, default);
                Bits.Equal<Half>(dgamma, alone, $"{what}: dgamma alone");
            }

            Bits.Equal<Half>(Narrow(dxWide), dx, $"{what}: dx");
            Bits.Equal<Half>(Narrow(dgammaWide), dgamma, $"{what}: dgamma");
            Bits.Equal<Half>(Narrow(dbetaWide), dbeta, $"{what}: dbeta");
        }
    });

    [Fact]
    public void A_fitted_BatchNorm_gives_what_it_gives_for_floats()
    {
        foreach (int channels in (int[])[1, 2, 7, 8, 33, 100, 768, 5000])
        {
            foreach (int spatial in (int[])[1, 3, 50])
            {
                foreach (NormLayout layout in Enum.GetValues<NormLayout>())
                {
                    foreach (int examples in (int[])[0, 1, 5])
                    {
                        Fitted(channels, spatial, layout, examples);
                    }
                }
            }
        }
    }

    private static void Fitted(int channels, int spatial, NormLayout layout, int examples)
    {
        Numbers random = Numbers.For(channels, spatial, examples);
        Half[] x = Random(random, channels * spatial * examples, 30), gamma = Random(random, channels, 1), beta = Random(random, channels, 2);
        if (x.Length > 3)
        {
            (x[0], x[1], x[2], x[3]) = (Half.NaN, Half.PositiveInfinity, Half.MaxValue, Half.Epsilon);
        }

        double[] mean = [.. gamma.Select(g => 3 * (double)g)], variance = [.. beta.Select(b => Math.Abs((double)b))];
        FittedBatchNorm<Half> fitted = new(mean, variance, gamma, beta);
        FittedBatchNorm<float> wide = new(mean, variance, Widen(gamma), Widen(beta));
        Half[] y = new Half[x.Length], back = new Half[x.Length], once = new Half[x.Length];
        float[] yWide = new float[x.Length];
        string what = $"{examples} examples of {channels} channels and {spatial} positions, {layout}";
        fitted.Normalize(x, y, spatial, layout);
        wide.Normalize(Widen(x), yWide, spatial, layout);
        Bits.Equal<Half>(Narrow(yWide), y, what);
        fitted.Denormalize(y, back, spatial, layout);
        wide.Denormalize(Widen(y), yWide, spatial, layout);
        Bits.Equal<Half>(Narrow(yWide), back, $"back, {what}");
        BatchNorm.Normalize<Half>(x, channels, spatial, mean, variance, gamma, beta, once, 1e-5, layout);
        Bits.Equal<Half>(y, once, $"at once, {what}");
        if (examples == 1)
        {
            int[] positions = [.. Enumerable.Range(0, x.Length)];
            fitted.NormalizeAt(x, positions, once, spatial, layout);
            Bits.Equal<Half>(y, once, $"by position, {what}");
        }

        fitted.NormalizeParallel(x, once, 2, spatial, layout);
        Bits.Equal<Half>(y, once, $"in parallel, {what}");
    }

    private static void Each(string norm, Action<NormUnderTest, Problem<Half>, Problem<float>, string> check)
    {
        NormUnderTest n = Norms.Get(norm);
        int number = 0;
        foreach (int size in Sizes)
        {
            foreach (int segments in size > 1000 ? (int[])[1, 4] : [1, 3, 12])
            {
                AffineKind affine = AffineKinds.All[number++ % AffineKinds.All.Count];
                Problem<Half> p = Problems.Make<Half>(n, n.Shape(size, segments), Patterns.Mixed, affine, number);
                var wide = new Problem<float>(p.Shape, Widen(p.X), Widen(p.Dy), Widen(p.Gamma), Widen(p.Beta), p.Epsilon);
                check(n, p, wide, $"{norm}, {segments} of {size}, {affine}");
            }
        }
    }

    private static Half[] Random(Numbers random, int length, double spread) =>
        [.. Enumerable.Range(0, length).Select(_ => (Half)(spread * random.Normal()))];

    private static float[] Widen(Half[] values) => Array.ConvertAll(values, value => (float)value);

    private static Half[] Narrow(float[] values) => Array.ConvertAll(values, value => (Half)value);
}
