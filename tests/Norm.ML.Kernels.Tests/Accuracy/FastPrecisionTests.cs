using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>Fast is not worse than PyTorch's float result on any pattern, on the same bits.</summary>
public class FastPrecisionTests
{
    [Theory]
    [MemberData(nameof(Cases))]
    public void Fast_is_no_worse_than_PyTorch(string norm, string pattern)
    {
        ErrorPair ours = AccuracyTable.Of(norm, pattern).Fast, peer = PyTorchErrors.Of(norm, pattern);

        Assert.True(ours.Normal <= Math.Max(peer.Normal, RoundedWell) && ours.Tiny <= Math.Max(peer.Tiny, Limits.Tiny),
            $"Fast {ours}, PyTorch {peer}");
    }

    /// <summary>The promise for every single result, in units of <c>(max|xhat| max|gamma| + max|beta|) * 2^-23</c>.</summary>
    private const double Bound = 2.5;

    [Theory]
    [MemberData(nameof(WithGamma))]
    public void Fast_stays_within_its_bound_also_with_gammas_of_many_sizes(string name)
    {
        NormUnderTest norm = Norms.Get(name);
        double worst = 0;
        string where = "";
        foreach (int size in (int[])[2, 4, 7, 8, 16, 100, 129, 200, 256, 333, 512, 768, 1024, 4096])
        {
            foreach (Pattern pattern in Patterns.All)
            {
                NormShape shape = norm.Shape(size, size > 300 ? 1 : 3);
                Problem<float> p = Problems.Make<float>(norm, shape, pattern, AffineKinds.All[size % AffineKinds.All.Count], size);
                Check(p, AffineKinds.All[size % AffineKinds.All.Count]);
                Numbers random = Numbers.For(size, 9);
                float[] gamma = [.. Enumerable.Range(0, shape.Geometry.Affines).Select(i => (float)(random.Normal() * Math.Pow(10, i % 31 - 15)))];
                Check(new Problem<float>(shape, p.X, [], gamma, [], p.Epsilon), AffineKind.Random);
            }
        }

        Assert.True(worst <= Bound, $"{name}: {worst:F2} at {where}");

        void Check(Problem<float> p, AffineKind affine)
        {
            StatisticsTruth[] statistics = Measurement.Statistics(norm, p);
            float[] y = norm.Forward(p, NormPrecision.Fast);
            for (int s = 0; s < statistics.Length; s++)
            {
                double[] x = p.Values(p.X, s);
                TwoPart[] gamma = p.Gammas(s, norm.UnitOffset);
                double error = OutputTruth.Error<float>(statistics[s], x, gamma, p.Betas(s), p.Gather(y, s)).Normal;
                double mean = norm.SubtractsMean ? x.Average() : 0, beta = p.Betas(s).Max(Math.Abs);
                double largest = x.Max(v => Math.Abs(v - mean)), both = x.Zip(gamma, (v, g) => Math.Abs(v - mean) * g.Magnitude).Max();
                double inverse = 1 / Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + p.Epsilon);
                double share = double.IsFinite(inverse) ? (both * inverse + beta) / (largest * gamma.Max(g => g.Magnitude) * inverse + beta) : 1;
                if (error * share > worst)
                {
                    (worst, where) = (error * share, $"{p.Shape}, {affine}");
                }
            }
        }
    }

    public static TheoryData<string> Names => [.. Norms.All.Where(n => n.PerExample).Select(n => n.Name)];

    public static TheoryData<string> WithGamma => [.. Norms.All.Where(n => n.PerExample && n.HasGamma).Select(n => n.Name)];

    /// <summary>Below this both are as good as float arithmetic gets, and which one wins is chance.</summary>
    private const double RoundedWell = 1;

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (NormUnderTest norm in TableCases.TableNorms)
        {
            foreach (Pattern pattern in Patterns.All)
            {
                data.Add(norm.Name, pattern.Name);
            }
        }
        return data;
    }
}
