using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>
/// Exact: every output is the number of its type that is nearest to the formula, ties to even, at every size, pattern, gamma and beta.
/// </summary>
public sealed class ExactPrecisionTests
{
    public static TheoryData<string> All => [.. Norms.All.Select(n => n.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_float_is_the_nearest(string norm) => Check<float>(Norms.Get(norm));

    [Theory]
    [MemberData(nameof(All))]
    public void Every_Half_is_the_nearest(string norm) => Check<Half>(Norms.Get(norm));

    [Fact]
    public void Ties_are_even_and_halves_that_lie_between_follow_the_formula()
    {
        // +-1 without epsilon, so y = gamma + beta exactly: a third of these sums are ties.
        Numbers random = Numbers.For(1, 2);
        for (int size = 2; size <= 64; size += 2)
        {
            float[] x = [.. Enumerable.Range(0, size).Select(i => i % 2 == 0 ? 3f : 1f)], y = new float[size];
            float[] gamma = [.. x.Select(_ => (float)random.Normal())], beta = [.. x.Select(_ => (float)(8 * random.Normal()))];
            LayerNorm.Normalize<float>(x, size, gamma, beta, y, 0, NormPrecision.Exact);
            for (int i = 0; i < size; i++)
            {
                double sum = i % 2 == 0 ? (double)gamma[i] + beta[i] : (double)beta[i] - gamma[i]; // exact: the exponents are close
                Assert.Equal((float)sum, y[i]);
            }
        }
    }

    [Theory]
    [InlineData(1e38f, 1e-12)]
    [InlineData(1e30f, 1e-12)]
    [InlineData(1e25f, 1e-5)]
    [InlineData(1e20f, 1e-5)]
    [InlineData(1e10f, 1e-5)]
    [InlineData(1e3f, 1e-5)]
    public void A_beta_that_cancels_more_digits_than_two_parts_hold_leaves_the_nearest_float(float size, double epsilon)
    {
        // x is -size and size, so xhat is -+1 but for epsilon, and y is -+gamma epsilon / (2 size^2): far below what two parts hold of the sum.
        float[] x = [-size, size], gamma = [-1.25f, 1.25f], beta = [-1.25f, -1.25f], y = new float[2];
        double small = -1.25 * epsilon / 2 / size / size;
        LayerNorm.Normalize<float>(x, 2, gamma, beta, y, epsilon, NormPrecision.Exact);
        Assert.All(y, value => Assert.True(float.IsNegative(value)));
        Assert.All(y, value => Assert.Equal(small, value, Math.Max(Math.Abs(small) * 1e-6, float.Epsilon / 2.0)));
    }

    [Fact]
    public void Working_in_place_gives_the_same_bits()
    {
        foreach (NormUnderTest norm in Norms.All)
        {
            foreach (int size in (int[])[2, 5, 16, 33, 100, 1025])
            {
                Problem<float> p = Problems.Make<float>(norm, norm.Shape(size, 3), Patterns.Mixed, AffineKind.Random, size);
                float[] apart = norm.Forward(p, NormPrecision.Exact), inPlace = [.. p.X];
                norm.Forward<float>(p, inPlace, inPlace, NormPrecision.Exact);
                Bits.Equal<float>(apart, inPlace, $"{norm} of {size} in place");
            }
        }
    }

    [Fact]
    public void Kept_statistics_and_rows_that_are_not_finite_are_those_of_Strict()
    {
        foreach (NormUnderTest norm in Norms.All)
        {
            Problem<float> p = Problems.Make<float>(norm, norm.Shape(40, 5), Patterns.Get("normal"), AffineKind.Random, 3);
            p.X[7] = float.NaN;
            p.X[p.X.Length / 2] = float.PositiveInfinity;
            int segments = p.Geometry.Segments.Length;
            float[] strict = new float[p.X.Length], exact = new float[p.X.Length];
            double[] mean = norm.SubtractsMean ? new double[segments] : [], other = new double[segments], mean2 = [.. mean], other2 = [.. other];
            norm.ForwardKeeping<float>(p, p.X, strict, mean, other, NormPrecision.Strict);
            norm.ForwardKeeping<float>(p, p.X, exact, mean2, other2, NormPrecision.Exact);
            Assert.Equal(mean, mean2);
            Assert.Equal(other, other2);
            for (int i = 0; i < strict.Length; i++)
            {
                Assert.True(float.IsNaN(strict[i]) == float.IsNaN(exact[i]) && (float.IsNaN(strict[i]) || Math.Abs(strict[i] - exact[i]) < 1e-5),
                    $"{norm}, {i}: {strict[i]} and {exact[i]}");
            }
        }
    }

    private static void Check<T>(NormUnderTest norm) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] sizes = Depths.Current == Depth.Quick ? [2, 3, 7, 8, 15, 16, 17, 31, 33, 64, 100, 256, 1027, 4096]
            : [.. Depths.Sizes.Where(s => s > 1)];
        int number = 0;
        foreach (Pattern pattern in Patterns.All)
        {
            foreach (int size in sizes.Where(s => s >= norm.SmallestSize && (s < 1000 || number % 5 == 0)))
            {
                AffineKind affine = AffineKinds.All[number++ % AffineKinds.All.Count];
                Problem<T> p = Problems.Make<T>(norm, norm.Shape(size, size > 300 ? 1 : 3), pattern, affine, number);
                T[] y = norm.Forward(p, NormPrecision.Exact);
                for (int s = 0; s < p.Geometry.Segments.Length; s++)
                {
                    double[] x = p.Values(p.X, s), beta = p.Betas(s);
                    if (!x.All(double.IsFinite) || !beta.All(double.IsFinite))
                    {
                        continue;
                    }

                    TwoPart[] gamma = p.Gammas(s, norm.UnitOffset);
                    T[] own = p.Gather(y, s);
                    var truth = norm.Nearest(x, p.Epsilon);
                    for (int i = 0; i < x.Length; i += 1 + x.Length / 200)
                    {
                        if (!double.IsFinite(gamma[i].High))
                        {
                            continue;
                        }

                        Assert.True(truth.IsNearest(own[i], x[i], gamma[i], beta[i]),
                            $"{norm} of {size}, '{pattern.Name}', {affine}, element {i}: {own[i]}, x {x[i]:R}, gamma {gamma[i].High:R}, beta "
                                + $"{beta[i]:R}");
                    }
                }
            }
        }
    }
}
