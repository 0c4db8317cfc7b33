using System.Runtime.CompilerServices;
using Norm.ML.Internals.Memory;

namespace Norm.ML.Internals.Rows;

/// <summary>The loop of all row norms: batches of rows, measured and written while they are in the first cache.</summary>
internal static class RowLoop
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Normalize<T, TKernel, TStore>(
        ref T x, ref T gamma, ref T beta, ref T y, nint rows, nint size, double epsilon, ref double mean, ref double inverse)
        where T : unmanaged where TKernel : struct, IRowKernel<T> where TStore : struct, IStoreMode
    {
        Unsafe.SkipInit(out RowBatch memory);
        ref double batch = ref RowBatch.Start(ref memory);
        nint step = TKernel.Rows(size, TStore.NonTemporal);
        for (nint row = 0; row < rows; row += step)
        {
            nint count = nint.Min(step, rows - row);
            ref T source = ref Unsafe.Add(ref x, row * size);
            TKernel.Measure(ref source, count, size, epsilon, ref batch);
            TKernel.Write<TStore>(ref source, ref gamma, ref beta, ref Unsafe.Add(ref y, row * size), 0, count, size, ref batch);
            Keep(ref mean, ref batch, RowBatch.Mean, row, count);
            Keep(ref inverse, ref batch, RowBatch.Inverse, row, count);
        }
    }

    /// <summary>The same, with results that go past the caches by way of a window, for rows that are not whole aligned vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static unsafe void Stream<T, TKernel>(
        ref T x, ref T gamma, ref T beta, T* y, nint rows, nint size, double epsilon, ref double mean, ref double inverse)
        where T : unmanaged where TKernel : struct, IRowKernel<T>
    {
        Unsafe.SkipInit(out RowBatch memory);
        ref double batch = ref RowBatch.Start(ref memory);
        byte* buffer = stackalloc byte[NonTemporalBuffer.BufferSize];
        var window = new NonTemporalBuffer(buffer, y);
        nint capacity = NonTemporalBuffer.Capacity / sizeof(T);
        nint step = TKernel.Rows(size, nonTemporal: true);
        for (nint row = 0; row < rows; row += step)
        {
            nint count = nint.Min(step, rows - row);
            ref T source = ref Unsafe.Add(ref x, row * size);
            TKernel.Measure(ref source, count, size, epsilon, ref batch);
            for (nint i = 0; i < count; i++)
            {
                for (nint from = 0; from < size; from += capacity)
                {
                    nint length = nint.Min(capacity, size - from);
                    TKernel.Write<CachedStore>(
                        ref Unsafe.Add(ref source, i * size + from), ref Unsafe.Add(ref gamma, from), ref Unsafe.Add(ref beta, from),
                        ref Unsafe.AsRef<T>((T*)window.Next), i, 1, length, ref batch);
                    window.Advance(length * sizeof(T));
                }
            }
            Keep(ref mean, ref batch, RowBatch.Mean, row, count);
            Keep(ref inverse, ref batch, RowBatch.Inverse, row, count);
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
