using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>
/// Many random rows: of 2 to 256 elements, means from 0 to 1e5, normal, uniform or lognormal, with every kind of gamma and beta. Twenty thousand
/// of each kind in an ordinary run, a million in a deep one.
/// </summary>
public class RandomRowsTests
{
    private const int RowsPerCall = 50;

    [Theory]
    [InlineData("LayerNorm")]
    [InlineData("RmsNorm")]
    [InlineData("RmsNorm (1 + gamma)")]
    [InlineData("GroupNorm")]
    [InlineData("BatchNorm, channels last")]
    public void Floats_stay_within_their_limit(string norm) => Check<float>(norm, 1);

    [Theory]
    [InlineData("LayerNorm")]
    [InlineData("RmsNorm")]
    [InlineData("RmsNorm (1 + gamma)")]
    [InlineData("GroupNorm")]
    [InlineData("BatchNorm, channels last")]
    public void Doubles_stay_within_their_limit(string norm) => Check<double>(norm, 2.5);

    private static void Check<T>(string name, double limit) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NormUnderTest norm = Norms.Get(name);
        Numbers random = Numbers.For(name.Length, (int)limit);
        var worst = new WorstCase();
        var gradients = new WorstCase();
        int rows = 0;
        for (int call = 0; rows < Depths.Times(20_000); call++)
        {
            int size = 2 + random.Below(255), kind = random.Below(3);
            double mean = random.Below(3) == 0 ? 0 : Math.ScaleB(random.Normal(), random.Below(18)),
                spread = Math.ScaleB(1 + random.Uniform(), random.Below(20) - 10);
            var pattern = new Pattern("random", s => mean + spread * (kind == 0 ? s.Random.Normal() : kind == 1 ? s.Random.Uniform()
                : Lognormal(s.Random)), random.Below(2) * 1e-5);
            AffineKind affine = AffineKinds.All[random.Below(AffineKinds.All.Count)];
            NormShape shape = norm.Shape(size, RowsPerCall);
            Problem<T> p = Problems.Make<T>(norm, shape, pattern, affine, call);
            StatisticsTruth[] statistics = Measurement.Statistics(norm, p);
            worst.Add(Measurement.Output(norm, p, statistics, norm.Forward(p)), shape, affine);
            rows += shape.Geometry.Segments.Length;
            if (call % 4 != 0)
            {
                continue;
            }

            T[] dx = new T[p.X.Length];
            norm.Backward(p, p.Dy, p.X, dx, default, default);
            gradients.Add(Measurement.InputGradient(norm, p, statistics, dx), shape, affine);
        }
        Limits.Check<T>($"y of {name}", worst, limit);
        Limits.Check<T>($"dx of {name}", gradients, limit);
    }

    private static double Lognormal(Numbers random) =>
        Math.ScaleB(1 + random.Uniform(), (int)(4 * random.Normal())) * (random.Below(2) == 0 ? 1 : -1);
}
