using System.Runtime.CompilerServices;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Floats;

/// <summary>From sums to the coefficients of the output step of strict rows of floats, for eight rows at once.</summary>
internal static class FloatRowCoefficients
{
    public const double IllConditioned = 1.0 / (1 << 20); // below this ratio of variance to mean square, the sums of squares have cancelled
    // Limits of the inverse deviation within which float arithmetic neither overflows nor underflows.
    public const double Smallest = 1e-25, Largest = 1e25;
    // 2^-160, for the square of a normalized value: the low parts of smaller ones are subnormal floats.
    public const double SmallestSquare = 6.842277657836021e-49;
    public const double FarMean = 4294967296.0; // 2^32: the mean is more than 65536 deviations from 0, and x - pivot is exact

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Make<F, D, TMode>(ref float x, nint rows, nint size, nint stride, double epsilon, ref double batch)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        if ((rows == 1 || ScalarOutput.IsNeeded) && MakeRowByRow<D, TMode>(rows, size, epsilon, ref batch))
        {
            return;
        }

        D sum = TMode.SubtractsMean ? Sums<D>(ref batch, RowBatch.Sums) : default;
        Of(
            TMode.SubtractsMean, sum, RowDivisor.Squares<D, TMode>(Sums<D>(ref batch, RowBatch.Squares), epsilon), RowDivisor.Count<TMode>(size),
            RowDivisor.Added<TMode>(epsilon), out D mean, out D variance, out D inverse, out D needsFallback);
        Store<D, TMode>(mean, variance, inverse, ref batch);
        RowBatch.AnyNeedsFallback(ref batch) = 0;
        if (D.Sum(needsFallback) == 0)
        {
            return;
        }

