using System.Runtime.CompilerServices;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>From sums to the coefficients of the output step, eight rows at once.</summary>
internal static class FloatRulers
{
    public const double IllConditioned = 1.0 / (1 << 20); // variance below this part of the mean square: sums of squares have cancelled
    public const double Smallest = 1e-25, Largest = 1e25; // inverse deviations with which float arithmetic neither overflows nor underflows
    public const double SmallestSquare = 6.842277657836021e-49; // 2^-160, of a normalized value: low-order products with smaller ones are subnormal floats
    public const double FarMean = 4294967296.0; // 2^32: mean beyond 65536 deviations, where subtracting a pivot first is exact

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Make<F, D, TForm>(ref float x, nint rows, nint size, double epsilon, ref double batch)
        where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm
    {
        if (rows == 1 && Single<D, TForm>(size, epsilon, ref batch)) return;
        D one = D.All(1), n = D.All(size), reciprocal = D.All(1.0 / size);
        D meanSquare = Sums<D>(ref batch, RowBatch.Squares) * reciprocal;
        D mean = D.Zero, variance = meanSquare, doubtful = D.Zero;
        if (TForm.Centres)
        {
            D sum = Sums<D>(ref batch, 0);
            mean = sum * reciprocal;
            mean = D.Fma(D.Fma(-mean, n, sum), reciprocal, mean); // the mean of a constant row is that constant
            variance = D.Fma(-mean, mean, meanSquare);
            doubtful = D.WhereLess(meanSquare * D.All(IllConditioned), variance, doubtful, one); // NaN is doubtful, too
        }
        D inverse = one / D.Sqrt(variance + D.All(epsilon));
        doubtful = D.WhereLess(inverse, D.All(Largest), doubtful, one);
        doubtful = D.WhereLess(D.All(Smallest), inverse, doubtful, one);
        doubtful = D.WhereLess(D.All(SmallestSquare), variance * (inverse * inverse), doubtful, one);
        Store<D, TForm>(mean, variance, inverse, ref batch);
        RowBatch.SpecialRows(ref batch) = 0;
        if (D.Sum(doubtful) == 0) return;

        D.Store(doubtful, ref batch, RowBatch.Doubtful);
        for (nint row = 0; row < rows; row++)
        {
            if (Unsafe.Add(ref batch, RowBatch.Doubtful + row) != 0)
                FloatRow.Redo<F, D, TForm>(ref Unsafe.Add(ref x, row * size), size, epsilon, ref batch, row);
        }
    }

    /// <summary>
    /// The same operations, and so the same bits, for a row alone: a call for a single row waits for its divisions and nothing else,
    /// and scalar ones are done sooner. Leaves a doubtful row to the others' way.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Single<D, TForm>(nint size, double epsilon, ref double batch) where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm
    {
        double reciprocal = 1.0 / size, mean = 0, meanSquare = D.Sum(D.Load(ref batch, RowBatch.Squares)) * reciprocal, variance = meanSquare;
        if (TForm.Centres)
        {
            double sum = D.Sum(D.Load(ref batch, RowBatch.Sums));
            mean = sum * reciprocal;
            mean = Math.FusedMultiplyAdd(Math.FusedMultiplyAdd(-mean, size, sum), reciprocal, mean);
            variance = Math.FusedMultiplyAdd(-mean, mean, meanSquare);
            if (!(meanSquare * IllConditioned < variance)) return false;
        }
        double inverse = 1 / Math.Sqrt(variance + epsilon);
        if (!Ordinary(variance, inverse)) return false;
        RowBatch.SpecialRows(ref batch) = 0;
        StoreOne(mean, 0, variance, inverse, ref batch, 0);
        return true;
    }

    /// <summary>Whether float arithmetic neither overflows nor underflows with these; false for a constant row, too, whose variance is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Ordinary(double variance, double inverse) =>
        inverse < Largest && Smallest < inverse && SmallestSquare < variance * (inverse * inverse);

    /// <summary>
    /// The two parts of the inverse deviation, and of <c>(pivot - mean) * inverse</c>. The pivot is 0 unless the mean is far:
    /// then it is the mean as a float, and <c>x - pivot</c> is exact.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<D, TForm>(D mean, D variance, D inverse, ref double batch) where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm
    {
        ref float floats = ref RowBatch.Floats(ref batch);
        D.Store(inverse, ref floats, RowBatch.High);
        D.Store(inverse - D.RoundToFloat(inverse), ref floats, RowBatch.Low);
        D.Store(inverse, ref batch, RowBatch.Inverse);
        D.Store(variance, ref batch, RowBatch.Variance);
        if (!TForm.Centres) return;

        D pivot = D.WhereLess(mean * mean, variance * D.All(FarMean), D.Zero, D.RoundToFloat(mean));
        D shift = (pivot - mean) * inverse;
        D.Store(shift, ref floats, RowBatch.ShiftHigh);
        D.Store(shift - D.RoundToFloat(shift), ref floats, RowBatch.ShiftLow);
        D.Store(pivot, ref floats, RowBatch.Pivot);
        D.Store(mean, ref batch, RowBatch.Mean);
    }

    /// <summary>The same for one row, whose mean may have a low part: its statistics were computed again then. A NaN as inverse sends the row to the output in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreOne(double mean, double low, double variance, double inverse, ref double batch, nint row)
    {
        ref float floats = ref Unsafe.Add(ref RowBatch.Floats(ref batch), row);
        bool ordinary = Ordinary(variance, inverse) || (variance == 0 && inverse > Smallest && inverse < Largest);
        if (!ordinary) RowBatch.SpecialRows(ref batch) = 1;
        double pivot = mean * mean < variance * FarMean ? 0 : (float)mean, shift = (low == 0 ? pivot - mean : pivot - mean - low) * inverse;
        Unsafe.Add(ref floats, RowBatch.High) = ordinary ? (float)inverse : float.NaN;
        Unsafe.Add(ref floats, RowBatch.Low) = (float)(inverse - (float)inverse);
        Unsafe.Add(ref floats, RowBatch.ShiftHigh) = (float)shift;
        Unsafe.Add(ref floats, RowBatch.ShiftLow) = (float)(shift - (float)shift);
        Unsafe.Add(ref floats, RowBatch.Pivot) = (float)pivot;
        Unsafe.Add(ref batch, RowBatch.Mean + row) = mean;
        Unsafe.Add(ref batch, RowBatch.Inverse + row) = inverse;
        Unsafe.Add(ref batch, RowBatch.Variance + row) = variance;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Sums<D>(ref double batch, nint at) where D : struct, IDoubleLanes<D> => D.Sums(
        D.Load(ref batch, at), D.Load(ref batch, at + 8), D.Load(ref batch, at + 16), D.Load(ref batch, at + 24),
        D.Load(ref batch, at + 32), D.Load(ref batch, at + 40), D.Load(ref batch, at + 48), D.Load(ref batch, at + 56));
}
