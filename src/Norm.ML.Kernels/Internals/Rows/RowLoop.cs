using System.Runtime.CompilerServices;
using Norm.ML.Internals.Memory;

namespace Norm.ML.Internals.Rows;

/// <summary>The loop of all row norms: each batch of rows is measured and written while it is in the L1 cache.</summary>
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

    /// <summary>The same with non-temporal stores through a buffer, for rows that are not whole, aligned vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static unsafe void Stream<T, TKernel>(
        ref T x, ref T gamma, ref T beta, T* y, nint rows, nint size, double epsilon, ref double mean, ref double inverse)
        where T : unmanaged where TKernel : struct, IRowKernel<T>
    {
        Unsafe.SkipInit(out RowBatch memory);
        ref double batch = ref RowBatch.Start(ref memory);
        byte* buffer = stackalloc byte[NonTemporalBuffer.BufferSize];
        var lines = new NonTemporalBuffer(buffer, y);
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
                        ref Unsafe.AsRef<T>((T*)lines.Next), i, 1, length, ref batch);
                    lines.Advance(length * sizeof(T));
                }
            }
            Keep(ref mean, ref batch, RowBatch.Mean, row, count);
            Keep(ref inverse, ref batch, RowBatch.Inverse, row, count);
        }
        lines.Finish();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(ref double destination, ref double batch, nint at, nint row, nint count)
    {
        if (Unsafe.IsNullRef(ref destination))
        {
            return;
        }

        for (nint i = 0; i < count; i++)
        {
            Unsafe.Add(ref destination, row + i) = Unsafe.Add(ref batch, at + i);
        }
    }
}

/// <summary>The two steps of a row norm over at most <see cref="RowBatch.Rows"/> rows, and the number of rows per batch.</summary>
internal interface IRowKernel<T> where T : unmanaged
{
    static abstract nint Rows(nint size, bool nonTemporal);

    /// <summary>Computes the statistics and coefficients of rows.</summary>
    static abstract void Measure(ref T x, nint rows, nint size, double epsilon, ref double batch);

    /// <summary>
    /// Writes rows of a batch, from <paramref name="first"/> on. For non-temporal stores every row has to be whole, aligned vectors.
    /// </summary>
    static abstract void Write<TStore>(ref T x, ref T gamma, ref T beta, ref T y, nint first, nint rows, nint size, ref double batch)
        where TStore : struct, IStoreMode;

    /// <summary>
    /// Writes rows of a batch from <paramref name="each"/> on, whose gamma and beta change every few rows; returns false, with nothing written, if a
    /// row or the processor needs <see cref="Write"/>.
    /// </summary>
    static virtual bool WriteEach(ref T x, ref T gamma, ref T beta, ref T y, nint rows, nint size, EachRow each, ref double batch) => false;
}

/// <summary>The arguments of a row norm, checked.</summary>
internal readonly ref struct RowCall<T>(
    ReadOnlySpan<T> x, int rows, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y, Span<double> mean, Span<double> inverse,
    double epsilon, bool fast)
    where T : unmanaged
{
    public readonly ReadOnlySpan<T> X = x, Gamma = gamma, Beta = beta;
    public readonly Span<T> Y = y;
    public readonly Span<double> Mean = mean, Inverse = inverse;
    public readonly int Rows = rows, Size = size;
    public readonly double Epsilon = epsilon;
    public readonly bool Fast = fast;

    /// <summary>The same arguments, seen as the type that <typeparamref name="T"/> is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref readonly RowCall<TTo> As<TTo>(in RowCall<T> call) where TTo : unmanaged =>
        ref Unsafe.As<RowCall<T>, RowCall<TTo>>(ref Unsafe.AsRef(in call));
}
