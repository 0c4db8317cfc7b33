using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Rows;
using Norm.ML.Internals.Rows.Floats;

namespace Norm.ML.Simd;

public static partial class UnrolledRows
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void FastTransposedRows<TKernel, F, D>(
        ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination, double epsilon)
        where TKernel : struct, IFastUnrolledKernel where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>
    {
        Unsafe.SkipInit(out TransposedScratch memory);
        ref float tile = ref Line(ref memory), sums = ref Unsafe.Add(ref tile, 8 * Lanes);
        ref float source = ref MemoryMarshal.GetReference(x), g = ref MemoryMarshal.GetReference(gamma);
        ref float b = ref MemoryMarshal.GetReference(beta), target = ref MemoryMarshal.GetReference(destination);
        nint size = TKernel.ExampleLength, total = x.Length;
        for (nint first = 0; first < total; first += Lanes * size)
        {
            nint count = nint.Min(Lanes, (total - first) / size);
            if (count == Lanes)
            {
                F.LoadTransposed(ref Unsafe.Add(ref source, first), size, ref tile);
            }
            else
            {
                LoadRest<F, D>(ref Unsafe.Add(ref source, first), count, size, ref tile);
            }

            F mean = default, rest = default;
            if (SubtractsMean<TKernel>())
            {
                TKernel.Sum<F, D>(ref tile, ref sums);
                mean = F.Load(ref sums, 0) * F.Broadcast((float)(1.0 / size));
            }
            TKernel.Squares<F, D>(ref tile, mean, ref sums, ref Unsafe.Add(ref sums, Lanes));
            if (SubtractsMean<TKernel>())
            {
                rest = F.Load(ref sums, 0);
            }

            FastRowCoefficients.Of<F, D>(
                SubtractsMean<TKernel>(), rest,
                IsLength<TKernel>() ? RowDivisor.Squares<F, D, UnitNormPlain>(F.Load(ref sums, Lanes), epsilon) : F.Load(ref sums, Lanes),
                Count<TKernel>(size), Added<TKernel>(epsilon), out F inverse, out rest, out F needsFallback);
            if (F.Sum(needsFallback) != 0)
            {
                General<TKernel, float>(x.Slice((int)first, (int)(count * size)), gamma, beta, destination[(int)first..], epsilon);
                continue;
            }
            TKernel.Write<F, D>(ref tile, ref g, ref b, ref tile, mean, inverse, rest);
            if (count == Lanes)
            {
                F.StoreTransposed(ref tile, size, ref Unsafe.Add(ref target, first));
            }
            else
            {
                StoreRest<F, D>(ref tile, count, size, ref Unsafe.Add(ref target, first));
            }
        }
    }
}
