using System.Runtime.CompilerServices;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>Float rows, strictly: batches of up to eight rows while they fit the first cache, one row at a time above.</summary>
internal static class FloatRows
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Normalize<F, D, TForm, TStores>(
        ref float x, ref float gamma, ref float beta, ref float y, nint rows, nint size, double epsilon, ref double mean, ref double inverse)
        where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm where TStores : struct, IStores
    {
        Unsafe.SkipInit(out FloatBatch memory);
        ref double batch = ref Unsafe.As<FloatBatch, double>(ref memory);
        nint step = Batch<TStores>(size);
        for (nint row = 0; row < rows; row += step)
        {
            nint count = nint.Min(step, rows - row);
            ref float source = ref Unsafe.Add(ref x, row * size);
            FloatSums.Rows<F, D, TForm>(ref source, count, size, ref batch);
            FloatRulers.Make<F, D, TForm>(ref source, count, size, epsilon, ref batch);
            FloatOutput.Rows<F, D, TForm, TStores>(ref source, ref gamma, ref beta, ref Unsafe.Add(ref y, row * size), 0, count, size, ref batch);
            Keep(ref mean, ref batch, FloatBatch.Mean, row, count);
            Keep(ref inverse, ref batch, FloatBatch.Inverse, row, count);
        }
    }

    /// <summary>
    /// Rows per batch. Measured on rows in the second cache: eight are best while they fit the first cache (a row alone takes 1.6 times as long
    /// at 768), and still 1.1 times better than one at 4096. From memory, rows of middling length are better alone (0.85 at 768).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Batch<TStores>(nint size) where TStores : struct, IStores => TStores.Streaming
        ? size is >= 512 and <= 2048 ? 1 : FloatBatch.Rows
        : size > 8192 ? 1 : size > 1536 ? 4 : FloatBatch.Rows;

    /// <summary>The same, with results that go past the caches by way of a window, for rows that are not whole aligned vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static unsafe void Stream<F, D, TForm>(
        ref float x, ref float gamma, ref float beta, float* y, nint rows, nint size, double epsilon, ref double mean, ref double inverse)
        where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm
    {
        Unsafe.SkipInit(out FloatBatch memory);
        ref double batch = ref Unsafe.As<FloatBatch, double>(ref memory);
        byte* buffer = stackalloc byte[StreamWindow.BufferSize];
        var window = new StreamWindow(buffer, y);
        const nint capacity = StreamWindow.Capacity / sizeof(float);
        nint step = Batch<Streamed>(size);
        for (nint row = 0; row < rows; row += step)
        {
            nint count = nint.Min(step, rows - row);
            ref float source = ref Unsafe.Add(ref x, row * size);
            FloatSums.Rows<F, D, TForm>(ref source, count, size, ref batch);
            FloatRulers.Make<F, D, TForm>(ref source, count, size, epsilon, ref batch);
            for (nint i = 0; i < count; i++)
            {
                for (nint from = 0; from < size; from += capacity)
                {
                    nint length = nint.Min(capacity, size - from);
                    FloatOutput.Rows<F, D, TForm, Cached>(
                        ref Unsafe.Add(ref source, i * size + from), ref Unsafe.Add(ref gamma, from), ref Unsafe.Add(ref beta, from),
                        ref Unsafe.AsRef<float>((float*)window.Next), i, 1, length, ref batch);
                    window.Advance(length * sizeof(float));
                }
            }
            Keep(ref mean, ref batch, FloatBatch.Mean, row, count);
            Keep(ref inverse, ref batch, FloatBatch.Inverse, row, count);
        }
        window.Finish();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(ref double destination, ref double batch, nint at, nint row, nint count)
    {
        if (Unsafe.IsNullRef(ref destination)) return;
        for (nint i = 0; i < count; i++) Unsafe.Add(ref destination, row + i) = Unsafe.Add(ref batch, at + i);
    }
}
