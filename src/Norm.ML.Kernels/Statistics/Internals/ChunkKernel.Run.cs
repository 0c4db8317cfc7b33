using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Norm.ML.Internals.Moments.MomentPlanes;

namespace Norm.ML.Internals.Moments;

/// <summary>From a chunk's rows to its statistics: the fast sums, and the careful path for the channels that need it.</summary>
internal static unsafe partial class ChunkKernel
{
    /// <summary>
    /// The statistics of rows that lie one after the other. Beyond <paramref name="count"/> the memory has to hold copies of the first row
    /// up to a multiple of <see cref="Block"/> rows, with any finite weight.
    /// </summary>
    /// <param name="rows">At least one row of the scratch's number of channels.</param>
    /// <param name="weights">One per row; null counts each row once.</param>
    /// <param name="count">The number of rows, 1 to <see cref="Rows"/>.</param>
    /// <param name="propagate">A value that is not finite makes its channel NaN.</param>
    /// <param name="scratch">Memory to work in.</param>
    /// <param name="into">Receives the statistics.</param>
    public static void RunRows<T>(T* rows, double* weights, int count, bool propagate, ChunkScratch scratch, MomentPlanes into) where T : unmanaged
    {
        int channels = scratch.Channels, stride = scratch.Stride;
        into.Rows = count;
        if (weights != null && (channels < Narrow || new ReadOnlySpan<double>(weights, count).Contains(0)))
        {
            for (int c = 0; c < channels; c++) into[c] = ColumnKernel.Run(rows + c, channels, weights, count, propagate, scratch);
            return;
        }

        double weight = weights == null ? count : ColumnKernel.Total(new ReadOnlySpan<double>(weights, count), default);
        fixed (double* pivots = scratch.Pivots, sums = scratch.Sums, tile = scratch.Tile)
        {
            for (int c = 0; c < channels; c++) pivots[c] = Widen(rows[c]);
            if (channels < Narrow)
            {
                for (int p = 0; p < Streams * channels; p++) tile[p] = pivots[p % channels];
                Flat(rows, channels, count, tile, sums, stride);
                ClearPadding(channels, sums, stride);
            }
            else if (weights == null) Wide(rows, channels, count, pivots, sums, stride);
            else WideWeighted(rows, weights, channels, count, pivots, sums, stride);

            for (int block = 0; block < stride; block += LaneCount)
            {
                int offset = Offset(block, channels);
                ulong careful = Finish(pivots + offset, sums + block, stride, weight, count, into, offset);
                for (; careful != 0; careful &= careful - 1)
                {
                    int c = offset + System.Numerics.BitOperations.TrailingZeroCount(careful);
                    into[c] = ColumnKernel.Run(rows + c, channels, weights, count, propagate, scratch);
                }
            }
        }
    }

    /// <summary>The statistics of channels that lie one after the other, a full chunk of each: channel c starts at <c>c * distance</c>.</summary>
    public static void RunChannels<T>(T* first, int distance, double* weights, bool propagate, ChunkScratch scratch, MomentPlanes into)
        where T : unmanaged
    {
        int channels = scratch.Channels, stride = scratch.Stride;
        into.Rows = Rows;
        fixed (double* pivots = scratch.Pivots, sums = scratch.Sums, tile = scratch.Tile)
        {
            double* sum = stackalloc double[4 * LaneCount];
            for (int block = 0; block < stride; block += LaneCount)
            {
                int some = Math.Min(LaneCount, channels - block);
                ulong careful = (1UL << some) - 1;
                if (weights == null)
                {
                    if (some < LaneCount) ClearPadding(channels, sums, stride);
                    for (int i = 0; i < some; i++)
                    {
                        T* x = first + (nint)(block + i) * distance;
                        pivots[block + i] = Widen(*x);
                        new Span<double>(tile, Streams).Fill(pivots[block + i]);
                        Flat(x, 1, Rows, tile, sum, LaneCount);
                        for (int k = 0; k < 4; k++) sums[k * stride + block + i] = sum[k * LaneCount];
                    }
                    careful &= Finish(pivots + block, sums + block, stride, Rows, Rows, into, block);
                }
                for (; careful != 0; careful &= careful - 1)
                {
                    int c = block + System.Numerics.BitOperations.TrailingZeroCount(careful);
                    into[c] = ColumnKernel.Run(first + (nint)c * distance, 1, weights, Rows, propagate, scratch);
                }
            }
        }
    }

    /// <summary>
    /// Mean and squared deviations of eight channels from their sums: <c>e = S / W</c>, <c>mean = pivot + e</c> as a pair,
    /// <c>squares = Q - S e</c>. Returns the channels for which that is not good enough, as bits: a value was not finite, a square left
    /// the range, or the pivot lay so far from the mean (<c>S e > 15/16 Q</c>) that the difference would lose more than four bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Finish(double* pivots, double* sums, int stride, double weight, long count, MomentPlanes into, int offset)
    {
        Vector512<double> k = Vector512.Load(pivots), s = Vector512.Load(sums), q = Vector512.Load(sums + stride);
        Vector512<double> min = Vector512.Load(sums + Least * stride), max = Vector512.Load(sums + Greatest * stride);
        Vector512<double> w = Vector512.Create(weight);
        Vector512<double> e = s / w;
        Vector512<double> high = k + e;
        Vector512<double> squares = q - s * e;
        Vector512<double> good = Vector512.GreaterThanOrEqual(squares, q * Vector512.Create(0.0625))
            & Vector512.LessThanOrEqual(q, Vector512.Create(ChannelScale.Most))
            & (Vector512.GreaterThanOrEqual(q, Vector512.Create(ChannelScale.Least)) | Vector512.Equals(min, max));

        fixed (double* values = into.Values)
        fixed (long* counts = into.Counts)
        {
            double* v = values + offset;
            long* n = counts + offset;
            Vector512.Store(w, v);
            Vector512.Store(high, v + MeanHigh * stride);
            Vector512.Store(MomentMerge.Lost(k, e, high), v + MeanLow * stride);
            Vector512.Store(squares, v + SquaresHigh * stride);
            Vector512.Store(Vector512<double>.Zero, v + SquaresLow * stride);
            Vector512.Store(min + Vector512<double>.Zero, v + MomentPlanes.Min * stride); // + 0 makes a zero positive
            Vector512.Store(max + Vector512<double>.Zero, v + MomentPlanes.Max * stride);
            Vector512.Store(Vector512.Create(count), n);
            Vector512.Store(Vector512<long>.Zero, n + Missing * stride);
            Vector512.Store(Vector512<long>.Zero, n + Infinite * stride);
            Vector512.Store(Vector512<long>.Zero, n + Scale * stride);
        }
        return ~Vector512.ExtractMostSignificantBits(good) & 0xFF;
    }

    private static void ClearPadding(int channels, double* sums, int stride)
    {
        for (int k = 0; k < 4; k++) new Span<double>(sums + k * stride + channels, stride - channels).Clear();
    }
}
