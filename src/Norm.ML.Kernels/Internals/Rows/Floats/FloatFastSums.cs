using System.Runtime.CompilerServices;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Floats;

/// <summary>
/// Sums of deviations from a pivot, and of their squares, for rows of floats. Blocks are added in float, then added to double sums, so that no chain
/// in float has more than 8 additions. The order of additions is defined in <see cref="UnrolledRows"/>.
/// </summary>
internal static class FloatFastSums
{
    /// <summary>The length of a block, which is added in float.</summary>
    public const nint LongestBlock = 512;

    /// <summary>The pivots of rows: the means of their first (at most 16) elements, as floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pivots<F, D>(ref float x, nint rows, nint size, ref double batch)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>
    {
        for (nint row = 0; row < rows; row++)
        {
            Unsafe.Add(ref batch, RowBatch.Subtrahend + row) = Pivot<F, D>(ref Unsafe.Add(ref x, row * size), size);
        }
    }

    /// <summary>The same for one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Pivot<F, D>(ref float x, nint size) where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>
    {
        F head = size >= 16 ? F.Load(ref x, 0) : F.MaskedLoad(ref x, 0, size);
        return F.Sum(head) * (float)(1.0 / nint.Min(size, 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Rows<F, D, TMode>(ref float x, nint rows, nint size, ref double batch)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, size))
        {
            F p = TMode.SubtractsMean ? F.Broadcast((float)Unsafe.Add(ref batch, RowBatch.Subtrahend + row)) : default;
            D sum = D.Zero, squares = sum;
            for (nint from = 0; from < size; from += LongestBlock)
            {
                Block<F, D, TMode>(ref x, from, nint.Min(size, from + LongestBlock), p, out D s, out D q);
                squares += q;
                if (TMode.SubtractsMean)
                {
                    sum += s;
                }
            }
            if (TMode.SubtractsMean)
            {
                D.Store(sum, ref batch, RowBatch.Sums + row * 8);
            }

            D.Store(squares, ref batch, RowBatch.Squares + row * 8);
        }
    }

    /// <summary>Elements from <paramref name="from"/> to <paramref name="end"/>, at most <see cref="LongestBlock"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block<F, D, TMode>(ref float x, nint from, nint end, F pivot, out D sum, out D squares)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        nint i = from;
        F s0 = F.Zero, s1 = s0, s2 = s0, s3 = s0, q0 = s0, q1 = s0, q2 = s0, q3 = s0;
        for (; i <= end - 64; i += 64)
        {
            F a = F.Load(ref x, i), b = F.Load(ref x, i + 16), c = F.Load(ref x, i + 32), d = F.Load(ref x, i + 48);
            if (TMode.SubtractsMean)
            {
                a -= pivot; b -= pivot; c -= pivot; d -= pivot;
                s0 += a; s1 += b; s2 += c; s3 += d;
            }
            q0 = F.Fma(a, a, q0); q1 = F.Fma(b, b, q1); q2 = F.Fma(c, c, q2); q3 = F.Fma(d, d, q3);
        }
        for (; i <= end - 16; i += 16)
        {
            F a = F.Load(ref x, i);
            if (TMode.SubtractsMean) { a -= pivot; s0 += a; }
            q0 = F.Fma(a, a, q0);
        }
        if (i < end)
        {
            F a = F.MaskedLoad(ref x, i, end - i);
            if (TMode.SubtractsMean) { a = F.First(a - pivot, end - i); s1 += a; }
            q1 = F.Fma(a, a, q1);
        }
        F q = (q0 + q2) + (q1 + q3), s = (s0 + s2) + (s1 + s3);
        squares = F.Lower(q) + F.Upper(q);
        sum = TMode.SubtractsMean ? F.Lower(s) + F.Upper(s) : D.Zero;
    }
}
