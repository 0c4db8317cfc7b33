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
}
