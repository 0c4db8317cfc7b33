using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>
/// An element far above all others, whose gamma is 0: only the others are seen, and their natural scale is small. What is rounded away from the
/// outlier moves them.
/// </summary>
public class HiddenOutlierTests
{
    public static TheoryData<string> WithGammaByElement => [.. Norms.All.Where(n => n.PerExample && n.SubtractsMean && n.Shape(8, 1).Geometry is var g
        && g.Segments[0].Select(i => g.Affine[i]).Distinct().Count() > 1).Select(n => n.Name)];

    [Theory]
    [MemberData(nameof(WithGammaByElement))]
    public void Does_not_move_the_others(string norm)
    {
        Check<float>(Norms.Get(norm));
        Check<double>(Norms.Get(norm));
    }

    private static void Check<T>(NormUnderTest norm) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int size in (int[])[.. Enumerable.Range(2, Depths.Current == Depth.Quick ? 70 : 400).Where(s => s < 70 || s % 5 == 0), 1000, 1024,
            4096])
        {
            NormShape shape = norm.Shape(size, size > 300 ? 3 : 17);
            for (int kind = 0; kind < 4; kind++)
            {
                Numbers random = Numbers.For(size, kind);
                var x = new T[shape.Geometry.Length];
                var gamma = new T[shape.Geometry.Affines];
                Array.Fill(gamma, T.One);
                int at = random.Below(shape.Geometry.Segments[0].Length);
                foreach (int[] segment in shape.Geometry.Segments)
                {
                    double outlier = kind switch { 0 => 1, 1 => 1.1, 2 => 1e6 * (1 + random.Uniform()), _ => 1 + random.Uniform() };
                    for (int i = 0; i < segment.Length; i++)
                    {
                        x[segment[i]] = Element<T>.From(i == at ? outlier : kind == 1 ? 0.3 : kind == 2 ? random.Normal() : 0);
                    }

                    gamma[shape.Geometry.Affine[segment[at]]] = T.Zero;
                }
                var p = new Problem<T>(shape, x, [], gamma, [], 1e-5);
                ErrorPair error = Measurement.Output(norm, p, Measurement.Statistics(norm, p), norm.Forward(p));
                Assert.True(error.Normal <= Limits.Strict<T>(Patterns.Get("normal")), $"{norm} of {size}, {typeof(T).Name}, kind {kind}: {error}");
            }
        }
    }
}
