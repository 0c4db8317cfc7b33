using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Contract;

/// <summary>Steady use of a kernel allocates nothing.</summary>
public class AllocationTests
{
    public static TheoryData<string> AllNorms => Norms.Names;

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void No_call_allocates(string norm)
    {
        Check<float>(Norms.Get(norm));
        Check<double>(Norms.Get(norm));
    }

    [Fact]
    public void No_call_with_prepared_statistics_allocates()
    {
        float[] x = new float[3 * 300], y = new float[x.Length];
        double[] ones = [.. Enumerable.Repeat(1.0, 300)];
        var fitted = new FittedBatchNorm<float>(ones, ones, default, default);
        AssertNone("FittedBatchNorm", () =>
        {
            fitted.Normalize(x, y);
            fitted.Denormalize(x, y);
            BatchNorm.Normalize<float>(x, 300, 1, ones, ones, default, default, y);
        });
    }

    private static void Check<T>(NormUnderTest norm) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int size in (int[])[3, 16, 100, 768, 5000])
        {
            Problem<T> p = Problems.Make<T>(norm, norm.Shape(size, 3), Patterns.Mixed, AffineKind.Random, size);
            T[] y = new T[p.X.Length], dgamma = new T[p.Geometry.Affines], dbeta = new T[p.Geometry.Affines];
            double[] mean = new double[p.Geometry.Segments.Length], other = new double[mean.Length];
            AssertNone($"{norm} of {size}", () =>
            {
                norm.Forward(p, p.X, y, NormPrecision.Strict);
                norm.Forward(p, p.X, y, NormPrecision.Fast);
                norm.ForwardKeeping(p, p.X, y, mean, other, NormPrecision.Strict);
                norm.Backward(p, p.Dy, p.X, y, dgamma, dbeta);
                norm.BackwardKept(p, p.Dy, p.X, mean, other, y, dgamma, dbeta);
            });
        }
    }

    /// <summary>Memory comes from the shared pool, which a collection may trim: one of a few calls has to allocate nothing.</summary>
    private static void AssertNone(string what, Action call)
    {
        call();
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.True(least == 0, $"{what} allocates {least} bytes in every call");
    }
}
