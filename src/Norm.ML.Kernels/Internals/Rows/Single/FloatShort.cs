using System.Runtime.CompilerServices;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>
/// Float rows of at most 128 elements, fast: the mean, then deviations and their squares, all in float. Element i belongs to accumulator
/// <c>i / 16 % 4</c> and lane <c>i % 16</c>. Generated kernels do the same to sixteen rows at a time. A doubtful row is done strictly, alone.
/// </summary>
internal readonly struct FloatShort<F, D, TForm> : IRowKernel<float>
    where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm
{
    /// <summary>The longest such row.</summary>
    public const int Longest = 128;

    private const int Lanes = 16, Sums = 0, Squares = RowBatch.Rows * Lanes; // places in floats

    public static nint Rows(nint size, bool streaming) => RowBatch.Rows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Measure(ref float x, nint rows, nint size, double epsilon, ref double batch)
    {
        ref float sums = ref Unsafe.As<double, float>(ref batch), floats = ref RowBatch.Floats(ref batch);
        F sum = F.Zero;
        float reciprocal = (float)(1.0 / nint.Min(size, Lanes));
        for (nint row = 0; row < rows; row++)
        {
            ref float start = ref Unsafe.Add(ref x, row * size);
            F pivot = default;
            if (TForm.Centres)
            {
                float head = F.Sum(size >= Lanes ? F.Load(ref start, 0) : F.LoadPart(ref start, 0, size)) * reciprocal;
                Unsafe.Add(ref floats, RowBatch.Pivot + row) = head;
                pivot = F.All(head);
            }
            Deviations(ref start, size, pivot, out F s, out F q);
            if (TForm.Centres) F.Store(s, ref sums, Sums + row * Lanes);
            F.Store(q, ref sums, Squares + row * Lanes);
        }
        // Sixteen sums at once: of eight rows, then of their squares.
        F all = F.Sums(ref sums);
        F.Store(all, ref sums, 0);
        F squares = F.Load(ref sums, RowBatch.Rows);
        if (TForm.Centres) sum = all;
        FastRulers.Of<F, D>(TForm.Centres, sum, squares, size, epsilon, out F inverse, out F rest, out F doubtful);
        D.Store(F.Lower(inverse), ref floats, RowBatch.High);
        D.Store(F.Lower(rest), ref floats, RowBatch.ShiftHigh);
        Keep(TForm.Centres ? D.Load(ref floats, RowBatch.Pivot) : D.Zero, F.Lower(sum), F.Lower(squares), size, epsilon, ref batch);
        D some = D.First(F.Lower(doubtful), rows);
        if (rows == RowBatch.Rows) some = F.Lower(doubtful);
        RowBatch.SpecialRows(ref batch) = D.Sum(some);
        if (RowBatch.SpecialRows(ref batch) == 0) return;
        D.Store(some, ref batch, RowBatch.Doubtful);
        FloatFast<F, D, TForm>.Redo(ref x, rows, size, epsilon, ref batch);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Deviations(ref float x, nint size, F mean, out F sum, out F squares)
    {
        F a = F.Zero, b = a, c = a, d = a, aa = a, bb = a, cc = a, dd = a;
        nint i = 0;
        for (; i <= size - 64; i += 64)
        {
            F p = F.Load(ref x, i), q = F.Load(ref x, i + 16), r = F.Load(ref x, i + 32), s = F.Load(ref x, i + 48);
            if (TForm.Centres)
            {
                p -= mean; q -= mean; r -= mean; s -= mean;
                a += p; b += q; c += r; d += s;
            }
            aa = F.Fma(p, p, aa); bb = F.Fma(q, q, bb); cc = F.Fma(r, r, cc); dd = F.Fma(s, s, dd);
        }
        nint rest = size - i;
        if (rest > 0) Add(Deviation(ref x, i, rest, mean), ref a, ref aa);
        if (rest > 16) Add(Deviation(ref x, i + 16, rest - 16, mean), ref b, ref bb);
        if (rest > 32) Add(Deviation(ref x, i + 32, rest - 32, mean), ref c, ref cc);
        if (rest > 48) Add(Deviation(ref x, i + 48, rest - 48, mean), ref d, ref dd);
        sum = (a + c) + (b + d);
        squares = (aa + cc) + (bb + dd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(F deviation, ref F sum, ref F squares)
    {
        if (TForm.Centres) sum += deviation;
        squares = F.Fma(deviation, deviation, squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Deviation(ref float x, nint at, nint count, F mean)
    {
        if (count >= Lanes) return TForm.Centres ? F.Load(ref x, at) - mean : F.Load(ref x, at);
        F part = F.LoadPart(ref x, at, count);
        return TForm.Centres ? part - F.First(mean, count) : part;
    }

    // The statistics that a caller may want, in double.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(D pivot, D sum, D squares, nint size, double epsilon, ref double batch)
    {
        D reciprocal = D.All(1.0 / size), rest = sum * reciprocal;
        D.Store(pivot + rest, ref batch, RowBatch.Mean);
        D.Store(D.All(1) / D.Sqrt(D.Fma(-rest, rest, squares * reciprocal) + D.All(epsilon)), ref batch, RowBatch.Inverse);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TStores>(ref float x, ref float gamma, ref float beta, ref float y, nint first, nint rows, nint size, ref double batch)
        where TStores : struct, IStores =>
        FloatFast<F, D, TForm>.Write<TStores>(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);
}
