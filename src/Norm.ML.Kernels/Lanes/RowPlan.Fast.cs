using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Norm.ML.Internals;

namespace Norm.ML.Lanes;

public static partial class RowPlan
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void FastColumns<TKernel, F, D>(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination, double epsilon)
        where TKernel : struct, IFastRowPlan where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D>
    {
        Unsafe.SkipInit(out ColumnScratch memory);
        ref float columns = ref Line(ref memory), sums = ref Unsafe.Add(ref columns, 8 * Lanes);
        ref float source = ref MemoryMarshal.GetReference(x), g = ref MemoryMarshal.GetReference(gamma);
        ref float b = ref MemoryMarshal.GetReference(beta), target = ref MemoryMarshal.GetReference(destination);
        nint size = TKernel.ExampleLength, total = x.Length;
        for (nint first = 0; first < total; first += Lanes * size)
        {
            nint count = nint.Min(Lanes, (total - first) / size);
            if (count == Lanes) F.LoadColumns(ref Unsafe.Add(ref source, first), size, ref columns);
            else LoadRest<F, D>(ref Unsafe.Add(ref source, first), count, size, ref columns);
            F mean = default, rest = default;
            if (Centres<TKernel>())
            {
                TKernel.Sum<F, D>(ref columns, ref sums);
                mean = F.Load(ref sums, 0) * F.All((float)(1.0 / size));
            }
            TKernel.Squares<F, D>(ref columns, mean, ref sums, ref Unsafe.Add(ref sums, Lanes));
            if (Centres<TKernel>()) rest = F.Load(ref sums, 0);
            FastRulers.Of<F, D>(Centres<TKernel>(), rest, F.Load(ref sums, Lanes), size, epsilon, out F inverse, out rest, out F doubtful);
            if (F.Sum(doubtful) != 0)
            {
                General<TKernel>(x.Slice((int)first, (int)(count * size)), gamma, beta, destination[(int)first..], epsilon);
                continue;
            }
            TKernel.Write<F, D>(ref columns, ref g, ref b, ref columns, mean, inverse, rest);
            if (count == Lanes) F.StoreColumns(ref columns, size, ref Unsafe.Add(ref target, first));
            else StoreRest<F, D>(ref columns, count, size, ref Unsafe.Add(ref target, first));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void FastRows<TKernel, F, D>(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination, double epsilon)
        where TKernel : struct, IFastRowPlan where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D>
    {
        Unsafe.SkipInit(out FastScratch memory);
        ref float sums = ref Line(ref memory), squares = ref Unsafe.Add(ref sums, Batch * Lanes), pivots = ref Unsafe.Add(ref squares, Batch * Lanes);
        ref float inverses = ref Unsafe.Add(ref pivots, Batch), rests = ref Unsafe.Add(ref inverses, Batch);
        ref float source = ref MemoryMarshal.GetReference(x), g = ref MemoryMarshal.GetReference(gamma);
        ref float b = ref MemoryMarshal.GetReference(beta), target = ref MemoryMarshal.GetReference(destination);
        nint size = TKernel.ExampleLength, total = x.Length;
        for (nint first = 0; first < total; first += Batch * size)
        {
            nint count = nint.Min(Batch, (total - first) / size);
            for (nint row = 0; row < count; row++)
            {
                ref float start = ref Unsafe.Add(ref source, first + row * size);
                F pivot = default;
                if (Centres<TKernel>())
                {
                    float head = F.Sum(size >= Lanes ? F.Load(ref start, 0) : F.LoadPart(ref start, 0, size)) * (float)(1.0 / nint.Min(size, Lanes));
                    Unsafe.Add(ref pivots, row) = head;
                    pivot = F.All(head);
                }
                TKernel.Squares<F, D>(ref start, pivot, ref Unsafe.Add(ref sums, row * Lanes), ref Unsafe.Add(ref squares, row * Lanes));
            }
            for (nint row = count; row < Batch; row++) // rows that a last, smaller batch lacks count as its first one
            {
                if (Centres<TKernel>()) F.Store(F.Load(ref sums, 0), ref sums, row * Lanes);
                F.Store(F.Load(ref squares, 0), ref squares, row * Lanes);
            }
            F sum0 = default, sum1 = default;
            if (Centres<TKernel>()) (sum0, sum1) = (F.Sums(ref sums), F.Sums(ref Unsafe.Add(ref sums, Lanes * Lanes)));
            F squares0 = F.Sums(ref squares), squares1 = F.Sums(ref Unsafe.Add(ref squares, Lanes * Lanes));
            FastRulers.Of<F, D>(Centres<TKernel>(), sum0, squares0, size, epsilon, out F inverse0, out F rest0, out F doubtful0);
            FastRulers.Of<F, D>(Centres<TKernel>(), sum1, squares1, size, epsilon, out F inverse1, out F rest1, out F doubtful1);
            if (F.Sum(doubtful0 + doubtful1) != 0)
            {
                General<TKernel>(x.Slice((int)first, (int)(count * size)), gamma, beta, destination[(int)first..], epsilon);
                continue;
            }
            F.Store(inverse0, ref inverses, 0);
            F.Store(inverse1, ref inverses, Lanes);
            if (Centres<TKernel>()) { F.Store(rest0, ref rests, 0); F.Store(rest1, ref rests, Lanes); }
            for (nint row = 0; row < count; row++)
            {
                nint at = first + row * size;
                F pivot = default, rest = default;
                if (Centres<TKernel>()) (pivot, rest) = (F.All(ref pivots, row), F.All(ref rests, row));
                TKernel.Write<F, D>(ref Unsafe.Add(ref source, at), ref g, ref b, ref Unsafe.Add(ref target, at), pivot, F.All(ref inverses, row), rest);
            }
        }
    }

    // Two sums per row and three coefficients.
    [InlineArray(2 * Batch * Lanes + 3 * Batch + 16)]
    private struct FastScratch
    {
        private float _first;
    }
    private const int Batch = 32;
}
