using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Norm.ML.Internals.Moments.MomentArrays;

namespace Norm.ML.Internals.Moments;

/// <summary>
/// A second look at channels whose pivot lay too far from the mean, and that have no other trouble: summed again around the mean, eight side by
/// side. In chunks that are not full, one channel in a hundred is such a one. The bits are those of <see cref="ColumnKernel"/>.
/// </summary>
internal static unsafe partial class ChunkKernel
{
    /// <summary>Takes the channels that a new pivot helps out of <paramref name="fallback"/>, and writes their statistics.</summary>
    /// <param name="rows">The eight channels' values in the first row.</param>
    /// <param name="weights">One per row, padded with any finite ones; null counts each row once.</param>
    /// <param name="channels">From one row to the next.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="pivots">The eight pivots.</param>
    /// <param name="sums">The sums of deviations; of squares at <paramref name="stride"/>. Both are replaced.</param>
    /// <param name="stride">From one plane to the next.</param>
    /// <param name="least">The least values.</param>
    /// <param name="greatest">The greatest values.</param>
    /// <param name="weight">The sum of the weights.</param>
    /// <param name="fallback">The channels that <see cref="Finish"/> refused, as bits.</param>
    /// <param name="v">Receives the statistics, as in <see cref="Finish"/>.</param>
    /// <param name="n">Receives the counts.</param>
    /// <returns>The channels that are still to be looked at.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Recenter<T>(
        T* rows, double* weights, int channels, int count, double* pivots, double* sums, int stride, T* least, T* greatest, double weight,
        ulong fallback, double* v, long* n) where T : unmanaged
    {
        Vector512<double> q = Vector512.Load(sums + stride);
        Vector512<double> inRange = Vector512.LessThanOrEqual(q, Vector512.Create(ChannelScale.Most))
            & Vector512.GreaterThanOrEqual(q, Vector512.Create(ChannelScale.Least));
        ulong moved = fallback & Vector512.ExtractMostSignificantBits(inRange);
        if (moved == 0)
        {
            return fallback;
        }

        // The others keep their pivots, and so their bits.
        double* centers = stackalloc double[LaneCount];
        Vector512.Store(Vector512.Load(pivots), centers);
        for (ulong left = moved; left != 0; left &= left - 1)
        {
            int lane = BitOperations.TrailingZeroCount(left);
            centers[lane] += sums[lane] / weight;
        }

        if (weights == null)
        {
            Eight<T, No>(rows, null, channels, count, centers, sums, stride);
        }
        else
        {
            Eight<T, Yes>(rows, weights, channels, count, centers, sums, stride);
        }

        Finish(centers, sums, stride, least, greatest, weight, count, 0, v, n);
        for (ulong left = moved; left != 0; left &= left - 1)
        {
            double* lane = v + BitOperations.TrailingZeroCount(left);
            if (lane[SquaresHigh * stride] < 0)
            {
                lane[SquaresHigh * stride] = lane[SquaresLow * stride] = 0;
            }
        }

        return fallback & ~moved;
    }

    /// <summary>The sums of eight channels, in the order of <see cref="Wide"/>. No row beyond the last one is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight<T, TWeighted>(T* rows, double* weights, int channels, int count, double* pivots, double* sums, int stride)
        where T : unmanaged where TWeighted : struct, IFlag
    {
        double* last = stackalloc double[Group * LaneCount], planes = stackalloc double[SumPlanes * LaneCount];
        new Span<double>(planes, SumPlanes * LaneCount).Clear();
        Vector512<double> k = Vector512.Load(pivots);
        for (int row = 0; row < count; row += Group, rows += Group * (nint)channels)
        {
            double* turn = planes + (BlockSums + row / Group % Turns * 2) * LaneCount;
            if (count - row >= Group)
            {
                Add<T, TWeighted>(rows, channels, weights + row, 1, k, turn, LaneCount);
            }
            else
            {
                for (int r = 0; r < Group; r++) // a row of pivots adds zero
                {
                    Vector512.Store(row + r < count ? Load(rows + r * (nint)channels) : k, last + r * LaneCount);
                }

                Add<double, TWeighted>(last, LaneCount, weights + row, 1, k, turn, LaneCount);
            }

            if ((row + Group) % Block == 0 || row + Group >= count)
            {
                EndBlock(planes, LaneCount);
            }
        }

        Vector512.Store(Vector512.Load(planes) + Vector512.Load(planes + LostSums * LaneCount), sums);
        Vector512.Store(Vector512.Load(planes + LaneCount) + Vector512.Load(planes + (LostSums + 1) * LaneCount), sums + stride);
    }
}
