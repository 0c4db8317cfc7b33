using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Norm.ML.Internals.Moments;

/// <summary>Two to seven channels: a vector holds consecutive elements of a stream, so several rows.</summary>
internal static unsafe partial class ChunkKernel
{
    /// <summary>Channels times steps of a block: the elements of a stream.</summary>
    private const int MostFlat = Streams * (Narrow - 1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Flat<T>(T* rows, int channels, int count, double* pivots, double* sums, int stride, T* least, T* greatest)
        where T : unmanaged
    {
        double* steps = stackalloc double[3 * MostFlat];
        double* squares = steps + MostFlat, tile = steps + 2 * MostFlat;
        int width = Streams * channels;
        for (int p = 0; p < width; p++) tile[p] = p < channels ? pivots[p] : tile[p - channels];
        for (int c = 0; c < channels; c++) sums[c] = sums[stride + c] = 0;

        var ahead = new Ahead<T>(rows, channels);
        for (int h = 0; h < count; h += Block, rows += 8 * width)
        {
            for (int p = 0; p < width; p += MomentPlanes.LaneCount)
            {
                T* x = rows + p;
                ahead.Fetch(x, p);
                Vector512<double> k = Vector512.Load(tile + p);
                Vector512<double> v0 = Load(x, k), v1 = Load(x + width, k), v2 = Load(x + 2 * width, k), v3 = Load(x + 3 * width, k);
                Vector512<double> v4 = Load(x + 4 * width, k), v5 = Load(x + 5 * width, k), v6 = Load(x + 6 * width, k), v7 = Load(x + 7 * width, k);
                Vector512.Store(Tree(v0, v1, v2, v3, v4, v5, v6, v7), steps + p);
                Vector512.Store(Tree(v0 * v0, v1 * v1, v2 * v2, v3 * v3, v4 * v4, v5 * v5, v6 * v6, v7 * v7), squares + p);
            }
            Fold(steps, channels, sums);
            Fold(squares, channels, sums + stride);
            Extremes(rows, width, least, greatest);
        }
    }

    /// <summary>The steps of a block, ((0+4)+(2+6))+((1+5)+(3+7)), for each channel, added to the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fold(double* steps, int channels, double* sums)
    {
        double* half = steps + 4 * channels;
        for (int p = 0; p < 4 * channels; p += 4) Vector256.Store(Vector256.Load(steps + p) + Vector256.Load(half + p), steps + p);
        half = steps + 2 * channels;
        for (int p = 0; p < 2 * channels; p += 2) Vector128.Store(Vector128.Load(steps + p) + Vector128.Load(half + p), steps + p);
        for (int c = 0; c < channels; c++) sums[c] += steps[c] + steps[channels + c];
    }
}
