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
        var ahead = new Ahead<T>(rows, channels);
        nint group = Group * (nint)channels;
        new Span<double>(sums, SumPlanes * stride).Clear();
        for (int row = 0; row < count; row += Group, rows += group)
        {
            double* turn = sums + (BlockSums + row / Group % Turns * 2) * stride;
            Groups<T, TWeighted>(rows, weights + row, channels, pivots, turn, stride, least, greatest, ref ahead);
            if ((row + Group) % Block == 0 || row + Group == count) // the last block may be short
            {
                EndBlock(sums, stride);
                if (sizeof(T) == 4 && channels == LaneCount)
                {
                    EightExtremes(rows + group - Block * LaneCount, least, greatest);
                }
            }
        }
        for (int i = 0; i < 2 * stride; i += LaneCount)
        {
            Vector512.Store(Vector512.Load(sums + i) + Vector512.Load(sums + LostSums * stride + i), sums + i);
        }
    }

    /// <summary>Adds the sums of a block to those of the blocks before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void EndBlock(double* sums, int stride)
    {
        nint turn = 2 * (nint)stride;
        double* block = sums + BlockSums * stride, lost = sums + LostSums * stride;
        for (int i = 0; i < turn; i += LaneCount)
        {
            Vector512<double> value = Vector512.Load(block + i) + Vector512.Load(block + turn + i);
            Vector512<double> before = Vector512.Load(sums + i), after = before + value;
            Vector512.Store(after, sums + i);
            Vector512.Store(Vector512.Load(lost + i) + MomentMerge.Lost(before, value, after), lost + i);
        }
        new Span<double>(block, Turns * 2 * stride).Clear();
    }

    /// <summary>Eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Groups<T, TWeighted>(
        T* rows, double* w, int channels, double* pivots, double* sums, int stride, T* least, T* greatest, ref Ahead<T> ahead)
        where T : unmanaged where TWeighted : struct, IFlag
    {
        int place = 0;
        if (Avx512F.IsSupported && sizeof(T) == 4 && channels >= 2 * LaneCount) // sixteen floats fill a vector
        {
            for (; place + LaneCount < stride; place += 2 * LaneCount)
            {
                int second = Offset(place + LaneCount, channels), both = second - LaneCount;
                ahead.Fetch();
                Add<T, TWeighted>(rows + place, channels, w, 1, Vector512.Load(pivots + place), sums + place, stride);
                ahead.Fetch();
                Add<T, TWeighted>(rows + second, channels, w, 1, Vector512.Load(pivots + second), sums + place + LaneCount, stride);
                Extremes512(rows + both, channels, least + both, greatest + both);
            }
        }
        for (; place < stride; place += LaneCount)
        {
            int at = Offset(place, channels);
            ahead.Fetch();
            Add<T, TWeighted>(rows + at, channels, w, 1, Vector512.Load(pivots + at), sums + place, stride);
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
