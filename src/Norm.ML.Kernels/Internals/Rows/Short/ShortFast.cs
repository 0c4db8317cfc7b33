using System.Runtime.CompilerServices;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>Float rows of 129 to 448 elements, fast: what <see cref="FloatFast{F, D, TForm}"/> does, sixteen or thirty-two rows at a time.</summary>
internal readonly struct ShortFast<F, D, TForm> : IShortRow
    where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm
{
    private const int Vector = 16, Eight = 8, Batch = 32;

    // Places in floats.
    private const int Squares = Batch * Vector, Pivots = 2 * Batch * Vector, Inverses = Pivots + Batch, Rests = Inverses + Batch;

    public static int Rows => Batch;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Measure<N>(ref float x, nint size, ref float scratch, nint row) where N : struct, IVectors
    {
        F pivot = default;
        if (TForm.Centres)
        {
            float head = FloatFastSums.Pivot<F, D>(ref x, size);
            Unsafe.Add(ref scratch, Pivots + row) = head;
            pivot = F.All(head);
        }
        FloatFastSums.Block<F, D, TForm>(ref x, 0, size, pivot, out D sum, out D squares);
        ref double sums = ref Unsafe.As<float, double>(ref scratch);
        if (TForm.Centres) D.Store(sum, ref sums, row * Eight);
        D.Store(squares, ref sums, Squares / 2 + row * Eight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Rulers(nint size, double epsilon, nint rows, ref float scratch)
    {
        for (nint row = rows; row % Eight != 0; row++) // rows that a last, smaller batch lacks count as its first one
        {
            if (TForm.Centres)
            {
                F.Store(F.Load(ref scratch, 0), ref scratch, row * Vector);
                Unsafe.Add(ref scratch, Pivots + row) = Unsafe.Add(ref scratch, Pivots);
            }
            F.Store(F.Load(ref scratch, Squares), ref scratch, Squares + row * Vector);
        }
        D doubtful = D.Zero;
        for (nint first = 0; first < rows; first += Eight)
        {
            ref double sums = ref Unsafe.As<float, double>(ref Unsafe.Add(ref scratch, first * Vector));
            D pivot = TForm.Centres ? D.Load(ref scratch, Pivots + first) : D.Zero, sum = TForm.Centres ? FloatRulers.Sums<D>(ref sums, 0) : D.Zero;
            FloatFast<F, D, TForm>.Of(pivot, sum, FloatRulers.Sums<D>(ref sums, Squares / 2), size, epsilon, out D mean, out D inverse, out D some);
            doubtful += some;
            D.Store(inverse, ref scratch, Inverses + first);
            if (!TForm.Centres) continue;
            D.Store(mean, ref scratch, Pivots + first);
            D.Store((D.RoundToFloat(mean) - mean) * inverse, ref scratch, Rests + first);
        }
        return D.Sum(doubtful) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<N>(ref float x, nint size, ref float gamma, ref float beta, ref float y, ref float scratch, nint row) where N : struct, IVectors
    {
        F inverse = F.All(ref scratch, Inverses + row), pivot = default, rest = default;
        if (TForm.Centres) (pivot, rest) = (F.All(ref scratch, Pivots + row), F.All(ref scratch, Rests + row));
        FloatFast<F, D, TForm>.Row<Cached>(ref x, ref gamma, ref beta, ref y, size, pivot, inverse, rest, 0, fetch: false);
    }
}
