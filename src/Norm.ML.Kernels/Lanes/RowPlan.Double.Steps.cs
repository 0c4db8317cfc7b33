using System.Runtime.CompilerServices;
using Norm.ML.Internals;

namespace Norm.ML.Lanes;

// The steps of a batch of double rows: what a kernel writes out is done with each row, or with each eight rows that have become columns.
public static partial class RowPlan
{
    /// <summary>
    /// The longest row whose steps are written into the loop over rows. With longer ones, and where a lane type is several registers, the JIT would give up
    /// inlining; each step is a method of its own then. Measured, methods by one loop: 1.1 to 1.2 at 8 to 32 elements, 0.1 at 64.
    /// </summary>
    private const int LongestInOneMethod = 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SumEach<TKernel, D>(ref double x, nint step, nint count, ref double sums)
        where TKernel : struct, IDoubleRowPlan where D : struct, IDoubleLanes<D>
    {
        for (nint i = 0; i < count; i++) TKernel.Sum<D>(ref Unsafe.Add(ref x, i * step), ref Unsafe.Add(ref sums, i * 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SquareEach<TKernel, D, TRulers>(ref double x, nint step, nint count, ref double rulers, ref double sums)
        where TKernel : struct, IDoubleRowPlan where D : struct, IDoubleLanes<D> where TRulers : struct, IRulers<D>
    {
        for (nint i = 0; i < count; i++)
        {
            D mean = Centres<TKernel>() ? TRulers.Load(ref rulers, i) : default;
            TKernel.Squares<D>(ref Unsafe.Add(ref x, i * step), mean, ref Unsafe.Add(ref sums, i * 8), ref Unsafe.Add(ref sums, Lanes * 8 + i * 8));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void WriteEach<TKernel, D, TRulers>(ref double x, nint step, nint count, ref double rulers, ref double gamma, ref double beta, ref double y)
        where TKernel : struct, IDoubleRowPlan where D : struct, IDoubleLanes<D> where TRulers : struct, IRulers<D>
    {
        for (nint i = 0; i < count; i++)
        {
            D mean = default, inverse = TRulers.Load(ref Unsafe.Add(ref rulers, Lanes), i), low = default, rest = default;
            if (Centres<TKernel>())
            {
                mean = TRulers.Load(ref rulers, i);
                low = TRulers.Load(ref Unsafe.Add(ref rulers, 2 * Lanes), i);
                rest = TRulers.Load(ref Unsafe.Add(ref rulers, 3 * Lanes), i);
            }
            TKernel.Write<D>(ref Unsafe.Add(ref x, i * step), ref gamma, ref beta, ref Unsafe.Add(ref y, i * step), mean, inverse, low, rest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MakeMeans<D>(ref double sums, nint count, nint size, ref double rulers) where D : struct, IDoubleLanes<D>
    {
        for (nint row = 0; row < count; row += Eight) D.Store(DoubleRulers.Mean(FloatRulers.Sums<D>(ref sums, row * 8), size), ref rulers, row);
    }

    /// <summary>From the partial sums of up to sixteen rows to what the output step needs; the mean is there already. Whether all rows are ordinary.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool MakeRulers<TKernel, D>(ref double sums, ref double squares, nint count, nint size, double epsilon, ref double rulers)
        where TKernel : struct, IDoubleRowPlan where D : struct, IDoubleLanes<D>
    {
        FillUp<D>(ref sums, ref squares, count);
        D marks = D.Zero;
        for (nint row = 0; row < count; row += Eight)
        {
            ref double some = ref Unsafe.Add(ref squares, row * 8);
            marks += MakeRulers<TKernel, D>(ref Unsafe.Add(ref sums, row * 8), ref some, size, epsilon, ref Unsafe.Add(ref rulers, row));
            if (Centres<TKernel>() && size > DoubleOutliers.LongestPlain) marks += DoubleOutliers.Mark(FloatRulers.Sums<D>(ref some, 0), ref some);
        }
        return D.Sum(marks) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D MakeRulers<TKernel, D>(ref double sums, ref double squares, nint size, double epsilon, ref double rulers)
        where TKernel : struct, IDoubleRowPlan where D : struct, IDoubleLanes<D> =>
        StoreRulers<TKernel, D>(Centres<TKernel>() ? FloatRulers.Sums<D>(ref sums, 0) : default, FloatRulers.Sums<D>(ref squares, 0), size, epsilon, ref rulers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D StoreRulers<TKernel, D>(D sum, D squares, nint size, double epsilon, ref double rulers)
        where TKernel : struct, IDoubleRowPlan where D : struct, IDoubleLanes<D>
    {
        DoubleRulers.Of(Centres<TKernel>(), sum, squares, size, epsilon, out D rest, out D inverse, out D low, out D marks);
        D.Store(inverse, ref rulers, Lanes);
        if (!Centres<TKernel>()) return marks;

        D.Store(low, ref rulers, 2 * Lanes);
        D.Store(-rest * inverse, ref rulers, 3 * Lanes);
        return marks;
    }

    // Rows that a last, smaller batch lacks count as its first one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FillUp<D>(ref double sums, ref double squares, nint count) where D : struct, IDoubleLanes<D>
    {
        for (nint row = count; row < Lanes; row++)
        {
            D.Store(D.Load(ref sums, 0), ref sums, row * 8);
            D.Store(D.Load(ref squares, 0), ref squares, row * 8);
        }
    }

    // How a number of each row gets into a vector: the same for a row, or one for each of eight rows.
    private interface IRulers<D>
    {
        static abstract D Load(ref double rulers, nint index);
    }

    private readonly struct RulerOfRow<D> : IRulers<D> where D : struct, IDoubleLanes<D>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static D Load(ref double rulers, nint index) => D.All(ref rulers, index);
    }

    private readonly struct RulersOfColumns<D> : IRulers<D> where D : struct, IDoubleLanes<D>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static D Load(ref double rulers, nint index) => D.Load(ref rulers, index * Eight);
    }
}
