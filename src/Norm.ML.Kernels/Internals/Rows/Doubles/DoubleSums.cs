using System.Runtime.CompilerServices;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Doubles;

/// <summary>
/// Sums over rows of doubles. Element i is added to accumulator <c>i / 8 % 4</c>, lane <c>i % 8</c>; whole vectors after the last four go to
/// accumulator 0, an incomplete one to accumulator 1. The order of additions is defined in <see cref="UnrolledRows"/>.
/// </summary>
internal static class DoubleSums
{
    /// <summary>
    /// The length of a block, after which the accumulators are added to a sum with a high and a low part. So no chain has more than four additions.
    /// Otherwise, in a row of two values, equal roundings would add up.
    /// </summary>
    public const nint Block = 128;

    /// <summary>Writes eight partial sums per row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Values<D>(ref double x, nint rows, nint size, ref double sums) where D : struct, ISimdDouble8<D>
    {
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, size))
        {
            D.Store(OfValues<D>(ref x, size), ref sums, row * 8);
        }
    }

    /// <summary>The eight partial sums of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D OfValues<D>(ref double x, nint size) where D : struct, ISimdDouble8<D>
    {
        D s0 = D.Zero, s1 = s0, s2 = s0, s3 = s0;
        nint i = 0;
        for (; i <= size - 32; i += 32)
        {
            s0 += D.Load(ref x, i); s1 += D.Load(ref x, i + 8); s2 += D.Load(ref x, i + 16); s3 += D.Load(ref x, i + 24);
        }
        for (; i <= size - 8; i += 8)
        {
            s0 += D.Load(ref x, i);
        }

        if (i < size)
        {
            s1 += D.MaskedLoad(ref x, i, size - i);
        }

        return (s0 + s2) + (s1 + s3);
    }

    /// <summary>Writes eight partial sums of deviations per row (if the norm subtracts the mean), then those of their squares.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Squares<D, TMode>(ref double x, nint rows, nint size, ref double batch)
        where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        if (size <= Block)
        {
            SquaresOfOneBlock<D, TMode>(ref x, rows, size, ref batch);
            return;
        }
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, size))
        {
            D mean = TMode.SubtractsMean ? D.Broadcast(Unsafe.Add(ref batch, RowBatch.Mean + row)) : default;
            OfBlocks<D, TMode>(ref x, size, mean, out D deviations, out D squares);
            if (TMode.SubtractsMean)
            {
                D.Store(deviations, ref batch, RowBatch.Sums + row * 8);
            }

            D.Store(squares, ref batch, RowBatch.Squares + row * 8);
        }
    }

    /// <summary>The eight partial sums of a row of more than one block: of deviations, and of their squares.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OfBlocks<D, TMode>(ref double x, nint size, D mean, out D deviations, out D squares)
        where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        D sum = D.Zero, ofSquares = sum, lostSum = sum, lostSquares = sum;
        for (nint from = 0; from < size; from += Block)
        {
            OfBlock<D, TMode>(ref Unsafe.Add(ref x, from), nint.Min(Block, size - from), mean, out D ofBlock, out D block);
            D total = ofSquares + block, part = total - ofSquares;
            lostSquares += (ofSquares - (total - part)) + (block - part);
            ofSquares = total;
            if (!TMode.SubtractsMean)
            {
                continue;
            }

            total = sum + ofBlock;
            part = total - sum;
            lostSum += (sum - (total - part)) + (ofBlock - part);
            sum = total;
        }

        deviations = sum + lostSum;
        squares = ofSquares + lostSquares;
    }

    // A single block needs no low part, and so fewer registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SquaresOfOneBlock<D, TMode>(ref double x, nint rows, nint size, ref double batch)
        where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, size))
        {
            D mean = TMode.SubtractsMean ? D.Broadcast(Unsafe.Add(ref batch, RowBatch.Mean + row)) : default;
            OfBlock<D, TMode>(ref x, size, mean, out D deviations, out D squares);
            if (TMode.SubtractsMean)
            {
                D.Store(deviations, ref batch, RowBatch.Sums + row * 8);
            }

            D.Store(squares, ref batch, RowBatch.Squares + row * 8);
        }
    }

    /// <summary>The eight partial sums of at most one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OfBlock<D, TMode>(ref double x, nint length, D mean, out D deviations, out D squares)
        where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        D s0 = D.Zero, s1 = s0, s2 = s0, s3 = s0, q0 = s0, q1 = s0, q2 = s0, q3 = s0;
        nint i = 0;
        for (; i <= length - 32; i += 32)
        {
            D a = D.Load(ref x, i), b = D.Load(ref x, i + 8), c = D.Load(ref x, i + 16), d = D.Load(ref x, i + 24);
            if (TMode.SubtractsMean)
            {
                a -= mean; b -= mean; c -= mean; d -= mean;
                s0 += a; s1 += b; s2 += c; s3 += d;
            }
            q0 = D.Fma(a, a, q0); q1 = D.Fma(b, b, q1); q2 = D.Fma(c, c, q2); q3 = D.Fma(d, d, q3);
        }
        for (; i <= length - 8; i += 8)
        {
            D a = D.Load(ref x, i);
            if (TMode.SubtractsMean) { a -= mean; s0 += a; }
            q0 = D.Fma(a, a, q0);
        }
        if (i < length)
        {
            D a = D.MaskedLoad(ref x, i, length - i);
            if (TMode.SubtractsMean) { a -= D.First(mean, length - i); s1 += a; }
            q1 = D.Fma(a, a, q1);
        }
        deviations = (s0 + s2) + (s1 + s3);
        squares = (q0 + q2) + (q1 + q3);
    }
}
