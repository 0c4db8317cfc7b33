using System.Runtime.CompilerServices;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Batched;

/// <summary>
/// Float rows of at most eight elements, fast: the arithmetic of <see cref="FloatTiny{F, D, TMode}"/>, for thirty-two rows at a time.
/// </summary>
internal readonly struct BatchedTiny<F, D, TMode> : IBatchedRow
    where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
{
    private const int Vector = 16, Batch = 32; // measured: 1.1 to 1.2 times as fast as sixteen rows

    // Offsets in floats.
    private const int Squares = Batch * Vector, Pivots = 2 * Batch * Vector, Inverses = Pivots + Batch, Rests = Inverses + Batch;

    public static int Rows => Batch;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Measure<N>(ref float x, nint size, ref float scratch, nint row) where N : struct, IVectorCount
    {
        F a = F.MaskedLoad(ref x, 0, size);
        if (TMode.SubtractsMean)
        {
            float pivot = F.Sum(a) * (float)(1.0 / size);
            Unsafe.Add(ref scratch, Pivots + row) = pivot;
            a = F.First(a - F.Broadcast(pivot), size);
            F.Store(a, ref scratch, row * Vector);
        }
        F.Store(a * a, ref scratch, Squares + row * Vector);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Coefficients(nint size, double epsilon, nint rows, ref float scratch)
    {
        for (nint row = rows; row < Batch; row++) // pad an incomplete last batch with copies of its first row's sums
        {
            if (TMode.SubtractsMean)
            {
                F.Store(F.Load(ref scratch, 0), ref scratch, row * Vector);
            }

            F.Store(F.Load(ref scratch, Squares), ref scratch, Squares + row * Vector);
        }
        return F.Sum(Sixteen(size, epsilon, ref scratch, 0) + Sixteen(size, epsilon, ref scratch, Vector)) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Sixteen(nint size, double epsilon, ref float scratch, nint first)
    {
        ref float sums = ref Unsafe.Add(ref scratch, first * Vector);
        F sum = TMode.SubtractsMean ? F.Sums(ref sums) : default, squares = F.Sums(ref Unsafe.Add(ref sums, Squares));
        FastRowCoefficients.Of<F, D>(
            TMode.SubtractsMean, sum, RowDivisor.Squares<F, D, TMode>(squares, epsilon), RowDivisor.Count<TMode>(size),
            RowDivisor.Added<TMode>(epsilon),
            out F inverse, out F rest, out F needsFallback);
        F.Store(inverse, ref scratch, Inverses + first);
        if (TMode.SubtractsMean)
        {
            F.Store(rest, ref scratch, Rests + first);
        }

        return needsFallback;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<N>(ref float x, nint size, ref float gamma, ref float beta, ref float y, ref float scratch, nint row)
        where N : struct, IVectorCount
    {
        F inverse = F.Broadcast(ref scratch, Inverses + row), pivot = default, rest = default;
        if (TMode.SubtractsMean)
        {
            (pivot, rest) = (F.Broadcast(ref scratch, Pivots + row), F.Broadcast(ref scratch, Rests + row));
        }

        F g = TMode.Gamma ? F.MaskedLoad(ref gamma, 0, size) : default, b = TMode.Beta ? F.MaskedLoad(ref beta, 0, size) : default;
        F.MaskedStore(FloatFast<F, D, TMode>.Apply(F.MaskedLoad(ref x, 0, size), pivot, inverse, rest, g, b), ref y, 0, size);
    }
}
