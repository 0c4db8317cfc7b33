using System.Runtime.CompilerServices;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Batched;

/// <summary>
/// Float rows of 129 to 448 elements, fast: the arithmetic of <see cref="FloatFast{F, D, TMode}"/>, for sixteen or thirty-two rows at a time.
/// </summary>
internal readonly struct BatchedFast<F, D, TMode> : IBatchedRow
    where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
{
    private const int Vector = 16, Eight = 8, Batch = 32;

    // Offsets in floats.
    private const int Squares = Batch * Vector, Pivots = 2 * Batch * Vector, Inverses = Pivots + Batch, Rests = Inverses + Batch;

    public static int Rows => Batch;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Measure<N>(ref float x, nint size, ref float scratch, nint row) where N : struct, IVectorCount
    {
        F pivot = default;
        if (TMode.SubtractsMean)
        {
            float head = FloatFastSums.Pivot<F, D>(ref x, size);
            Unsafe.Add(ref scratch, Pivots + row) = head;
            pivot = F.Broadcast(head);
        }
        FloatFastSums.Block<F, D, TMode>(ref x, 0, size, pivot, out D sum, out D squares);
        ref double sums = ref Unsafe.As<float, double>(ref scratch);
        if (TMode.SubtractsMean)
        {
            D.Store(sum, ref sums, row * Eight);
        }

        D.Store(squares, ref sums, Squares / 2 + row * Eight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Coefficients(nint size, double epsilon, nint rows, ref float scratch)
    {
        for (nint row = rows; row % Eight != 0; row++) // pad an incomplete last batch with copies of its first row's sums
        {
            if (TMode.SubtractsMean)
            {
                F.Store(F.Load(ref scratch, 0), ref scratch, row * Vector);
                Unsafe.Add(ref scratch, Pivots + row) = Unsafe.Add(ref scratch, Pivots);
            }
            F.Store(F.Load(ref scratch, Squares), ref scratch, Squares + row * Vector);
        }
        D needsFallback = D.Zero;
        for (nint first = 0; first < rows; first += Eight)
        {
            ref double sums = ref Unsafe.As<float, double>(ref Unsafe.Add(ref scratch, first * Vector));
            D pivot = TMode.SubtractsMean ? D.Load(ref scratch, Pivots + first) : D.Zero,
                sum = TMode.SubtractsMean ? FloatRowCoefficients.Sums<D>(ref sums, 0) : D.Zero;
            FloatFast<F, D, TMode>.Of(
                pivot, sum, FloatRowCoefficients.Sums<D>(ref sums, Squares / 2), size, epsilon, out D mean, out D inverse, out D some);
            needsFallback += some;
            D.Store(inverse, ref scratch, Inverses + first);
            if (!TMode.SubtractsMean)
            {
                continue;
            }

            D.Store(mean, ref scratch, Pivots + first);
            D.Store((D.RoundToFloat(mean) - mean) * inverse, ref scratch, Rests + first);
        }
        return D.Sum(needsFallback) == 0;
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

        FloatFast<F, D, TMode>.Row<CachedStore>(ref x, ref gamma, ref beta, ref y, size, pivot, inverse, rest, 0, fetch: false);
    }
}
