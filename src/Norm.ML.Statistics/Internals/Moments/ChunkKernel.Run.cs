using System.Numerics;
using System.Runtime.CompilerServices;
using static Norm.ML.Internals.Moments.MomentArrays;

namespace Norm.ML.Internals.Moments;

/// <summary>From a chunk's rows to its statistics: the fast sums, and the fallback for the channels that need it.</summary>
internal static unsafe partial class ChunkKernel
{
    /// <summary>
    /// The statistics of rows that lie one after the other. Beyond <paramref name="count"/> there has to be memory up to <see cref="Padded"/> rows,
    /// which is written to, with any finite weight.
    /// </summary>
    /// <param name="rows">At least one row of the scratch's number of channels.</param>
    /// <param name="weights">One per row; null counts each row once.</param>
    /// <param name="count">The number of rows, 1 to <see cref="Rows"/>.</param>
    /// <param name="propagate">A value that is not finite makes its channel NaN.</param>
    /// <param name="scratch">Memory to work in.</param>
    /// <param name="into">Receives the statistics.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunRows<T>(T* rows, double* weights, int count, bool propagate, ChunkScratch scratch, MomentArrays into) where T : unmanaged
    {
        int channels = scratch.Channels, stride = scratch.Stride, padded = Padded(count, channels);
        into.Rows = count;
        if (weights != null && (channels < LaneCount || new ReadOnlySpan<double>(weights, count).Contains(0)))
        {
            for (int c = 0; c < channels; c++)
            {
                into[c] = ColumnKernel.Run(rows + c, channels, weights, count, propagate, scratch);
            }

            return;
        }

        double weight = weights == null ? count : ColumnKernel.Total(new ReadOnlySpan<double>(weights, count), default);
        fixed (double* pinnedPivots = scratch.Pivots, pinnedSums = scratch.Sums, pinnedLeast = scratch.Least, pinnedGreatest = scratch.Greatest,
            values = into.Values)
        fixed (long* counts = into.Counts)
        {
            double* pivots = ChunkScratch.Aligned(pinnedPivots), sums = ChunkScratch.Aligned(pinnedSums);
            T* least = (T*)ChunkScratch.Aligned(pinnedLeast), greatest = (T*)ChunkScratch.Aligned(pinnedGreatest);
            StartPivots(rows, channels, count, pivots);
            Pad(rows, channels, count, padded, pivots);
            if (channels == 1)
            {
                Single(rows, padded, pivots[0], out sums[0], out sums[stride]);
                SingleExtremes(rows, padded, out least[0], out greatest[0]);
            }
            else
            {
                StartExtremes(rows, channels, least, greatest);
                if (channels < LaneCount)
                {
                    Narrow<T, No>(rows, null, channels, padded, pivots, sums, stride);
                    NarrowExtremes(rows, channels, padded, least, greatest);
                }
                else if (weights == null)
                {
                    Wide<T, No>(rows, null, channels, padded, pivots, sums, stride, least, greatest);
                }
                else
                {
                    Wide<T, Yes>(rows, weights, channels, padded, pivots, sums, stride, least, greatest);
                }

                FoldExtremes(channels, least, greatest);
            }
            if (channels < LaneCount)
            {
                ClearPadding(channels, sums, stride, least, greatest);
            }

            for (int group = 0; group < stride; group += LaneCount)
            {
                int offset = Offset(group, channels);
                ulong fallback = Finish(pivots + offset, sums + group, stride, least + offset, greatest + offset, weight, count, Kept(count),
                    values + offset,
                    counts + offset);
                if (fallback != 0 && channels >= LaneCount)
                {
                    fallback = Recenter(rows + offset, weights, channels, count, pivots + offset, sums + group, stride, least + offset,
                        greatest + offset, weight, fallback, values + offset, counts + offset);
                }

                for (; fallback != 0; fallback &= fallback - 1)
                {
                    int c = offset + BitOperations.TrailingZeroCount(fallback);
                    into[c] = ColumnKernel.Run(rows + c, channels, weights, count, propagate, scratch);
                }
            }
        }
    }

    /// <summary>The statistics of channels that lie one after the other, a full chunk of each: channel c starts at <c>c * distance</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunChannels<T>(T* first, int distance, double* weights, bool propagate, ChunkScratch scratch, MomentArrays into)
        where T : unmanaged
    {
        int channels = scratch.Channels, stride = scratch.Stride;
        into.Rows = Rows;
        if (weights != null)
        {
            for (int c = 0; c < channels; c++)
            {
                into[c] = ColumnKernel.Run(first + (nint)c * distance, 1, weights, Rows, propagate, scratch);
            }

            return;
        }

        fixed (double* pinnedPivots = scratch.Pivots, pinnedSums = scratch.Sums, pinnedLeast = scratch.Least, pinnedGreatest = scratch.Greatest,
            values = into.Values)
        fixed (long* counts = into.Counts)
        {
            double* pivots = ChunkScratch.Aligned(pinnedPivots), sums = ChunkScratch.Aligned(pinnedSums);
            T* least = (T*)ChunkScratch.Aligned(pinnedLeast), greatest = (T*)ChunkScratch.Aligned(pinnedGreatest);
            for (int c = 0; c < channels; c++)
            {
                T* x = first + (nint)c * distance;
                pivots[c] = Pivot(x, 1, Rows);
                Single(x, Rows, pivots[c], out sums[c], out sums[stride + c]);
                SingleExtremes(x, Rows, out least[c], out greatest[c]);
            }
            ClearPadding(channels, sums, stride, least, greatest);

            for (int group = 0; group < stride; group += LaneCount)
            {
                ulong fallback = Finish(pivots + group, sums + group, stride, least + group, greatest + group, Rows, Rows, Kept(Rows), values + group,
                    counts + group);
                for (; fallback != 0; fallback &= fallback - 1)
                {
                    int c = group + BitOperations.TrailingZeroCount(fallback);
                    into[c] = ColumnKernel.Run(first + (nint)c * distance, 1, null, Rows, propagate, scratch);
                }
            }
        }
    }

    /// <summary>Makes padding look like constant channels, which are never worth a second look.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ClearPadding<T>(int channels, double* sums, int stride, T* least, T* greatest) where T : unmanaged
    {
        for (int c = channels; c < stride; c++)
        {
            sums[c] = sums[stride + c] = 0;
            least[c] = greatest[c] = least[0];
        }
    }
}
