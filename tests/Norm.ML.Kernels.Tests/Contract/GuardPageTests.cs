using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Contract;

/// <summary>No kernel reads or writes outside its spans: every buffer lies against a page that may not be touched.</summary>
public class GuardPageTests
{
    public static TheoryData<string> AllNorms => Norms.Names;

    public static TheoryData<string> RowNorms => Norms.RowNames;

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void Normalize_stays_within_its_spans(string norm)
    {
        Forward<float>(norm);
        Forward<double>(norm);
        Forward<Half>(norm);
    }

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void Backward_stays_within_its_spans(string norm)
    {
        Backward<float>(norm);
        Backward<double>(norm);
    }

    [Fact]
    public void Fitted_BatchNorm_stays_within_its_spans()
    {
        Fitted<float>();
        Fitted<double>();
    }

    [Theory]
    [MemberData(nameof(RowNorms))]
    public void The_fused_residual_stays_within_its_spans(string norm)
    {
        Residual<float>(norm == "LayerNorm");
        Residual<double>(norm == "LayerNorm");
        Residual<Half>(norm == "LayerNorm");
    }

    private static void Forward<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!GuardedMemory.Available)
        {
            return;
        }

        NormUnderTest norm = Norms.Get(name);
        using GuardedMemory source = new(1 << 16), target = new(1 << 16), first = new(1 << 13), second = new(1 << 13);
        foreach ((Problem<T> p, bool atEnd) in Cases<T>(norm))
        {
            T[] expected = norm.Forward(p);
            foreach (NormPrecision precision in Enum.GetValues<NormPrecision>())
            {
                Span<T> x = source.Copy<T>(p.X, atEnd), y = target.Take<T>(p.X.Length, atEnd);
                Span<double> mean = first.Take<double>(p.Geometry.Segments.Length, atEnd),
                    other = second.Take<double>(p.Geometry.Segments.Length, atEnd);
                norm.ForwardKeeping(p, x, y, norm.SubtractsMean ? mean : default, other, precision);
                Assert.True(target.IsIntactAround<T>(p.X.Length, atEnd), $"{norm} wrote beside its result of {p.X.Length}");
                Assert.True(second.IsIntactAround<double>(p.Geometry.Segments.Length, atEnd), $"{norm} wrote beside its statistics");
                Bits.Equal<T>(p.X, x, "the source");
                if (precision == NormPrecision.Strict)
                {
                    Bits.Equal<T>(expected, y, $"{norm} in guarded memory");
                }
            }
        }
    }

    private static void Backward<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!GuardedMemory.Available)
        {
            return;
        }

        NormUnderTest norm = Norms.Get(name);
        using GuardedMemory source = new(1 << 16), upstream = new(1 << 16), target = new(1 << 16), gamma = new(1 << 13), beta = new(1 << 13);
        foreach ((Problem<T> p, bool atEnd) in Cases<T>(norm))
        {
            Span<T> x = source.Copy<T>(p.X, atEnd), dy = upstream.Copy<T>(p.Dy, atEnd), dx = target.Take<T>(p.X.Length, atEnd);
            Span<T> dgamma = gamma.Copy<T>(new T[p.Geometry.Affines], atEnd), dbeta = beta.Copy<T>(new T[p.Geometry.Affines], atEnd);
            norm.Backward(p, dy, x, dx, dgamma, dbeta);
            Assert.True(target.IsIntactAround<T>(p.X.Length, atEnd), $"{norm} wrote beside dx of {p.X.Length}");
            Assert.True(gamma.IsIntactAround<T>(p.Geometry.Affines, atEnd), $"{norm} wrote beside dgamma");
            Assert.True(beta.IsIntactAround<T>(p.Geometry.Affines, atEnd), $"{norm} wrote beside dbeta");
            Bits.Equal<T>(p.X, x, "the source");
            Bits.Equal<T>(p.Dy, dy, "the upstream gradient");
        }
    }

    private static void Fitted<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!GuardedMemory.Available)
        {
            return;
        }

        using GuardedMemory source = new(1 << 17), target = new(1 << 17);
        foreach (int channels in Depths.SmallSizes)
        {
            double[] ones = [.. Enumerable.Repeat(1.0, channels)];
            var fitted = new FittedBatchNorm<T>(ones, ones, default, default);
            foreach (bool atEnd in (bool[])[true, false])
            {
                foreach (int spatial in (int[])[1, 2, 7, 17])
                {
                    foreach (NormLayout layout in Enum.GetValues<NormLayout>())
                    {
                        int length = channels * spatial * (1 + channels % 3);
                        Span<T> x = source.Copy<T>(new T[length], atEnd), y = target.Take<T>(length, atEnd);
                        fitted.Normalize(x, y, spatial, layout);
                        Assert.True(target.IsIntactAround<T>(length, atEnd));
                        fitted.Denormalize(x, y, spatial, layout);
                        Assert.True(target.IsIntactAround<T>(length, atEnd));
                    }
                }
            }
        }
    }

    private static void Residual<T>(bool subtractsMean) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!GuardedMemory.Available)
        {
            return;
        }

        using GuardedMemory first = new(1 << 15), second = new(1 << 15), third = new(1 << 15), fourth = new(1 << 15);
        foreach (int size in Depths.SmallSizes)
        {
            int length = size * (1 + size % 5);
            Span<T> x = first.Copy<T>(new T[length], true), residual = second.Copy<T>(new T[length], true);
            Span<T> sum = third.Take<T>(length, true), y = fourth.Take<T>(length, true);
            if (subtractsMean)
            {
                LayerNorm.NormalizeResidual<T>(x, residual, size, default, default, sum, y);
            }
            else
            {
                RmsNorm.NormalizeResidual<T>(x, residual, size, default, sum, y);
            }

            Assert.True(third.IsIntactAround<T>(length, true) && fourth.IsIntactAround<T>(length, true));
        }
    }

    /// <summary>All sizes; the parameters lie in ordinary memory, as their lengths are those of the other buffers.</summary>
    private static IEnumerable<(Problem<T> Problem, bool AtEnd)> Cases<T>(NormUnderTest norm) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int size in Depths.SmallSizes.Where(s => s >= norm.SmallestSize))
        {
            NormShape shape = norm.Shape(size, size > 200 ? 3 : 1 + size % 11);
            Problem<T> p = Problems.Make<T>(norm, shape, Patterns.Get("normal"), AffineKinds.All[size % AffineKinds.All.Count], size);
            yield return (p, true);
            yield return (p, false);
        }
    }
}
