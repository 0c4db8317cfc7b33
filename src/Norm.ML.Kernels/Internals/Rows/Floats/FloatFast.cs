using System.Runtime.CompilerServices;
using Norm.ML.Internals.Memory;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Floats;

/// <summary>
/// Rows of floats, fast: one pass of float sums of deviations from a pivot (the mean of the first elements), added to double sums every 512 elements;
/// then <c>y = fma(fma(x - mean, inverse, rest), gamma, beta)</c>. A row whose pivot is far from its mean, or whose squares leave the range of
/// floats, is computed strictly, alone.
/// </summary>
internal readonly struct FloatFast<F, D, TMode> : IRowKernel<float>
    where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
{
    // Within these, squares of deviations neither overflow nor underflow as floats.
    private const double SmallestVariance = 1e-30, LargestVariance = 1e30;

    /// <summary>
    /// As in the strict kernel, except with non-temporal stores: there, rows of up to 640 are faster in batches. Measured, time of single rows
    /// divided by time of batches: 1.2 at 512, 0.95 at 768.
    /// </summary>
    public static nint Rows(nint size, bool nonTemporal) =>
        nonTemporal ? size > 640 ? 1 : RowBatch.Rows : FloatStrict<F, D, TMode>.Rows(size, nonTemporal);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Measure(ref float x, nint rows, nint size, double epsilon, ref double batch)
    {
        if (TMode.SubtractsMean)
        {
            FloatFastSums.Pivots<F, D>(ref x, rows, size, ref batch);
        }

        FloatFastSums.Rows<F, D, TMode>(ref x, rows, size, ref batch);
        if (rows == 1 && MeasureOneRow(size, epsilon, ref batch))
        {
            return;
        }

        D pivot = TMode.SubtractsMean ? D.Load(ref batch, RowBatch.Subtrahend) : D.Zero,
            sum = TMode.SubtractsMean ? FloatRowCoefficients.Sums<D>(ref batch, RowBatch.Sums) : D.Zero;
        Of(pivot, sum, FloatRowCoefficients.Sums<D>(ref batch, RowBatch.Squares), size, epsilon, out D mean, out D inverse, out D needsFallback);
        D.Store(mean, ref batch, RowBatch.Mean);
        D.Store(inverse, ref batch, RowBatch.Inverse);
        D.Store(needsFallback, ref batch, RowBatch.NeedsFallback);
        ref float floats = ref RowBatch.Floats(ref batch);
        D.Store(inverse, ref floats, RowBatch.High);
        D.Store(mean, ref floats, RowBatch.Pivot);
        D.Store((D.RoundToFloat(mean) - mean) * inverse, ref floats, RowBatch.ShiftHigh);
        RowBatch.AnyNeedsFallback(ref batch) = D.Sum(needsFallback);
        if (RowBatch.AnyNeedsFallback(ref batch) == 0)
        {
            return;
        }

        RowBatch.AnyNeedsFallback(ref batch) = D.Sum(D.First(needsFallback, rows)); // the lanes after them hold numbers of earlier rows
        if (RowBatch.AnyNeedsFallback(ref batch) == 0)
        {
            return;
        }

        RecomputeStrict(ref x, rows, size, epsilon, ref batch);
    }

    /// <summary>
    /// From sums around pivots to means and inverse deviations. <paramref name="needsFallback"/> is not 0 in lanes whose row has to be computed
    /// strictly.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of(D pivot, D sum, D squares, nint size, double epsilon, out D mean, out D inverse, out D needsFallback)
    {
        D one = D.Broadcast(1), reciprocal = D.Broadcast(1.0 / RowDivisor.Count<TMode>(size)), rest = D.Zero;
        D square = RowDivisor.Squares<D, TMode>(squares, epsilon) * reciprocal, variance = square;
        if (TMode.SubtractsMean)
        {
            rest = sum * reciprocal;
            variance = D.Fma(-rest, rest, square);
        }
        mean = pivot + rest;
        inverse = one / D.Sqrt(variance + D.Broadcast(RowDivisor.Added<TMode>(epsilon)));
        needsFallback = D.SelectIfLess(square, D.Broadcast(LargestVariance), D.Zero, one);
        needsFallback = D.SelectIfLess(D.Broadcast(SmallestVariance), square, needsFallback, one);
        needsFallback = D.SelectIfLess(rest * rest, variance, needsFallback, one);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool MeasureOneRow(nint size, double epsilon, ref double batch)
    {
        double pivot = TMode.SubtractsMean ? Unsafe.Add(ref batch, RowBatch.Subtrahend) : 0;
        double sum = TMode.SubtractsMean ? D.Sum(D.Load(ref batch, RowBatch.Sums)) : 0, squares = D.Sum(D.Load(ref batch, RowBatch.Squares));
        squares = RowDivisor.Squares<TMode>(squares, epsilon);
        if (!OfOneRow(pivot, sum, squares, RowDivisor.Count<TMode>(size), RowDivisor.Added<TMode>(epsilon), out double mean, out double inverse,
            out float rest))
        {
            return false;
        }

        Unsafe.Add(ref batch, RowBatch.Mean) = mean;
        Unsafe.Add(ref batch, RowBatch.Inverse) = inverse;
        ref float floats = ref RowBatch.Floats(ref batch);
        Unsafe.Add(ref floats, RowBatch.High) = (float)inverse;
        Unsafe.Add(ref floats, RowBatch.Pivot) = (float)mean;
        Unsafe.Add(ref floats, RowBatch.ShiftHigh) = rest;
        RowBatch.AnyNeedsFallback(ref batch) = 0;
        return true;
    }

    /// <summary>The operations of <see cref="Of"/> for a single row, with the same bits. Returns false if the row needs the fallback.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool OfOneRow(
        double pivot, double sum, double squares, nint size, double epsilon, out double mean, out double inverse, out float shift)
    {
        double reciprocal = 1.0 / size, square = squares * reciprocal, rest = TMode.SubtractsMean ? sum * reciprocal : 0;
        double variance = TMode.SubtractsMean ? Math.FusedMultiplyAdd(-rest, rest, square) : square;
        mean = pivot + rest;
        inverse = 1 / Math.Sqrt(variance + epsilon);
        shift = (float)(((float)mean - mean) * inverse);
        return square < LargestVariance && SmallestVariance < square && rest * rest < variance;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    public static void RecomputeStrict(ref float x, nint rows, nint size, double epsilon, ref double batch)
    {
        Unsafe.SkipInit(out RowBatch memory);
        ref double strict = ref RowBatch.Start(ref memory);
        for (nint row = 0; row < rows; row++)
        {
            if (Unsafe.Add(ref batch, RowBatch.NeedsFallback + row) == 0)
            {
                continue;
            }

            FloatStrict<F, D, TMode>.Measure(ref Unsafe.Add(ref x, row * size), 1, size, epsilon, ref strict);
            Unsafe.Add(ref batch, RowBatch.Mean + row) = Unsafe.Add(ref strict, RowBatch.Mean);
            Unsafe.Add(ref batch, RowBatch.MeanLow + row) = Unsafe.Add(ref strict, RowBatch.MeanLow);
            Unsafe.Add(ref batch, RowBatch.Inverse + row) = Unsafe.Add(ref strict, RowBatch.Inverse);
            ref float from = ref RowBatch.Floats(ref strict), to = ref Unsafe.Add(ref RowBatch.Floats(ref batch), row);
            for (nint i = 0; i <= RowBatch.Pivot; i += RowBatch.Rows)
            {
                Unsafe.Add(ref to, i) = Unsafe.Add(ref from, i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TStore>(ref float x, ref float gamma, ref float beta, ref float y, nint first, nint rows, nint size, ref double batch)
        where TStore : struct, IStoreMode
    {
        if (RowBatch.AnyNeedsFallback(ref batch) != 0)
        {
            WriteWithFallback(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);
        }
        else
        {
            WriteOrdinary<TStore>(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteWithFallback(
        ref float x, ref float gamma, ref float beta, ref float y, nint first, nint rows, nint size, ref double batch)
    {
        for (nint row = first; row < first + rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size))
        {
            if (Unsafe.Add(ref batch, RowBatch.NeedsFallback + row) == 0)
            {
                WriteOrdinary<CachedStore>(ref x, ref gamma, ref beta, ref y, row, 1, size, ref batch);
            }
            else
            {
                FloatOutput.WriteWithFallback<F, D, TMode>(ref x, ref gamma, ref beta, ref y, row, 1, size, ref batch);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void WriteOrdinary<TStore>(
        ref float x, ref float gamma, ref float beta, ref float y, nint first, nint rows, nint size, ref double batch)
        where TStore : struct, IStoreMode
    {
        bool fetch = TStore.NonTemporal && size <= 2048; // prefetch the next batch: its sums wait for its pivot, and the pivot waits for memory
        nint ahead = Prefetch.Ahead(rows, size);
        for (nint row = first; row < first + rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size))
        {
            ref float floats = ref Unsafe.Add(ref RowBatch.Floats(ref batch), row);
            F mean = F.Broadcast(Unsafe.Add(ref floats, RowBatch.Pivot)), inverse = F.Broadcast(Unsafe.Add(ref floats, RowBatch.High));
            F rest = F.Broadcast(Unsafe.Add(ref floats, RowBatch.ShiftHigh));
            Row<TStore>(ref x, ref gamma, ref beta, ref y, size, mean, inverse, rest, ahead, fetch);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Row<TStore>(
        ref float x, ref float gamma, ref float beta, ref float y, nint size, F mean, F inverse, F rest, nint ahead, bool fetch)
        where TStore : struct, IStoreMode
    {
        nint i = 0;
        for (; i <= size - 16; i += 16)
        {
            if (fetch)
            {
                Prefetch.Line(ref x, ahead + i);
            }

            F g = TMode.Gamma ? F.Load(ref gamma, i) : default, b = TMode.Beta ? F.Load(ref beta, i) : default;
            F result = Apply(F.Load(ref x, i), mean, inverse, rest, g, b);
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
            F.MaskedStore(Apply(F.MaskedLoad(ref x, i, count), mean, inverse, rest, g, b), ref y, i, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Apply(F x, F mean, F inverse, F rest, F gamma, F beta)
    {
        F xhat = TMode.SubtractsMean ? F.Fma(x - mean, inverse, rest) : x * inverse;
        if (TMode.UnitOffset)
        {
            return F.Fma(xhat, gamma, xhat);
        }

        return TMode.Gamma ? (TMode.Beta ? F.Fma(xhat, gamma, beta) : xhat * gamma) : TMode.Beta ? xhat + beta : xhat;
    }
}
