using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Reference;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Doubles;

/// <summary>
/// Rows of doubles: the mean, then deviations and their squares; the mean of the deviations corrects the mean. A row falls back to <see
/// cref="SegmentReference"/>, alone, if squares overflow or underflow, if its deviations are smaller than the rounding error of the mean, or if
/// normalized values would be subnormal.
/// </summary>
internal readonly struct DoubleStrict<D, TMode> : IRowKernel<double> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
{
    private const double Tiny = 1e-270; // below this, the last bits of a mean or of a normalized value underflow

    public static nint Rows(nint size, bool nonTemporal) => nonTemporal
        ? size is >= 256 and <= 1024 ? 1 : RowBatch.Rows
        : size > 4096 ? 1 : size > 768 ? 4 : RowBatch.Rows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Measure(ref double x, nint rows, nint size, double epsilon, ref double batch)
    {
        D mean = D.Zero, sum = D.Zero;
        if (TMode.SubtractsMean)
        {
            if (size <= DoubleTwoVectorSums.Longest)
            {
                DoubleTwoVectorSums.Values<D>(ref x, rows, size, ref batch);
            }
            else
            {
                DoubleSums.Values<D>(ref x, rows, size, ref batch);
            }

            mean = DoubleRowCoefficients.Mean(FloatRowCoefficients.Sums<D>(ref batch, RowBatch.Sums), size);
            D.Store(mean, ref batch, RowBatch.Mean);
        }
        if (size <= DoubleTwoVectorSums.Longest)
        {
            DoubleTwoVectorSums.Squares<D, TMode>(ref x, rows, size, ref batch);
        }
        else
        {
            DoubleSums.Squares<D, TMode>(ref x, rows, size, ref batch);
        }

        if (TMode.SubtractsMean)
        {
            sum = FloatRowCoefficients.Sums<D>(ref batch, RowBatch.Sums);
        }

        D squares = FloatRowCoefficients.Sums<D>(ref batch, RowBatch.Squares);
        if (TMode.SubtractsMean && size > DoubleOutliers.LongestPlain)
        {
            DoubleOutliers.Correct(ref x, rows, size, ref sum, ref squares, ref batch);
        }

        DoubleRowCoefficients.Of(
            TMode.SubtractsMean, sum, RowDivisor.Squares<D, TMode>(squares, epsilon), RowDivisor.Count<TMode>(size), RowDivisor.Added<TMode>(epsilon),
            out D rest, out D inverse, out D low, out D needsFallback);
        if (TMode.IsLength)
        {
            DoubleRowCoefficients.Limit(squares, epsilon, ref inverse, ref low);
        }

        D.Store(low, ref batch, RowBatch.InverseLow);
        D.Store(inverse, ref batch, RowBatch.Inverse);
        D.Store(-rest * inverse, ref batch, RowBatch.Shift);
        D.Store(mean, ref batch, RowBatch.Subtrahend);
        D.Store(mean + rest, ref batch, RowBatch.Mean);
        D.Store(needsFallback, ref batch, RowBatch.NeedsFallback);
        RowBatch.AnyNeedsFallback(ref batch) = 0;
        if (D.Sum(needsFallback) == 0)
        {
            return;
        }

        for (nint row = 0; row < rows; row++)
        {
            ref double flag = ref Unsafe.Add(ref batch, RowBatch.NeedsFallback + row);
            if (flag == DoubleRowCoefficients.Vanished)
            {
                flag = IsTiny(ref Unsafe.Add(ref x, row * size), size, ref Unsafe.Add(ref batch, row)) ? 1 : 0;
            }

            RowBatch.AnyNeedsFallback(ref batch) += flag;
            if (flag != 0)
            {
                RecomputeByReference(ref Unsafe.Add(ref x, row * size), size, epsilon, ref batch, row);
            }
        }
    }

    /// <summary>Whether a row that is not all zeros is so small, before or after normalizing, that its last bits underflow.</summary>
    private static bool IsTiny(ref double x, nint size, ref double ofRow)
    {
        double inverse = Unsafe.Add(ref ofRow, RowBatch.Inverse), scale = Math.Min(1, inverse);
        if (Math.Abs(Unsafe.Add(ref ofRow, RowBatch.Mean)) * scale > Tiny)
        {
            return false;
        }

        double largest = 0;
        for (nint i = 0; i < size && !(largest * scale > Tiny); i++)
        {
            largest = Math.Max(largest, Math.Abs(Unsafe.Add(ref x, i)));
        }

        return largest > 0 && largest * scale <= Tiny;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RecomputeByReference(ref double x, nint size, double epsilon, ref double batch, nint row)
    {
        ReadOnlySpan<double> source = MemoryMarshal.CreateReadOnlySpan(ref x, (int)size);
        SegmentStatistics statistics = SegmentReference.Measure(
            source, new RowSegments(1, (int)size), 0, TMode.SubtractsMean, epsilon, TMode.IsLength);
        RowBatch.StatisticsOf(ref batch, row) = statistics;
        Unsafe.Add(ref batch, RowBatch.Mean + row) = statistics.PlainMean;
        Unsafe.Add(ref batch, RowBatch.Inverse + row) = statistics.PlainInverse;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TStore>(
        ref double x, ref double gamma, ref double beta, ref double y, nint first, nint rows, nint size, ref double batch)
        where TStore : struct, IStoreMode
    {
        if (RowBatch.AnyNeedsFallback(ref batch) != 0)
        {
            WriteWithFallback(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);
        }
        else if (size <= DoubleTwoVectorSums.Longest && !TStore.NonTemporal)
        {
            TwoVectors(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);
        }
        else
        {
            WriteOrdinary<TStore>(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);
        }
    }

    // Rows of one or two vectors, an incomplete one included: gamma and beta stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TwoVectors(ref double x, ref double gamma, ref double beta, ref double y, nint first, nint rows, nint size, ref double batch)
    {
        nint whole = size & -8, rest = size - whole;
        D g = default, b = default, gRest = default, bRest = default;
        if (whole > 0)
        {
            g = TMode.Gamma ? D.Load(ref gamma, 0) : default;
            b = TMode.Beta ? D.Load(ref beta, 0) : default;
        }
        if (rest > 0)
        {
            gRest = TMode.Gamma ? D.MaskedLoad(ref gamma, whole, rest) : default;
            bRest = TMode.Beta ? D.MaskedLoad(ref beta, whole, rest) : default;
        }
        else if (whole == 16)
        {
            gRest = TMode.Gamma ? D.Load(ref gamma, 8) : default;
            bRest = TMode.Beta ? D.Load(ref beta, 8) : default;
        }
        ref double coefficients = ref Unsafe.Add(ref batch, first);
        for (
            nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size),
            coefficients = ref Unsafe.Add(ref coefficients, 1))
        {
            D mean = D.Broadcast(Unsafe.Add(ref coefficients, RowBatch.Subtrahend)),
                inverse = D.Broadcast(Unsafe.Add(ref coefficients, RowBatch.Inverse));
            D shift = D.Broadcast(Unsafe.Add(ref coefficients, RowBatch.Shift)), low = D.Broadcast(Unsafe.Add(ref coefficients, RowBatch.InverseLow));
            if (whole > 0)
            {
                D.Store(Apply(D.Load(ref x, 0), mean, inverse, low, shift, g, b), ref y, 0);
            }

            if (rest > 0)
            {
                D.MaskedStore(Apply(D.MaskedLoad(ref x, whole, rest), mean, inverse, low, shift, gRest, bRest), ref y, whole, rest);
            }
            else if (whole == 16)
            {
                D.Store(Apply(D.Load(ref x, 8), mean, inverse, low, shift, gRest, bRest), ref y, 8);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteWithFallback(
        ref double x, ref double gamma, ref double beta, ref double y, nint first, nint rows, nint size, ref double batch)
    {
        for (nint row = first; row < first + rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size))
        {
            if (Unsafe.Add(ref batch, RowBatch.NeedsFallback + row) == 0)
            {
                WriteOrdinary<CachedStore>(ref x, ref gamma, ref beta, ref y, row, 1, size, ref batch);
            }
            else
            {
                WriteByReference(ref x, ref gamma, ref beta, ref y, size, RowBatch.StatisticsOf(ref batch, row));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void WriteOrdinary<TStore>(
        ref double x, ref double gamma, ref double beta, ref double y, nint first, nint rows, nint size, ref double batch)
        where TStore : struct, IStoreMode
    {
        for (nint row = first; row < first + rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size))
        {
            D mean = D.Broadcast(Unsafe.Add(ref batch, RowBatch.Subtrahend + row)),
                inverse = D.Broadcast(Unsafe.Add(ref batch, RowBatch.Inverse + row));
            D shift = D.Broadcast(Unsafe.Add(ref batch, RowBatch.Shift + row)), low = D.Broadcast(Unsafe.Add(ref batch, RowBatch.InverseLow + row));
            nint i = 0;
            for (; i <= size - 8; i += 8)
            {
                D g = TMode.Gamma ? D.Load(ref gamma, i) : default, b = TMode.Beta ? D.Load(ref beta, i) : default;
                D result = Apply(D.Load(ref x, i), mean, inverse, low, shift, g, b);
                if (TStore.NonTemporal)
                {
                    D.StoreNonTemporal(result, ref y, i);
                }
                else
                {
                    D.Store(result, ref y, i);
                }
            }
            if (i < size)
            {
                nint count = size - i;
                D g = TMode.Gamma ? D.MaskedLoad(ref gamma, i, count) : default, b = TMode.Beta ? D.MaskedLoad(ref beta, i, count) : default;
                D.MaskedStore(Apply(D.MaskedLoad(ref x, i, count), mean, inverse, low, shift, g, b), ref y, i, count);
            }
        }
    }

    /// <summary>The output step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Apply(D x, D mean, D inverse, D low, D shift, D gamma, D beta)
    {
        // A plain product keeps the sign of a zero.
        D deviation = x - mean, xhat = TMode.SubtractsMean ? D.Fma(deviation, inverse, D.Fma(deviation, low, shift)) : x * inverse;
        if (TMode.UnitOffset)
        {
            return D.Fma(xhat, gamma, xhat);
        }

        return TMode.Gamma ? (TMode.Beta ? D.Fma(xhat, gamma, beta) : xhat * gamma) : TMode.Beta ? xhat + beta : xhat;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteByReference(ref double x, ref double gamma, ref double beta, ref double y, nint size, SegmentStatistics statistics)
    {
        var map = new RowSegments(1, (int)size);
        ReadOnlySpan<double> g = TMode.Gamma ? MemoryMarshal.CreateReadOnlySpan(ref gamma, (int)size) : default;
        ReadOnlySpan<double> b = TMode.Beta ? MemoryMarshal.CreateReadOnlySpan(ref beta, (int)size) : default;
        Span<double> target = MemoryMarshal.CreateSpan(ref y, (int)size);
        SegmentReference.Apply(MemoryMarshal.CreateReadOnlySpan(ref x, (int)size), map, 0, statistics, g, TMode.UnitOffset, b, target);
    }
}
