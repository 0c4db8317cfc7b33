using System.Runtime.CompilerServices;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>Float rows of at most eight elements, fast: what <see cref="FloatTiny{F, D, TForm}"/> does, thirty-two rows at a time.</summary>
internal readonly struct ShortTiny<F, D, TForm> : IShortRow
    where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm
{
    private const int Vector = 16, Batch = 32; // measured: 1.1 to 1.2 times as fast as sixteen

    // Places in floats.
    private const int Squares = Batch * Vector, Pivots = 2 * Batch * Vector, Inverses = Pivots + Batch, Rests = Inverses + Batch;

    public static int Rows => Batch;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Measure<N>(ref float x, nint size, ref float scratch, nint row) where N : struct, IVectors
    {
        F a = F.LoadPart(ref x, 0, size);
        if (TForm.Centres)
        {
            float pivot = F.Sum(a) * (float)(1.0 / size);
            Unsafe.Add(ref scratch, Pivots + row) = pivot;
            a = F.First(a - F.All(pivot), size);
            F.Store(a, ref scratch, row * Vector);
        }
        F.Store(a * a, ref scratch, Squares + row * Vector);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Rulers(nint size, double epsilon, nint rows, ref float scratch)
    {
        for (nint row = rows; row < Batch; row++) // rows that a last, smaller batch lacks count as its first one
        {
            if (TForm.Centres) F.Store(F.Load(ref scratch, 0), ref scratch, row * Vector);
            F.Store(F.Load(ref scratch, Squares), ref scratch, Squares + row * Vector);
        }
        return F.Sum(Sixteen(size, epsilon, ref scratch, 0) + Sixteen(size, epsilon, ref scratch, Vector)) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Sixteen(nint size, double epsilon, ref float scratch, nint first)
    {
        ref float sums = ref Unsafe.Add(ref scratch, first * Vector);
        F sum = TForm.Centres ? F.Sums(ref sums) : default, squares = F.Sums(ref Unsafe.Add(ref sums, Squares));
        FastRulers.Of<F, D>(TForm.Centres, sum, squares, size, epsilon, out F inverse, out F rest, out F doubtful);
        F.Store(inverse, ref scratch, Inverses + first);
        if (TForm.Centres) F.Store(rest, ref scratch, Rests + first);
        return doubtful;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<N>(ref float x, nint size, ref float gamma, ref float beta, ref float y, ref float scratch, nint row) where N : struct, IVectors
    {
        F inverse = F.All(ref scratch, Inverses + row), pivot = default, rest = default;
        if (TForm.Centres) (pivot, rest) = (F.All(ref scratch, Pivots + row), F.All(ref scratch, Rests + row));
        F g = TForm.Gamma ? F.LoadPart(ref gamma, 0, size) : default, b = TForm.Beta ? F.LoadPart(ref beta, 0, size) : default;
        F.StorePart(FloatFast<F, D, TForm>.One(F.LoadPart(ref x, 0, size), pivot, inverse, rest, g, b), ref y, 0, size);
    }
}