        D.Store(needsFallback, ref batch, RowBatch.NeedsFallback);
        for (nint row = 0; row < rows; row++)
        {
            if (Unsafe.Add(ref batch, RowBatch.NeedsFallback + row) != 0)
            {
                FloatRow.RecomputeTwoPass<F, D, TMode>(ref Unsafe.Add(ref x, row * stride), size, epsilon, ref batch, row);
            }
        }
    }

    /// <summary>Mean, variance and inverse deviation. <paramref name="needsFallback"/> is not 0 in lanes whose row needs the fallback.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of<D>(
        bool subtractMean, D sum, D squares, nint size, double epsilon, out D mean, out D variance, out D inverse, out D needsFallback)
        where D : struct, ISimdDouble8<D>
    {
        D one = D.Broadcast(1), reciprocal = D.Broadcast(1.0 / size), meanSquare = squares * reciprocal;
        mean = D.Zero;
        variance = meanSquare;
        needsFallback = D.Zero;
        if (subtractMean)
        {
            mean = sum * reciprocal;
            mean = D.Fma(D.Fma(-mean, D.Broadcast(size), sum), reciprocal, mean); // the mean of a constant row is exactly that constant
            variance = D.Fma(-mean, mean, meanSquare);
            needsFallback = D.SelectIfLess(meanSquare * D.Broadcast(IllConditioned), variance, needsFallback, one); // NaN needs the fallback, too
        }
        inverse = one / D.Sqrt(variance + D.Broadcast(epsilon));
        needsFallback = D.SelectIfLess(inverse, D.Broadcast(Largest), needsFallback, one);
        needsFallback = D.SelectIfLess(D.Broadcast(Smallest), inverse, needsFallback, one);
        needsFallback = D.SelectIfLess(D.Broadcast(SmallestSquare), variance * (inverse * inverse), needsFallback, one);
    }

    /// <summary>
    /// The same operations row by row, with the same bits: without vector hardware, and for a single row. A call for one row waits for its divisions,
    /// and scalar divisions take less time. Returns false if a row needs the fallback.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool MakeRowByRow<D, TMode>(nint rows, nint size, double epsilon, ref double batch)
        where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        double reciprocal = 1.0 / RowDivisor.Count<TMode>(size);
        for (nint row = 0; row < rows; row++)
        {
            double squares = RowDivisor.Squares<TMode>(Sum<D>(ref Unsafe.Add(ref batch, RowBatch.Squares + row * 8)), epsilon);
            double mean = 0, meanSquare = squares * reciprocal, variance = meanSquare;
            if (TMode.SubtractsMean)
            {
                double sum = Sum<D>(ref Unsafe.Add(ref batch, RowBatch.Sums + row * 8));
                mean = sum * reciprocal;
                mean = Math.FusedMultiplyAdd(Math.FusedMultiplyAdd(-mean, size, sum), reciprocal, mean);
                variance = Math.FusedMultiplyAdd(-mean, mean, meanSquare);
                if (!(meanSquare * IllConditioned < variance))
                {
                    return false;
                }
            }
            double inverse = 1 / Math.Sqrt(variance + RowDivisor.Added<TMode>(epsilon));
            if (!IsOrdinary(variance, inverse))
            {
                return false;
            }

            RowBatch.AnyNeedsFallback(ref batch) = 0;
            StoreOne(mean, 0, variance, inverse, ref batch, row);
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Sum<D>(ref double a) where D : struct, ISimdDouble8<D> => ScalarOutput.IsNeeded
        ? ((a + Unsafe.Add(ref a, 1)) + (Unsafe.Add(ref a, 2) + Unsafe.Add(ref a, 3)))
            + ((Unsafe.Add(ref a, 4) + Unsafe.Add(ref a, 5)) + (Unsafe.Add(ref a, 6) + Unsafe.Add(ref a, 7)))
        : D.Sum(D.Load(ref a, 0));

    /// <summary>
    /// Whether float arithmetic neither overflows nor underflows with these values. False also for a constant row, whose variance is 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOrdinary(double variance, double inverse) =>
        inverse < Largest && Smallest < inverse && SmallestSquare < variance * (inverse * inverse);

    /// <summary>
    /// Stores the inverse deviation and <c>(pivot - mean) * inverse</c>, each as high and low part. The pivot is 0, unless the mean is far from 0:
    /// then it is the mean as a float, and <c>x - pivot</c> is exact.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<D, TMode>(D mean, D variance, D inverse, ref double batch)
        where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        ref float floats = ref RowBatch.Floats(ref batch);
        D.Store(inverse, ref floats, RowBatch.High);
        D.Store(inverse - D.RoundToFloat(inverse), ref floats, RowBatch.Low);
        D.Store(inverse, ref batch, RowBatch.Inverse);
        D.Store(variance, ref batch, RowBatch.Variance);
        if (!TMode.SubtractsMean)
        {
            return;
        }

        D pivot = D.SelectIfLess(mean * mean, variance * D.Broadcast(FarMean), D.Zero, D.RoundToFloat(mean));
        D shift = (pivot - mean) * inverse;
        D.Store(shift, ref floats, RowBatch.ShiftHigh);
        D.Store(shift - D.RoundToFloat(shift), ref floats, RowBatch.ShiftLow);
        D.Store(pivot, ref floats, RowBatch.Pivot);
        D.Store(mean, ref batch, RowBatch.Mean);
    }

    /// <summary>
    /// The same for one row, whose mean has a low part if its statistics were computed again. A NaN as inverse deviation means: write this row in
    /// double.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreOne(double mean, double low, double variance, double inverse, ref double batch, nint row)
    {
        ref float floats = ref Unsafe.Add(ref RowBatch.Floats(ref batch), row);
        bool isOrdinary = IsOrdinary(variance, inverse) || (variance == 0 && inverse > Smallest && inverse < Largest);
        if (!isOrdinary)
        {
            RowBatch.AnyNeedsFallback(ref batch) = 1;
        }

        double pivot = mean * mean < variance * FarMean ? 0 : (float)mean, shift = (low == 0 ? pivot - mean : pivot - mean - low) * inverse;
        Unsafe.Add(ref floats, RowBatch.High) = isOrdinary ? (float)inverse : float.NaN;
        Unsafe.Add(ref floats, RowBatch.Low) = (float)(inverse - (float)inverse);
        Unsafe.Add(ref floats, RowBatch.ShiftHigh) = (float)shift;
        Unsafe.Add(ref floats, RowBatch.ShiftLow) = (float)(shift - (float)shift);
        Unsafe.Add(ref floats, RowBatch.Pivot) = (float)pivot;
        Unsafe.Add(ref batch, RowBatch.Mean + row) = mean;
        Unsafe.Add(ref batch, RowBatch.Inverse + row) = inverse;
        Unsafe.Add(ref batch, RowBatch.Variance + row) = variance;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Sums<D>(ref double batch, nint at) where D : struct, ISimdDouble8<D> => D.Sums(
        D.Load(ref batch, at), D.Load(ref batch, at + 8), D.Load(ref batch, at + 16), D.Load(ref batch, at + 24),
        D.Load(ref batch, at + 32), D.Load(ref batch, at + 40), D.Load(ref batch, at + 48), D.Load(ref batch, at + 56));
}
