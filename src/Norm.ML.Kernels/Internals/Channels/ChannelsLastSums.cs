using System.Runtime.CompilerServices;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Channels;

/// <summary>
/// Sums, per channel, of deviations from a pivot and of their squares, for channels last: rows lie <c>stride</c> elements apart. Rows are added in
/// blocks, and each block is added to sums of a high and a low part, so that accuracy does not depend on the number of rows. The order of additions
/// is defined in <see cref="UnrolledRows"/>.
/// </summary>
internal static class ChannelsLastSums
{
    /// <summary>Rows per block. For floats the sums in double have bits to spare; doubles use <see cref="DoubleChannelSums{D}"/>.</summary>
    private const int Block = 256;

    /// <summary>
    /// Sums in strips of 32 and 8 channels. The results are arrays of <paramref name="columns"/> doubles: sums, then squares, each with high and low
    /// parts.
    /// </summary>
    public static void Add<T, D, TStep>(ref T x, nint rows, nint stride, nint columns, ref double pivots, ref double sums)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        if (typeof(T) == typeof(double))
        {
            DoubleChannelSums<D>.Last(ref Unsafe.As<T, double>(ref x), rows, stride, columns, ref pivots, ref sums);
            return;
        }

        for (nint row = 0; row < rows; row += Block)
        {
            nint count = nint.Min(Block, rows - row), c = 0;
            ref T source = ref Unsafe.Add(ref x, row * stride);
            for (; c <= columns - 32; c += 32)
            {
                Tile32<T, D, TStep>(
                    ref Unsafe.Add(ref source, c), count, stride, columns, ref Unsafe.Add(ref pivots, c), ref Unsafe.Add(ref sums, c));
            }

            for (; c < columns; c += 8)
            {
                Tile8<T, D, TStep>(
                    ref Unsafe.Add(ref source, c), count, stride, columns, nint.Min(8, columns - c), ref Unsafe.Add(ref pivots, c),
                    ref Unsafe.Add(ref sums, c));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile32<T, D, TStep>(ref T x, nint rows, nint stride, nint columns, ref double pivots, ref double sums)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        D p0 = D.Load(ref pivots, 0), p1 = D.Load(ref pivots, 8), p2 = D.Load(ref pivots, 16), p3 = D.Load(ref pivots, 24);
        D s0 = D.Zero, s1 = s0, s2 = s0, s3 = s0, q0 = s0, q1 = s0, q2 = s0, q3 = s0;
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, stride))
        {
            D a = TStep.Load(ref x, 0) - p0, b = TStep.Load(ref x, 8) - p1, c = TStep.Load(ref x, 16) - p2, d = TStep.Load(ref x, 24) - p3;
            s0 += a; s1 += b; s2 += c; s3 += d;
            q0 = D.Fma(a, a, q0); q1 = D.Fma(b, b, q1); q2 = D.Fma(c, c, q2); q3 = D.Fma(d, d, q3);
        }
        Merge(s0, ref sums, 0, columns); Merge(s1, ref sums, 8, columns); Merge(s2, ref sums, 16, columns); Merge(s3, ref sums, 24, columns);
        sums = ref Unsafe.Add(ref sums, 2 * columns);
        Merge(q0, ref sums, 0, columns); Merge(q1, ref sums, 8, columns); Merge(q2, ref sums, 16, columns); Merge(q3, ref sums, 24, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile8<T, D, TStep>(ref T x, nint rows, nint stride, nint columns, nint count, ref double pivots, ref double sums)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        D s = D.Zero, q = s, p = count == 8 ? D.Load(ref pivots, 0) : D.MaskedLoad(ref pivots, 0, count);
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, stride))
        {
            D a = (count == 8 ? TStep.Load(ref x, 0) : TStep.MaskedLoad(ref x, 0, count)) - p;
            s += a;
            q = D.Fma(a, a, q);
        }
        Merge(s, ref sums, 0, columns, count);
        Merge(q, ref sums, 2 * columns, columns, count);
    }

    /// <summary>Two-sum (Knuth): the high part is at <paramref name="at"/>, the low part <paramref name="columns"/> doubles after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge<D>(D block, ref double sums, nint at, nint columns) where D : struct, ISimdDouble8<D>
    {
        D high = D.Load(ref sums, at), total = high + block, part = total - high;
        D.Store(total, ref sums, at);
        D.Store(D.Load(ref sums, at + columns) + ((high - (total - part)) + (block - part)), ref sums, at + columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge<D>(D block, ref double sums, nint at, nint columns, nint count) where D : struct, ISimdDouble8<D>
    {
        if (count == 8)
        {
            Merge(block, ref sums, at, columns);
            return;
        }
        D high = D.MaskedLoad(ref sums, at, count), total = high + block, part = total - high;
        D.MaskedStore(total, ref sums, at, count);
        D.MaskedStore(D.MaskedLoad(ref sums, at + columns, count) + ((high - (total - part)) + (block - part)), ref sums, at + columns, count);
    }
}
