using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Rows;
using Norm.ML.Internals.Rows.Few;
using Norm.ML.Internals.Simd;

namespace Norm.ML.Simd;

public static partial class UnrolledRows
{
    // One to three rows by the steps of the kernel, without a batch. The JIT inlines them into code for one row of one size.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool FewStrict<TKernel>(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination)
        where TKernel : struct, IStrictUnrolledKernel
    {
        // Without 512-bit vectors, the unrolled steps of longer rows do not fit the registers: see LongestNarrowRow.
        if (!SoftwareFma.IsHardware || !Vector256.IsHardwareAccelerated
            || (!Vector512.IsHardwareAccelerated && TKernel.ExampleLength > LongestNarrowRow))
        {
            return Few<TKernel, float>(x, gamma, beta, destination);
        }

        int size = TKernel.ExampleLength, rows = x.Length == size ? 1 : x.Length / size;
        if ((uint)(rows - 1) >= MostFewRows)
        {
            return false;
        }

        ref float source = ref MemoryMarshal.GetReference(x), target = ref MemoryMarshal.GetReference(destination);
        ref float g = ref MemoryMarshal.GetReference(gamma), b = ref MemoryMarshal.GetReference(beta);
        for (int row = 0; row < rows; row++)
        {
            bool done = Vector512.IsHardwareAccelerated
                ? StrictRow<TKernel, SimdFloat16Of512, SimdDouble8Of512>(ref source, ref g, ref b, ref target)
                : StrictRow<TKernel, SimdFloat16Of256, SimdDouble8Of256>(ref source, ref g, ref b, ref target);
            if (!done)
            {
                General<TKernel, float>(x.Slice(row * size, size), gamma, beta, destination.Slice(row * size, size), TKernel.Epsilon);
            }

            source = ref Unsafe.Add(ref source, size);
            target = ref Unsafe.Add(ref target, size);
        }

        return true;
    }

    // False if the row needs the fallback.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private static unsafe bool StrictRow<TKernel, F, D>(ref float x, ref float gamma, ref float beta, ref float y)
        where TKernel : struct, IStrictUnrolledKernel where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>
    {
        Unsafe.SkipInit(out RowScratch memory);
        ref double sums = ref Unsafe.As<float, double>(ref Line(ref memory)), squares = ref Unsafe.Add(ref sums, Eight);
        fixed (float* pinnedX = &x, pinnedGamma = &gamma, pinnedBeta = &beta, pinnedY = &y) // masked loads and stores take pointers
        {
            TKernel.Sums<F, D>(ref x, ref sums, ref squares);
            double sum = 0, square;
            if (SubtractsMean<TKernel>())
            {
                Vector128<double> both = PairwiseSum.SumBoth(D.Load(ref sums, 0), D.Load(ref squares, 0));
                (sum, square) = (both.ToScalar(), both.GetElement(1));
            }
            else
            {
                square = D.Sum(D.Load(ref squares, 0));
            }

            if (IsLength<TKernel>())
            {
                square = RowDivisor.Squares<UnitNormPlain>(square, TKernel.Epsilon);
            }

            if (!FewCoefficients.Of(
                SubtractsMean<TKernel>(), sum, square, Count<TKernel>(TKernel.ExampleLength), Added<TKernel>(TKernel.Epsilon), out float high,
                out float low, out float shiftHigh, out float shiftLow))
            {
                return false;
            }

            TKernel.Write<F, D>(
                ref x, ref gamma, ref beta, ref y, F.Broadcast(high), F.Broadcast(low), SubtractsMean<TKernel>() ? F.Broadcast(shiftHigh) : default,
                SubtractsMean<TKernel>() ? F.Broadcast(shiftLow) : default);
            return true;
        }
    }

    [InlineArray(2 * Eight + 8)]
    private struct RowScratch
    {
        private double _first;
    }
}
