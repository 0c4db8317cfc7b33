using System.Runtime.Intrinsics;
using Norm.ML.Internals.Simd;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Simd;

namespace Norm.ML.Kernels.Tests.Simd;

/// <summary>A call with one to three rows runs the steps of the unrolled kernel itself, and gives the bits of the library's kernel.</summary>
public class FewUnrolledRowsTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(40)]
    public void The_steps_of_the_kernel_run_once_per_row(int rows)
    {
        Numbers random = Numbers.For(rows);
        float[] x = [.. Enumerable.Range(0, rows * Counting.ExampleLength).Select(_ => (float)random.Normal())];
        float[] gamma = x[..Counting.ExampleLength], beta = [.. gamma.Select(value => 1 - value)];
        float[] y = new float[x.Length], expected = new float[x.Length];
        Counting.SumCalls = Counting.WriteCalls = 0;
        UnrolledRows.Strict<Counting>(x, gamma, beta, y);
        LayerNorm.Normalize<float>(x, Counting.ExampleLength, gamma, beta, expected);
        Bits.Equal<float>(expected, y, $"{rows} rows");
        if (SoftwareFma.IsHardware && Vector256.IsHardwareAccelerated)
        {
            Assert.Equal((rows, rows), (Counting.SumCalls, Counting.WriteCalls));
        }
    }

    [Fact]
    public void A_row_that_needs_the_fallback_leaves_its_neighbours_alone()
    {
        float[] x = [.. Enumerable.Repeat(1e6f, Counting.ExampleLength), .. Enumerable.Range(0, Counting.ExampleLength).Select(i => (float)i)];
        float[] ones = [.. Enumerable.Repeat(1f, Counting.ExampleLength)], y = new float[x.Length], expected = new float[x.Length];
        UnrolledRows.Strict<Counting>(x, ones, ones, y);
        LayerNorm.Normalize<float>(x, Counting.ExampleLength, ones, ones, expected);
        Bits.Equal<float>(expected, y, "a constant row and an ordinary one");
        Assert.Equal(ones, y[..Counting.ExampleLength]);
    }

    private readonly struct Counting : IStrictUnrolledKernel
    {
        public static int SumCalls { get; set; }

        public static int WriteCalls { get; set; }

        public static NormKind Kind => NormKind.LayerNorm;

        public static int ExampleLength => 16;

        public static int GammaLength => 16;

        public static int BetaLength => 16;

        public static double Epsilon => 1e-5;

        public static NormPrecision Precision => NormPrecision.Strict;

        static void IStrictUnrolledKernel.Sums<F, D>(ref float x, ref double sums, ref double squares)
        {
            SumCalls++;
            F row = F.Load(ref x, 0);
            D a = F.Lower(row), b = F.Upper(row);
            D.Store(a + b, ref sums, 0);
            D.Store(D.FmaOfFloats(b, b, a * a), ref squares, 0);
        }

        static void IStrictUnrolledKernel.Write<F, D>(
            ref float x, ref float gamma, ref float beta, ref float y, F high, F low, F shiftHigh, F shiftLow)
        {
            WriteCalls++;
            F row = F.Load(ref x, 0), g = F.Load(ref gamma, 0), b = F.Load(ref beta, 0);
            F.Store(F.FmaOfTwoParts(row, high, low, shiftHigh, shiftLow, g, b), ref y, 0);
        }
    }
}
