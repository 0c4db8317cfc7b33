using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static Norm.ML.Internals.Moments.MomentArrays;

namespace Norm.ML.Internals.Moments;

/// <summary>Eight channels or more: a vector holds eight channels of one row.</summary>
internal static unsafe partial class ChunkKernel
{
    /// <summary>
    /// Rows lie one after the other. The last eight channels may overlap the eight before; their sums stand at the padded place, so sums of
    /// the eight channels i are at <c>8 i</c> and the channels at <see cref="Offset"/>. With weights, sums are of <c>w (x - pivot)</c> and of
    /// <c>w (x - pivot) (x - pivot)</c>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide<T, TWeighted>(
        T* rows, double* weights, int channels, int count, double* pivots, double* sums, int stride, T* least, T* greatest)
        where T : unmanaged where TWeighted : struct, IFlag
    {
        double* block = sums + BlockSums * stride;
        var ahead = new Ahead<T>(rows, channels);
        nint group = Group * (nint)channels;
        new Span<double>(sums, SumPlanes * stride).Clear();
        for (int row = 0; row < count; row += Block)
        {
            double* w = weights + row;
            int last = Math.Min(Block, count - row) - Group; // the last block may be short
            for (int i = 0; i < last; i += Group, rows += group, w += Group)
            {
                Groups<T, TWeighted, No>(rows, w, channels, pivots, block, sums, stride, least, greatest, ref ahead);
            }
            // Where vectors are halves, a second copy of the loop is more than the compiler is willing to inline.
            if (Avx512F.IsSupported)
            {
                Groups<T, TWeighted, Yes>(rows, w, channels, pivots, block, sums, stride, least, greatest, ref ahead);
            }
            else
            {
                LastGroups<T, TWeighted>(rows, w, channels, pivots, block, sums, stride, least, greatest, ref ahead);
            }

            rows += group;
            if (sizeof(T) == 4 && channels == LaneCount)
            {
                EightExtremes(rows - Block * LaneCount, least, greatest);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void LastGroups<T, TWeighted>(
        T* rows, double* w, int channels, double* pivots, double* block, double* sums, int stride, T* least, T* greatest, ref Ahead<T> ahead)
        where T : unmanaged where TWeighted : struct, IFlag =>
        Groups<T, TWeighted, Yes>(rows, w, channels, pivots, block, sums, stride, least, greatest, ref ahead);

    /// <summary>Eight rows. The last of a block take its sums to those of the blocks before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Groups<T, TWeighted, TLast>(
        T* rows, double* w, int channels, double* pivots, double* block, double* sums, int stride, T* least, T* greatest, ref Ahead<T> ahead)
        where T : unmanaged where TWeighted : struct, IFlag where TLast : struct, IFlag
    {
        int place = 0;
        if (Avx512F.IsSupported && sizeof(T) == 4 && channels >= 2 * LaneCount) // sixteen floats fill a vector
        {
            for (; place + LaneCount < stride; place += 2 * LaneCount)
            {
                int second = Offset(place + LaneCount, channels), both = second - LaneCount;
                ahead.Fetch();
                Add<T, TWeighted, TLast>(rows + place, channels, w, 1, Vector512.Load(pivots + place), block + place, sums + place, stride);
                ahead.Fetch();
                Add<T, TWeighted, TLast>(
                    rows + second, channels, w, 1, Vector512.Load(pivots + second), block + place + LaneCount, sums + place + LaneCount, stride);
                Extremes512(rows + both, channels, least + both, greatest + both);
            }
        }
        for (; place < stride; place += LaneCount)
        {
            int at = Offset(place, channels);
            ahead.Fetch();
            Add<T, TWeighted, TLast>(rows + at, channels, w, 1, Vector512.Load(pivots + at), block + place, sums + place, stride);
            if (sizeof(T) == 8)
            {
                Extremes512(rows + at, channels, least + at, greatest + at);
            }
            else if (channels > LaneCount)
            {
                Extremes256(rows + at, channels, least + at, greatest + at);
            }
        }
    }

    /// <summary>The first channel of those whose sums stand at <paramref name="place"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Offset(int place, int channels) => Math.Min(place, Math.Max(0, channels - LaneCount));
}
