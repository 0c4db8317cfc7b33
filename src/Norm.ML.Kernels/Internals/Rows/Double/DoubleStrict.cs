using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>
/// Double rows: the mean, then deviations and their squares; the mean of the deviations corrects the mean. Rows whose squares leave the range
/// of doubles, whose spread is lost in the rounding of the mean, or whose normalized values would be subnormal, are computed by definition, alone.
/// </summary>
internal readonly struct DoubleStrict<D, TForm> : IRowKernel<double> where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm
{
    private const double Tiny = 1e-270; // below this the last bits of a mean or of a normalized value may be below the smallest double

    public static nint Rows(nint size, bool streaming) => streaming
        ? size is >= 256 and <= 1024 ? 1 : RowBatch.Rows
        : size > 4096 ? 1 : size > 768 ? 4 : RowBatch.Rows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Measure(ref double x, nint rows, nint size, double epsilon, ref double batch)
    {
        D mean = D.Zero, sum = D.Zero;
        if (TForm.Centres)
        {
            if (size <= DoubleShortSums.Longest) DoubleShortSums.Values<D>(ref x, rows, size, ref batch);
            else DoubleSums.Values<D>(ref x, rows, size, ref batch);
            mean = DoubleRulers.Mean(FloatRulers.Sums<D>(ref batch, RowBatch.Sums), size);
            D.Store(mean, ref batch, RowBatch.Mean);
        }
        if (size <= DoubleShortSums.Longest) DoubleShortSums.Squares<D, TForm>(ref x, rows, size, ref batch);
        else DoubleSums.Squares<D, TForm>(ref x, rows, size, ref batch);
        if (TForm.Centres) sum = FloatRulers.Sums<D>(ref batch, RowBatch.Sums);
        D squares = FloatRulers.Sums<D>(ref batch, RowBatch.Squares);
        if (TForm.Centres && size > DoubleOutliers.LongestPlain) DoubleOutliers.Mend(ref x, rows, size, ref sum, ref squares, ref batch);
        DoubleRulers.Of(TForm.Centres, sum, squares, size, epsilon, out D rest, out D inverse, out D low, out D marks);
        D.Store(low, ref batch, RowBatch.InverseLow);
        D.Store(inverse, ref batch, RowBatch.Inverse);
        D.Store(-rest * inverse, ref batch, RowBatch.Shift);
        D.Store(mean, ref batch, RowBatch.Centre);
        D.Store(mean + rest, ref batch, RowBatch.Mean);
        D.Store(marks, ref batch, RowBatch.Doubtful);
        RowBatch.SpecialRows(ref batch) = 0;
        if (D.Sum(marks) == 0) return;
        for (nint row = 0; row < rows; row++)
        {
            ref double mark = ref Unsafe.Add(ref batch, RowBatch.Doubtful + row);
            if (mark == DoubleRulers.Vanished) mark = IsTiny(ref Unsafe.Add(ref x, row * size), size, ref Unsafe.Add(ref batch, row)) ? 1 : 0;
            RowBatch.SpecialRows(ref batch) += mark;
            if (mark != 0) Redo(ref Unsafe.Add(ref x, row * size), size, epsilon, ref batch, row);
        }
    }

    /// <summary>Whether a row of numbers (not of zeros) is tiny, or will be when it is normalized.</summary>
    private static bool IsTiny(ref double x, nint size, ref double ruler)
    {
        double inverse = Unsafe.Add(ref ruler, RowBatch.Inverse), scale = Math.Min(1, inverse);
        if (Math.Abs(Unsafe.Add(ref ruler, RowBatch.Mean)) * scale > Tiny) return false;
        double largest = 0;
        for (nint i = 0; i < size && !(largest * scale > Tiny); i++) largest = Math.Max(largest, Math.Abs(Unsafe.Add(ref x, i)));
        return largest > 0 && largest * scale <= Tiny;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Redo(ref double x, nint size, double epsilon, ref double batch, nint row)
    {
        ReadOnlySpan<double> source = MemoryMarshal.CreateReadOnlySpan(ref x, (int)size);
        Ruler ruler = SegmentDefinition.Measure(source, new RowSegments(1, (int)size), 0, TForm.Centres, epsilon);
        RowBatch.RulerOf(ref batch, row) = ruler;
        Unsafe.Add(ref batch, RowBatch.Mean + row) = ruler.PlainMean;
        Unsafe.Add(ref batch, RowBatch.Inverse + row) = ruler.PlainInverse;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TStores>(ref double x, ref double gamma, ref double beta, ref double y, nint first, nint rows, nint size, ref double batch)
        where TStores : struct, IStores
    {
        if (RowBatch.SpecialRows(ref batch) != 0) Careful(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);
        else if (size <= DoubleShortSums.Longest && !TStores.Streaming) Short(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);
        else Ordinary<TStores>(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);
    }

    // One or two vectors, a part of one included: gamma and beta stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Short(ref double x, ref double gamma, ref double beta, ref double y, nint first, nint rows, nint size, ref double batch)
    {
        nint whole = size & -8, rest = size - whole;
        D g = default, b = default, gRest = default, bRest = default;
        if (whole > 0)
        {
            g = TForm.Gamma ? D.Load(ref gamma, 0) : default;
            b = TForm.Beta ? D.Load(ref beta, 0) : default;
        }
        if (rest > 0)
        {
            gRest = TForm.Gamma ? D.LoadPart(ref gamma, whole, rest) : default;
            bRest = TForm.Beta ? D.LoadPart(ref beta, whole, rest) : default;
        }
        else if (whole == 16)
        {
            gRest = TForm.Gamma ? D.Load(ref gamma, 8) : default;
            bRest = TForm.Beta ? D.Load(ref beta, 8) : default;
        }
        ref double rulers = ref Unsafe.Add(ref batch, first);
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size), rulers = ref Unsafe.Add(ref rulers, 1))
        {
            D mean = D.All(Unsafe.Add(ref rulers, RowBatch.Centre)), inverse = D.All(Unsafe.Add(ref rulers, RowBatch.Inverse));
            D shift = D.All(Unsafe.Add(ref rulers, RowBatch.Shift)), low = D.All(Unsafe.Add(ref rulers, RowBatch.InverseLow));
            if (whole > 0) D.Store(One(D.Load(ref x, 0), mean, inverse, low, shift, g, b), ref y, 0);
            if (rest > 0) D.StorePart(One(D.LoadPart(ref x, whole, rest), mean, inverse, low, shift, gRest, bRest), ref y, whole, rest);
            else if (whole == 16) D.Store(One(D.Load(ref x, 8), mean, inverse, low, shift, gRest, bRest), ref y, 8);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Careful(ref double x, ref double gamma, ref double beta, ref double y, nint first, nint rows, nint size, ref double batch)
    {
        for (nint row = first; row < first + rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size))
        {
            if (Unsafe.Add(ref batch, RowBatch.Doubtful + row) == 0) Ordinary<Cached>(ref x, ref gamma, ref beta, ref y, row, 1, size, ref batch);
            else WriteExactly(ref x, ref gamma, ref beta, ref y, size, RowBatch.RulerOf(ref batch, row));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Ordinary<TStores>(ref double x, ref double gamma, ref double beta, ref double y, nint first, nint rows, nint size, ref double batch)
        where TStores : struct, IStores
    {
        for (nint row = first; row < first + rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size))
        {
            D mean = D.All(Unsafe.Add(ref batch, RowBatch.Centre + row)), inverse = D.All(Unsafe.Add(ref batch, RowBatch.Inverse + row));
            D shift = D.All(Unsafe.Add(ref batch, RowBatch.Shift + row)), low = D.All(Unsafe.Add(ref batch, RowBatch.InverseLow + row));
            nint i = 0;
            for (; i <= size - 8; i += 8)
            {
                D g = TForm.Gamma ? D.Load(ref gamma, i) : default, b = TForm.Beta ? D.Load(ref beta, i) : default;
                D result = One(D.Load(ref x, i), mean, inverse, low, shift, g, b);
                if (TStores.Streaming) D.StoreStreaming(result, ref y, i);
                else D.Store(result, ref y, i);
            }
            if (i < size)
            {
                nint count = size - i;
                D g = TForm.Gamma ? D.LoadPart(ref gamma, i, count) : default, b = TForm.Beta ? D.LoadPart(ref beta, i, count) : default;
                D.StorePart(One(D.LoadPart(ref x, i, count), mean, inverse, low, shift, g, b), ref y, i, count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D One(D x, D mean, D inverse, D low, D shift, D gamma, D beta)
    {
        D deviation = x - mean, xhat = TForm.Centres ? D.Fma(deviation, inverse, D.Fma(deviation, low, shift)) : x * inverse; // which keeps the sign of a zero
        if (TForm.UnitOffset) return D.Fma(xhat, gamma, xhat);
        return TForm.Gamma ? (TForm.Beta ? D.Fma(xhat, gamma, beta) : xhat * gamma) : TForm.Beta ? xhat + beta : xhat;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteExactly(ref double x, ref double gamma, ref double beta, ref double y, nint size, Ruler ruler)
    {
        var map = new RowSegments(1, (int)size);
        ReadOnlySpan<double> g = TForm.Gamma ? MemoryMarshal.CreateReadOnlySpan(ref gamma, (int)size) : default;
        ReadOnlySpan<double> b = TForm.Beta ? MemoryMarshal.CreateReadOnlySpan(ref beta, (int)size) : default;
        Span<double> target = MemoryMarshal.CreateSpan(ref y, (int)size);
        SegmentDefinition.Apply(MemoryMarshal.CreateReadOnlySpan(ref x, (int)size), map, 0, ruler, g, TForm.UnitOffset, b, target);
    }
}
