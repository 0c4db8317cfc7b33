using System.Runtime.CompilerServices;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>
/// Float rows, fast: one pass of float sums around a pivot (the mean of the first elements), flushed to double every 512 elements, and
/// <c>y = fma(fma(x - mean, inverse, rest), gamma, beta)</c>. A row whose pivot is far from its mean, or whose squares leave the range of floats,
/// is done strictly, alone.
/// </summary>
internal readonly struct FloatFast<F, D, TForm> : IRowKernel<float>
    where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm
{
    private const double SmallestVariance = 1e-30, LargestVariance = 1e30; // squares of deviations are ordinary floats

    /// <summary>As the strict kernel; from memory, rows up to 640 are better in batches (1.2 at 512, 0.95 at 768).</summary>
    public static nint Rows(nint size, bool streaming) => streaming ? size > 640 ? 1 : RowBatch.Rows : FloatStrict<F, D, TForm>.Rows(size, streaming);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Measure(ref float x, nint rows, nint size, double epsilon, ref double batch)
    {
        if (TForm.Centres) FloatFastSums.Pivots<F, D>(ref x, rows, size, ref batch);
        FloatFastSums.Rows<F, D, TForm>(ref x, rows, size, ref batch);
        if (rows == 1 && Single(size, epsilon, ref batch)) return;
        D pivot = TForm.Centres ? D.Load(ref batch, RowBatch.Centre) : D.Zero, sum = TForm.Centres ? FloatRulers.Sums<D>(ref batch, RowBatch.Sums) : D.Zero;
        Of(pivot, sum, FloatRulers.Sums<D>(ref batch, RowBatch.Squares), size, epsilon, out D mean, out D inverse, out D doubtful);
        D.Store(mean, ref batch, RowBatch.Mean);
        D.Store(inverse, ref batch, RowBatch.Inverse);
        D.Store(doubtful, ref batch, RowBatch.Doubtful);
        ref float floats = ref RowBatch.Floats(ref batch);
        D.Store(inverse, ref floats, RowBatch.High);
        D.Store(mean, ref floats, RowBatch.Pivot);
        D.Store((D.RoundToFloat(mean) - mean) * inverse, ref floats, RowBatch.ShiftHigh);
        RowBatch.SpecialRows(ref batch) = D.Sum(doubtful);
        if (RowBatch.SpecialRows(ref batch) == 0) return;
        RowBatch.SpecialRows(ref batch) = D.Sum(D.First(doubtful, rows)); // what lies behind them is left over from other rows
        if (RowBatch.SpecialRows(ref batch) == 0) return;
        Redo(ref x, rows, size, epsilon, ref batch);
    }

    /// <summary>From sums around pivots to means and inverse deviations; lanes of <paramref name="doubtful"/> are not 0 where a row has to be done strictly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of(D pivot, D sum, D squares, nint size, double epsilon, out D mean, out D inverse, out D doubtful)
    {
        D one = D.All(1), reciprocal = D.All(1.0 / size), square = squares * reciprocal, rest = D.Zero, variance = square;
        if (TForm.Centres)
        {
            rest = sum * reciprocal;
            variance = D.Fma(-rest, rest, square);
        }
        mean = pivot + rest;
        inverse = one / D.Sqrt(variance + D.All(epsilon));
        doubtful = D.WhereLess(square, D.All(LargestVariance), D.Zero, one);
        doubtful = D.WhereLess(D.All(SmallestVariance), square, doubtful, one);
        doubtful = D.WhereLess(rest * rest, variance, doubtful, one);
    }

    /// <summary>The same operations, and so the same bits, for a row alone. Leaves a doubtful row to the others' way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Single(nint size, double epsilon, ref double batch)
    {
        double reciprocal = 1.0 / size, pivot = TForm.Centres ? Unsafe.Add(ref batch, RowBatch.Centre) : 0, rest = 0;
        double squares = D.Sum(D.Load(ref batch, RowBatch.Squares)) * reciprocal, variance = squares;
        if (TForm.Centres)
        {
            rest = D.Sum(D.Load(ref batch, RowBatch.Sums)) * reciprocal;
            variance = Math.FusedMultiplyAdd(-rest, rest, squares);
        }
        if (!(squares < LargestVariance && SmallestVariance < squares && rest * rest < variance)) return false;
        double mean = pivot + rest, inverse = 1 / Math.Sqrt(variance + epsilon);
        Unsafe.Add(ref batch, RowBatch.Mean) = mean;
        Unsafe.Add(ref batch, RowBatch.Inverse) = inverse;
        ref float floats = ref RowBatch.Floats(ref batch);
        Unsafe.Add(ref floats, RowBatch.High) = (float)inverse;
        Unsafe.Add(ref floats, RowBatch.Pivot) = (float)mean;
        Unsafe.Add(ref floats, RowBatch.ShiftHigh) = (float)(((float)mean - mean) * inverse);
        RowBatch.SpecialRows(ref batch) = 0;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    public static void Redo(ref float x, nint rows, nint size, double epsilon, ref double batch)
    {
        Unsafe.SkipInit(out RowBatch memory);
        ref double strict = ref RowBatch.Start(ref memory);
        for (nint row = 0; row < rows; row++)
        {
            if (Unsafe.Add(ref batch, RowBatch.Doubtful + row) == 0) continue;
            FloatStrict<F, D, TForm>.Measure(ref Unsafe.Add(ref x, row * size), 1, size, epsilon, ref strict);
            Unsafe.Add(ref batch, RowBatch.Mean + row) = Unsafe.Add(ref strict, RowBatch.Mean);
            Unsafe.Add(ref batch, RowBatch.MeanLow + row) = Unsafe.Add(ref strict, RowBatch.MeanLow);
            Unsafe.Add(ref batch, RowBatch.Inverse + row) = Unsafe.Add(ref strict, RowBatch.Inverse);
            ref float from = ref RowBatch.Floats(ref strict), to = ref Unsafe.Add(ref RowBatch.Floats(ref batch), row);
            for (nint i = 0; i <= RowBatch.Pivot; i += RowBatch.Rows) Unsafe.Add(ref to, i) = Unsafe.Add(ref from, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TStores>(ref float x, ref float gamma, ref float beta, ref float y, nint first, nint rows, nint size, ref double batch)
        where TStores : struct, IStores
    {
        if (RowBatch.SpecialRows(ref batch) != 0) Careful(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);
        else Ordinary<TStores>(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Careful(ref float x, ref float gamma, ref float beta, ref float y, nint first, nint rows, nint size, ref double batch)
    {
        for (nint row = first; row < first + rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size))
        {
            if (Unsafe.Add(ref batch, RowBatch.Doubtful + row) == 0) Ordinary<Cached>(ref x, ref gamma, ref beta, ref y, row, 1, size, ref batch);
            else FloatOutput.Careful<F, D, TForm>(ref x, ref gamma, ref beta, ref y, row, 1, size, ref batch);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Ordinary<TStores>(ref float x, ref float gamma, ref float beta, ref float y, nint first, nint rows, nint size, ref double batch)
        where TStores : struct, IStores
    {
        bool fetch = TStores.Streaming && size <= 2048; // the next batch: its sums wait for a pivot, and that for memory
        nint ahead = Prefetch.Ahead(rows, size);
        for (nint row = first; row < first + rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size))
        {
            ref float floats = ref Unsafe.Add(ref RowBatch.Floats(ref batch), row);
            F mean = F.All(Unsafe.Add(ref floats, RowBatch.Pivot)), inverse = F.All(Unsafe.Add(ref floats, RowBatch.High));
            F rest = F.All(Unsafe.Add(ref floats, RowBatch.ShiftHigh));
            Row<TStores>(ref x, ref gamma, ref beta, ref y, size, mean, inverse, rest, ahead, fetch);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Row<TStores>(ref float x, ref float gamma, ref float beta, ref float y, nint size, F mean, F inverse, F rest, nint ahead, bool fetch)
        where TStores : struct, IStores
    {
        nint i = 0;
        for (; i <= size - 16; i += 16)
        {
            if (fetch) Prefetch.Line(ref x, ahead + i);
            F g = TForm.Gamma ? F.Load(ref gamma, i) : default, b = TForm.Beta ? F.Load(ref beta, i) : default;
            F result = One(F.Load(ref x, i), mean, inverse, rest, g, b);
            if (TStores.Streaming) F.StoreStreaming(result, ref y, i);
            else F.Store(result, ref y, i);
        }
        if (i < size)
        {
            nint count = size - i;
            F g = TForm.Gamma ? F.LoadPart(ref gamma, i, count) : default, b = TForm.Beta ? F.LoadPart(ref beta, i, count) : default;
            F.StorePart(One(F.LoadPart(ref x, i, count), mean, inverse, rest, g, b), ref y, i, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F One(F x, F mean, F inverse, F rest, F gamma, F beta)
    {
        F xhat = TForm.Centres ? F.Fma(x - mean, inverse, rest) : x * inverse;
        if (TForm.UnitOffset) return F.Fma(xhat, gamma, xhat);
        return TForm.Gamma ? (TForm.Beta ? F.Fma(xhat, gamma, beta) : xhat * gamma) : TForm.Beta ? xhat + beta : xhat;
    }
}
