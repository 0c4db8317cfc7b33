using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Norm.ML.Internals.Moments;

/// <summary>Fewer than eight channels, or one channel alone: a vector holds consecutive elements of a stream.</summary>
internal static unsafe partial class ChunkKernel
{
    /// <summary>
    /// <paramref name="tile"/> holds the pivots as often as needed for <c>8 * channels</c> elements. The sums of channel c stand at c.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Flat<T>(T* rows, int channels, int count, double* tile, double* sums, int stride) where T : unmanaged
    {
        double* steps = stackalloc double[4 * Streams * Narrow];
        int width = Streams * channels;
        double* squares = steps + width, least = steps + 2 * width, greatest = steps + 3 * width;
        Clear(sums, stride);
        new Span<double>(least, width).Fill(double.PositiveInfinity);
        new Span<double>(greatest, width).Fill(double.NegativeInfinity);
        for (int h = 0; h < count; h += Block)
        {
            T* x = rows + (nint)h * channels;
            for (int p = 0; p < width; p += MomentPlanes.LaneCount, x += MomentPlanes.LaneCount)
            {
                Vector512<double> k = Vector512.Load(tile + p);
                Vector512<double> v0 = Load(x), v1 = Load(x + width), v2 = Load(x + 2 * width), v3 = Load(x + 3 * width);
                Vector512<double> v4 = Load(x + 4 * width), v5 = Load(x + 5 * width), v6 = Load(x + 6 * width), v7 = Load(x + 7 * width);
                Vector512<double> min = Min(v0, v1, v2, v3, v4, v5, v6, v7), max = Max(v0, v1, v2, v3, v4, v5, v6, v7);
                Vector512.Store(Vector512.MinNative(Vector512.Load(least + p), min), least + p);
                Vector512.Store(Vector512.MaxNative(Vector512.Load(greatest + p), max), greatest + p);
                v0 -= k; v1 -= k; v2 -= k; v3 -= k; v4 -= k; v5 -= k; v6 -= k; v7 -= k;
                Vector512.Store(Tree(v0, v1, v2, v3, v4, v5, v6, v7), steps + p);
                Vector512.Store(Tree(v0 * v0, v1 * v1, v2 * v2, v3 * v3, v4 * v4, v5 * v5, v6 * v6, v7 * v7), squares + p);
            }
            AddSteps(steps, channels, sums);
            AddSteps(squares, channels, sums + stride);
        }
        FoldExtremes(least, greatest, channels, sums, stride);
    }

    /// <summary>As <see cref="Flat"/> for one channel, with a weight per row. Leaves the extremes alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void FlatWeighted(double* x, double* w, int count, double pivot, double* sums, int stride)
    {
        double* steps = stackalloc double[2 * Streams];
        Clear(sums, stride);
        Vector512<double> k = Vector512.Create(pivot);
        for (int h = 0; h < count; h += Block, x += Block, w += Block)
        {
            Vector512<double> v0 = Load(x) - k, v1 = Load(x + 8) - k, v2 = Load(x + 16) - k, v3 = Load(x + 24) - k;
            Vector512<double> v4 = Load(x + 32) - k, v5 = Load(x + 40) - k, v6 = Load(x + 48) - k, v7 = Load(x + 56) - k;
            Vector512<double> u0 = v0 * Load(w), u1 = v1 * Load(w + 8), u2 = v2 * Load(w + 16), u3 = v3 * Load(w + 24);
            Vector512<double> u4 = v4 * Load(w + 32), u5 = v5 * Load(w + 40), u6 = v6 * Load(w + 48), u7 = v7 * Load(w + 56);
            Vector512.Store(Tree(u0, u1, u2, u3, u4, u5, u6, u7), steps);
            Vector512.Store(Tree(u0 * v0, u1 * v1, u2 * v2, u3 * v3, u4 * v4, u5 * v5, u6 * v6, u7 * v7), steps + Streams);
            AddSteps(steps, 1, sums);
            AddSteps(steps + Streams, 1, sums + stride);
        }
    }

    /// <summary>The sums of one channel around a pivot; rows that are skipped are overwritten by it and so contribute zero.</summary>
    public static void Column(Span<double> column, ReadOnlySpan<bool> skipped, double* weights, double pivot, out double sum, out double squares)
    {
        double* sums = stackalloc double[4 * Streams];
        double* tile = stackalloc double[Streams];
        for (int i = 0; i < column.Length; i++)
            if (skipped[i]) column[i] = pivot;
        new Span<double>(tile, Streams).Fill(pivot);
        fixed (double* x = column)
        {
            if (weights == null) Flat(x, 1, column.Length, tile, sums, Streams);
            else FlatWeighted(x, weights, column.Length, pivot, sums, Streams);
        }
        sum = sums[0];
        squares = sums[Streams];
    }

    /// <summary>The steps of a block one after the other, as <see cref="Wide"/> adds them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSteps(double* steps, int channels, double* sums)
    {
        if (channels == 1)
        {
            sums[0] = sums[0] + steps[0] + steps[1] + steps[2] + steps[3] + steps[4] + steps[5] + steps[6] + steps[7];
            return;
        }
        for (int l = 0; l < Streams; l++, steps += channels)
            for (int c = 0; c < channels; c++) sums[c] += steps[c];
    }

    private static void FoldExtremes(double* least, double* greatest, int channels, double* sums, int stride)
    {
        double* min = sums + Least * stride, max = sums + Greatest * stride;
        for (int l = 0; l < Streams; l++, least += channels, greatest += channels)
        {
            for (int c = 0; c < channels; c++)
            {
                if (least[c] < min[c]) min[c] = least[c];
                if (greatest[c] > max[c]) max[c] = greatest[c];
            }
        }
    }
}
