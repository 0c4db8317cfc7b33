using System.Numerics;
using Norm.ML.Kernels.Tests.Accuracy;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Gradients;

/// <summary>Statistics that the forward pass keeps are right, and serve the backward pass as well as computing them again.</summary>
public class SavedStatisticsTests
{
    public static TheoryData<string> AllNorms => Norms.Names;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Kept_statistics_give_gradients_within_the_limits(string norm, string pattern)
    {
        Check<float>(Norms.Get(norm), Patterns.Get(pattern));
        Check<double>(Norms.Get(norm), Patterns.Get(pattern));
    }

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (NormUnderTest norm in Norms.All)
        {
            foreach (string pattern in Patterns.Names)
            {
                data.Add(norm.Name, pattern);
            }
        }
        return data;
    }

    /// <summary>The mean to a rounding of the largest element, the inverse deviation or variance to a few roundings of itself.</summary>
    [Theory]
    [MemberData(nameof(AllNorms))]
    public void Kept_statistics_are_right(string name)
    {
        NormUnderTest norm = Norms.Get(name);
        foreach (Pattern pattern in Patterns.All.Where(p => !p.OverflowsSquares))
        {
            foreach (int size in (int[])[2, 7, 16, 33, 100, 768])
            {
                Problem<float> p = Problems.Make<float>(norm, norm.Shape(size, 5), pattern, AffineKind.None, size);
                double[] mean = new double[p.Geometry.Segments.Length], other = new double[mean.Length];
                norm.ForwardKeeping(p, p.X, new float[p.X.Length], mean, other, NormPrecision.Strict);
                for (int s = 0; s < mean.Length; s++)
                {
                    StatisticsTruth truth = norm.Measure(p.Values(p.X, s), p.Epsilon);
                    double largest = p.Values(p.X, s).Select(Math.Abs).Max();
                    if (norm.SubtractsMean)
                    {
                        Assert.InRange(Math.Abs((Dyadic.From(mean[s]) - truth.Mean).ToDouble()), 0, largest * 1e-15);
                    }

                    double inverse = norm.PerExample ? other[s] : other[s] + p.Epsilon == 0 ? 0 : 1 / Math.Sqrt(other[s] + p.Epsilon);
                    double expected = truth.ExactInverse.ToDouble();
                    Assert.True(Math.Abs(inverse - expected) <= 1e-9 * expected,
                        $"{norm}, {pattern}, {size}: 1/deviation {inverse:r}, expected {expected:r}");
                }
            }
        }
    }

    private static void Check<T>(NormUnderTest norm, Pattern pattern) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        WorstCase input = new(), gamma = new(), beta = new();
        foreach (int size in (int[])[2, 3, 8, 17, 64, 100, 257])
        {
            NormShape shape = norm.Shape(size, 5);
            Problem<T> p = Problems.Make<T>(norm, shape, pattern, AffineKind.Random, size);
            int segments = p.Geometry.Segments.Length, affines = p.Geometry.Affines;
            double[] mean = new double[segments], other = new double[segments];
            norm.ForwardKeeping(p, p.X, new T[p.X.Length], mean, other, NormPrecision.Strict);
            T[] dx = new T[p.X.Length], dgamma = new T[affines], dbeta = new T[affines], zeros = new T[affines];
            norm.BackwardKept(p, p.Dy, p.X, mean, other, dx, dgamma, dbeta);

            StatisticsTruth[] statistics = Measurement.Statistics(norm, p);
            AffineGradientTruth truth = Measurement.AffineGradients(p, statistics);
            input.Add(Measurement.InputGradient(norm, p, statistics, dx), shape, AffineKind.Random);
            if (norm.HasGamma)
            {
                gamma.Add(truth.GammaError<T>(zeros, dgamma), shape, AffineKind.Random);
            }

            if (norm.HasBeta)
            {
                beta.Add(truth.BetaError<T>(zeros, dbeta), shape, AffineKind.Random);
            }
        }
        Limits.Check<T>($"dx of {norm}, '{pattern}'", input, Limits.Strict<T>(pattern));
        Limits.Check<T>($"dgamma of {norm}, '{pattern}'", gamma, Limits.Gradient<T>());
        Limits.Check<T>($"dbeta of {norm}, '{pattern}'", beta, Limits.Gradient<T>());
    }
}
