using System.Runtime.CompilerServices;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>Float rows, strictly: batches of up to eight rows while they fit the first cache, one row at a time above.</summary>
internal static class FloatRows
{
    /// <summary>Rows longer than this go one by one: eight of them, in and out, would no longer fit the first cache.</summary>
    private const nint LongRow = 512;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Normalize<F, D, TForm>(
        ref float x, ref float gamma, ref float beta, ref float y, nint rows, nint size, double epsilon, ref double mean, ref double inverse)
        where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm
    {
        Unsafe.SkipInit(out FloatBatch memory);
        ref double batch = ref Unsafe.As<FloatBatch, double>(ref memory);
        nint step = size > LongRow ? 1 : FloatBatch.Rows;
        for (nint row = 0; row < rows; row += step)
        {
            nint count = nint.Min(step, rows - row);
            ref float source = ref Unsafe.Add(ref x, row * size);
            FloatSums.Rows<F, D, TForm>(ref source, count, size, ref batch);
            FloatRulers.Make<F, D, TForm>(ref source, count, size, epsilon, ref batch);
            FloatOutput.Rows<F, D, TForm>(ref source, ref gamma, ref beta, ref Unsafe.Add(ref y, row * size), count, size, ref batch);
            Keep(ref mean, ref batch, FloatBatch.Mean, row, count);
            Keep(ref inverse, ref batch, FloatBatch.Inverse, row, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(ref double destination, ref double batch, nint at, nint row, nint count)
    {
        if (Unsafe.IsNullRef(ref destination)) return;
        for (nint i = 0; i < count; i++) Unsafe.Add(ref destination, row + i) = Unsafe.Add(ref batch, at + i);
    }
}
