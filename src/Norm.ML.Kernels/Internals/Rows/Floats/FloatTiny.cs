using System.Runtime.CompilerServices;
using Norm.ML.Internals.Memory;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Floats;

/// <summary>
/// Rows of floats of at most eight elements, fast: the mean, then deviations and their squares, all in float. Unrolled kernels do the same for
/// sixteen rows at a time. This kernel is for the other calls: with kept statistics, with few rows, or with only one of gamma and beta. A row that
/// needs the fallback is computed strictly, alone. The order of additions is defined in <c>Norm.ML.Simd.UnrolledRows</c>.
/// </summary>
internal readonly struct FloatTiny<F, D, TMode> : IRowKernel<float>
    where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
{
    /// <summary>The longest such row.</summary>
    public const int Longest = 8;

    public static nint Rows(nint size, bool nonTemporal) => RowBatch.Rows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Measure(ref float x, nint rows, nint size, double epsilon, ref double batch)
    {
        ref float pivots = ref Unsafe.As<double, float>(ref batch), sums = ref Unsafe.Add(ref pivots, 16), squares = ref Unsafe.Add(ref pivots, 32);
        for (nint i = 0; i < 48; i += 16)
        {
            F.Store(F.Zero, ref pivots, i);
        }

        for (nint row = 0; row < rows; row++)
        {
            F a = F.MaskedLoad(ref x, row * size, size);
            if (TMode.SubtractsMean)
            {
                float pivot = F.Sum(a) * (float)(1.0 / size);
                a = F.First(a - F.Broadcast(pivot), size);
                Unsafe.Add(ref pivots, row) = pivot;
                Unsafe.Add(ref sums, row) = F.Sum(a);
            }
            Unsafe.Add(ref squares, row) = F.Sum(a * a);
        }
        F pivotOf = F.Load(ref pivots, 0), sum = F.Load(ref sums, 0), square = F.Load(ref squares, 0);
        FastRowCoefficients.Of<F, D>(
            TMode.SubtractsMean, sum, RowDivisor.Squares<F, D, TMode>(square, epsilon), RowDivisor.Count<TMode>(size),
            RowDivisor.Added<TMode>(epsilon),
            out F inverse, out F rest, out F needsFallback);
        ref float floats = ref RowBatch.Floats(ref batch);
        D.Store(F.Lower(inverse), ref floats, RowBatch.High);
        D.Store(F.Lower(pivotOf), ref floats, RowBatch.Pivot);
        D.Store(F.Lower(rest), ref floats, RowBatch.ShiftHigh);
        D.Store(F.Lower(needsFallback), ref batch, RowBatch.NeedsFallback);
        Keep(F.Lower(pivotOf), F.Lower(sum), F.Lower(square), size, epsilon, ref batch);
        RowBatch.AnyNeedsFallback(ref batch) = D.Sum(D.First(F.Lower(needsFallback), rows)) + (
            rows == RowBatch.Rows ? D.Sum(F.Lower(needsFallback)) : 0);
        if (RowBatch.AnyNeedsFallback(ref batch) != 0)
        {
            FloatFast<F, D, TMode>.RecomputeStrict(ref x, rows, size, epsilon, ref batch);
        }
    }

    // The statistics for the caller, in double.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(D pivot, D sum, D squares, nint size, double epsilon, ref double batch)
    {
        D reciprocal = D.Broadcast(1.0 / RowDivisor.Count<TMode>(size)), rest = sum * reciprocal;
        D square = D.Fma(-rest, rest, RowDivisor.Squares<D, TMode>(squares, epsilon) * reciprocal);
        D.Store(pivot + rest, ref batch, RowBatch.Mean);
        D.Store(D.Broadcast(1) / D.Sqrt(square + D.Broadcast(RowDivisor.Added<TMode>(epsilon))), ref batch, RowBatch.Inverse);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TStore>(ref float x, ref float gamma, ref float beta, ref float y, nint first, nint rows, nint size, ref double batch)
        where TStore : struct, IStoreMode =>
        FloatFast<F, D, TMode>.Write<TStore>(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);
}
