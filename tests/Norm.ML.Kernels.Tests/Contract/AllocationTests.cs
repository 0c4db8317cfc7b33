using System.Numerics;
using System.Numerics.Tensors;
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
        CheckForward<Half>(Norms.Get(norm));
    }

    [Fact]
    public void No_fused_residual_allocates()
    {
        Check<float>();
        Check<double>();
        Check<Half>();

        static void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach (int size in (int[])[3, 16, 100, 768, 5000])
            {
                T[] x = new T[3 * size], residual = new T[3 * size], sum = new T[3 * size], y = new T[3 * size], gamma = new T[size];
                for (int i = 0; i < x.Length; i++)
                {
                    x[i] = T.CreateTruncating(i % 7);
                }

                foreach (NormPrecision precision in Enum.GetValues<NormPrecision>())
                {
                    AssertNone($"{typeof(T).Name} residual of {size}", () =>
                    {
                        LayerNorm.NormalizeResidual<T>(x, residual, size, gamma, gamma, sum, y, precision: precision);
                        RmsNorm.NormalizeResidual<T>(x, residual, size, gamma, sum, y, precision: precision);
                        RmsNorm.NormalizeResidual<T>(x, residual, size, gamma, sum, y, precision: precision, unitOffset: true);
                    });
                }
            }
        }
    }

    /// <summary>A tensor span itself keeps up to four dimensions without memory of its own.</summary>
    [Fact]
    public void No_call_on_tensors_allocates()
    {
        float[] x = new float[2 * 6 * 5], y = new float[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = i % 11;
        }

        nint[] shape = [2, 6, 5];
        AssertNone("tensors", () =>
        {
            var source = new ReadOnlyTensorSpan<float>(x, shape);
            var target = new TensorSpan<float>(y, shape);
            LayerNorm.Normalize<float>(source, default, default, target, axis: 1);
            RmsNorm.Normalize<float>(source, default, target);
            GroupNorm.Normalize<float>(source, 3, default, default, target);
            InstanceNorm.Normalize<float>(source, default, default, target);
            BatchNorm.NormalizeBatch<float>(source, default, default, target, default, default);
            BatchNorm.NormalizeBatch<float>(source, default, default, target, default, default, layout: NormLayout.ChannelsLast);
        });
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

    private static void CheckForward<T>(NormUnderTest norm) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int size in (int[])[3, 16, 100, 768, 5000])
        {
            Problem<T> p = Problems.Make<T>(norm, norm.Shape(size, 3), Patterns.Mixed, AffineKind.Random, size);
            T[] y = new T[p.X.Length];
            double[] mean = new double[p.Geometry.Segments.Length], other = new double[mean.Length];
            AssertNone($"{norm} of {size}", () =>
            {
                norm.Forward(p, p.X, y, NormPrecision.Strict);
                norm.Forward(p, p.X, y, NormPrecision.Fast);
                norm.ForwardKeeping(p, p.X, y, mean, other, NormPrecision.Strict);
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
