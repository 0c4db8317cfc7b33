using System.Runtime.CompilerServices;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Reference;
using Norm.ML.Internals.Simd;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Floats;

/// <summary>
/// The output of rows of floats, in float. The inverse deviation and the shift have a high and a low part: <c>c = x - pivot; y = fma(fma(c, high,
/// shiftHigh), gamma, fma(fma(c, low, shiftLow), gamma, beta))</c>; for RMSNorm <c>fma(x, high, x * low) * gamma</c>.
/// </summary>
internal static class FloatOutput
{
    /// <summary>
    /// From this size on, two rows share each load of gamma and beta. Measured, time of single rows divided by time of pairs: 0.9 at 1024 and 2048,
    /// 1.1 at 4096, 1.15 at 8192.
    /// </summary>
    private const nint ShortestPair = 4096;

    /// <summary>
    /// Writes rows of a batch, from <paramref name="first"/> on. For non-temporal stores every row has to be whole, aligned vectors.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<F, D, TMode, TStore>(
        ref float x, ref float gamma, ref float beta, ref float y, nint first, nint rows, nint size, ref double batch)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode where TStore : struct, IStoreMode
    {
        if (RowBatch.AnyNeedsFallback(ref batch) != 0)
        {
            WriteWithFallback<F, D, TMode>(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);
        }
        else if (ScalarOutput.IsNeeded)
        {
            for (nint row = first; row < first + rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size))
            {
                ScalarOutput.Row<TMode>(ref x, ref gamma, ref beta, ref y, size, ref Unsafe.Add(ref RowBatch.Floats(ref batch), row));
            }
        }
        else if (TMode.SubtractsMean && TMode.Gamma && TMode.Beta && SoftwareOutput.IsFor<F>(ref gamma, ref beta, size))
        {
            for (nint row = first; row < first + rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size))
            {
                SoftwareOutput.Row(ref x, ref gamma, ref beta, ref y, size, ref Unsafe.Add(ref RowBatch.Floats(ref batch), row));
            }
        }
        else if (size <= 16)
        {
            OneVector<F, D, TMode>(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);
        }
        else
        {
            if (!TStore.NonTemporal && TMode.Gamma && size >= ShortestPair)
            {
                for (; rows >= 2; rows -= 2, first += 2, x = ref Unsafe.Add(ref x, 2 * size), y = ref Unsafe.Add(ref y, 2 * size))
                {
                    Pair<F, D, TMode>(ref x, ref gamma, ref beta, ref y, first, size, ref batch);
                }
            }
            if (rows > 0)
            {
                Rows<F, D, TMode, TStore>(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);
            }
        }
    }

    /// <summary>Writes row by row. A row whose coefficient is NaN is written in double.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void WriteWithFallback<F, D, TMode>(
        ref float x, ref float gamma, ref float beta, ref float y, nint first, nint rows, nint size, ref double batch)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        for (nint row = first; row < first + rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size))
        {
            if (float.IsNaN(Unsafe.Add(ref RowBatch.Floats(ref batch), RowBatch.High + row)))
            {
                FloatRow.Write<TMode>(
                    ref x, ref gamma, ref beta, ref y, size,
                    new DoubleDouble(Unsafe.Add(ref batch, RowBatch.Mean + row), Unsafe.Add(ref batch, RowBatch.MeanLow + row)),
                    Unsafe.Add(ref batch, RowBatch.Inverse + row), Unsafe.Add(ref batch, RowBatch.Shift + row));
            }
            else
            {
                Rows<F, D, TMode, CachedStore>(ref x, ref gamma, ref beta, ref y, row, 1, size, ref batch);
            }
        }
    }

    /// <summary>Rows of at most 16 elements: gamma and beta stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void OneVector<F, D, TMode>(
        ref float x, ref float gamma, ref float beta, ref float y, nint first, nint rows, nint size, ref double batch)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        bool whole = size == 16;
        F g = default, b = default;
        if (TMode.Gamma)
        {
            g = whole ? F.Load(ref gamma, 0) : F.MaskedLoad(ref gamma, 0, size);
        }

        if (TMode.Beta)
        {
            b = whole ? F.Load(ref beta, 0) : F.MaskedLoad(ref beta, 0, size);
        }

        for (nint row = first; row < first + rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size))
        {
            ref float floats = ref Unsafe.Add(ref RowBatch.Floats(ref batch), row);
            F high = F.Broadcast(Unsafe.Add(ref floats, RowBatch.High)), low = F.Broadcast(Unsafe.Add(ref floats, RowBatch.Low)), pivot = default,
                shiftHigh = default, shiftLow = default;
            if (TMode.SubtractsMean)
            {
                pivot = F.Broadcast(Unsafe.Add(ref floats, RowBatch.Pivot));
                shiftHigh = F.Broadcast(Unsafe.Add(ref floats, RowBatch.ShiftHigh));
                shiftLow = F.Broadcast(Unsafe.Add(ref floats, RowBatch.ShiftLow));
            }
            F source = whole ? F.Load(ref x, 0) : F.MaskedLoad(ref x, 0, size);
            F result = Apply<F, D, TMode>(source, pivot, high, low, shiftHigh, shiftLow, g, b);
            if (whole)
            {
                F.Store(result, ref y, 0);
            }
            else
            {
                F.MaskedStore(result, ref y, 0, size);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rows<F, D, TMode, TStore>(
        ref float x, ref float gamma, ref float beta, ref float y, nint first, nint rows, nint size, ref double batch)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode where TStore : struct, IStoreMode
    {
        ref float floats = ref Unsafe.Add(ref RowBatch.Floats(ref batch), first);
        // Measured, time without prefetching divided by time with it: 1.03 at 128, 1.1 at 256 and 1024, 1.2 at 2048, 0.7 at 4096.
        bool fetch = TStore.NonTemporal && size is >= 100 and <= 2048;
        nint ahead = Prefetch.Ahead(rows, size);
        for (
            nint row = first; row < first + rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size),
            floats = ref Unsafe.Add(ref floats, 1))
        {
            F high = F.Broadcast(Unsafe.Add(ref floats, RowBatch.High)), low = F.Broadcast(Unsafe.Add(ref floats, RowBatch.Low));
            F pivot = default, shiftHigh = default, shiftLow = default;
            if (TMode.SubtractsMean)
            {
                pivot = F.Broadcast(Unsafe.Add(ref floats, RowBatch.Pivot));
                shiftHigh = F.Broadcast(Unsafe.Add(ref floats, RowBatch.ShiftHigh));
                shiftLow = F.Broadcast(Unsafe.Add(ref floats, RowBatch.ShiftLow));
            }
            nint i = 0;
            for (; i <= size - 16; i += 16)
            {
                if (fetch)
                {
                    Prefetch.Line(ref x, ahead + i);
                }

                F g = TMode.Gamma ? F.Load(ref gamma, i) : default, b = TMode.Beta ? F.Load(ref beta, i) : default;
                F result = Apply<F, D, TMode>(F.Load(ref x, i), pivot, high, low, shiftHigh, shiftLow, g, b);
                if (TStore.NonTemporal)
                {
                    F.StoreNonTemporal(result, ref y, i);
                }
                else
                {
                    F.Store(result, ref y, i);
                }
            }
            if (i < size)
            {
                nint count = size - i;
                F g = TMode.Gamma ? F.MaskedLoad(ref gamma, i, count) : default, b = TMode.Beta ? F.MaskedLoad(ref beta, i, count) : default;
                F.MaskedStore(Apply<F, D, TMode>(F.MaskedLoad(ref x, i, count), pivot, high, low, shiftHigh, shiftLow, g, b), ref y, i, count);
            }
        }
    }

    /// <summary>
    /// Ordinary rows whose gamma and beta change every few rows. False, with nothing written, where a row is not ordinary or the processor has no
    /// fused multiply-add.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static bool WriteEach<F, D, TMode>(
        ref float x, ref float gamma, ref float beta, ref float y, nint rows, nint size, EachRow each, ref double batch)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        if (RowBatch.AnyNeedsFallback(ref batch) != 0 || !SoftwareFma.IsHardware)
        {
            return false;
        }

        ref float floats = ref RowBatch.Floats(ref batch);
        nint left = each.Left;
        F one = F.Broadcast(1);
        for (
            nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size),
            floats = ref Unsafe.Add(ref floats, 1))
        {
            F high = F.Broadcast(Unsafe.Add(ref floats, RowBatch.High)), low = F.Broadcast(Unsafe.Add(ref floats, RowBatch.Low));
            F pivot = default, shiftHigh = default, shiftLow = default;
            if (TMode.SubtractsMean)
            {
                pivot = F.Broadcast(Unsafe.Add(ref floats, RowBatch.Pivot));
                shiftHigh = F.Broadcast(Unsafe.Add(ref floats, RowBatch.ShiftHigh));
                shiftLow = F.Broadcast(Unsafe.Add(ref floats, RowBatch.ShiftLow));
            }

            nint i = 0;
            for (; i <= size - 16; i += 16)
            {
                F g = TMode.Gamma ? F.Load(ref gamma, i) : default, b = TMode.Beta ? F.Load(ref beta, i) : default;
                g = TMode.Scale ? g + one : g;
                F.Store(Apply<F, D, TMode>(F.Load(ref x, i), pivot, high, low, shiftHigh, shiftLow, g, b), ref y, i);
            }

            if (i < size)
            {
                nint count = size - i;
                F g = TMode.Gamma ? F.MaskedLoad(ref gamma, i, count) : default, b = TMode.Beta ? F.MaskedLoad(ref beta, i, count) : default;
                g = TMode.Scale ? g + one : g;
                F.MaskedStore(Apply<F, D, TMode>(F.MaskedLoad(ref x, i, count), pivot, high, low, shiftHigh, shiftLow, g, b), ref y, i, count);
            }

            if (--left == 0)
            {
                left = each.Rows;
                gamma = ref Unsafe.Add(ref gamma, each.Gamma);
                beta = ref Unsafe.Add(ref beta, each.Beta);
            }
        }

        return true;
    }

    /// <summary>Long rows, two at a time. Gamma and beta, which take as much of the L1 cache as a row, are then read half as often.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Pair<F, D, TMode>(ref float x, ref float gamma, ref float beta, ref float y, nint first, nint size, ref double batch)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        ref float floats = ref Unsafe.Add(ref RowBatch.Floats(ref batch), first), x2 = ref Unsafe.Add(ref x, size), y2 = ref Unsafe.Add(ref y, size);
        F high = F.Broadcast(Unsafe.Add(ref floats, RowBatch.High)), low = F.Broadcast(Unsafe.Add(ref floats, RowBatch.Low)), pivot = default,
            shiftHigh = default, shiftLow = default;
        F high2 = F.Broadcast(Unsafe.Add(ref floats, RowBatch.High + 1)), low2 = F.Broadcast(Unsafe.Add(ref floats, RowBatch.Low + 1)),
            pivot2 = default, shiftHigh2 = default, shiftLow2 = default;
        if (TMode.SubtractsMean)
        {
            pivot = F.Broadcast(Unsafe.Add(ref floats, RowBatch.Pivot));
            shiftHigh = F.Broadcast(Unsafe.Add(ref floats, RowBatch.ShiftHigh));
            shiftLow = F.Broadcast(Unsafe.Add(ref floats, RowBatch.ShiftLow));
            pivot2 = F.Broadcast(Unsafe.Add(ref floats, RowBatch.Pivot + 1));
            shiftHigh2 = F.Broadcast(Unsafe.Add(ref floats, RowBatch.ShiftHigh + 1));
            shiftLow2 = F.Broadcast(Unsafe.Add(ref floats, RowBatch.ShiftLow + 1));
        }
        nint i = 0;
        for (; i <= size - 16; i += 16)
        {
            F g = TMode.Gamma ? F.Load(ref gamma, i) : default, b = TMode.Beta ? F.Load(ref beta, i) : default;
            F.Store(Apply<F, D, TMode>(F.Load(ref x, i), pivot, high, low, shiftHigh, shiftLow, g, b), ref y, i);
            F.Store(Apply<F, D, TMode>(F.Load(ref x2, i), pivot2, high2, low2, shiftHigh2, shiftLow2, g, b), ref y2, i);
        }
        if (i < size)
        {
            nint count = size - i;
            F g = TMode.Gamma ? F.MaskedLoad(ref gamma, i, count) : default, b = TMode.Beta ? F.MaskedLoad(ref beta, i, count) : default;
            F.MaskedStore(Apply<F, D, TMode>(F.MaskedLoad(ref x, i, count), pivot, high, low, shiftHigh, shiftLow, g, b), ref y, i, count);
            F.MaskedStore(Apply<F, D, TMode>(F.MaskedLoad(ref x2, i, count), pivot2, high2, low2, shiftHigh2, shiftLow2, g, b), ref y2, i, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Apply<F, D, TMode>(F x, F pivot, F high, F low, F shiftHigh, F shiftLow, F gamma, F beta)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode =>
        ApplyWithoutPivot<F, D, TMode>(TMode.SubtractsMean ? x - pivot : x, high, low, shiftHigh, shiftLow, gamma, beta);

    /// <summary>The same for rows whose pivot is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F ApplyWithoutPivot<F, D, TMode>(F x, F high, F low, F shiftHigh, F shiftLow, F gamma, F beta)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        if (!TMode.SubtractsMean)
        {
            F xhat = F.Fma(x, high, x * low);
            return !TMode.Gamma ? xhat : TMode.UnitOffset ? F.Fma(xhat, gamma, xhat) : xhat * gamma;
        }
        if (TMode.Gamma && TMode.Beta)
        {
            return F.FmaOfTwoParts(x, high, low, shiftHigh, shiftLow, gamma, beta);
        }

        F t = F.Fma(x, high, shiftHigh), u = F.Fma(x, low, shiftLow);
        if (TMode.Gamma)
        {
            return F.Fma(t, gamma, u * gamma);
        }

        return t + (TMode.Beta ? u + beta : u);
    }
}
