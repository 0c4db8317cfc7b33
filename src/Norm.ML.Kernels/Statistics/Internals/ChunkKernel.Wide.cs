using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Norm.ML.Internals.Moments;

/// <summary>Eight channels or more: a vector holds eight channels of one row.</summary>
internal static unsafe partial class ChunkKernel
{
    /// <summary>
    /// Rows lie one after the other. The last eight channels may overlap the eight before; their sums stand at the padded place, so sums of
    /// block b are at <c>8 b</c> and its channels at <see cref="Offset"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide<T>(T* rows, int channels, int count, double* pivots, double* sums, int stride) where T : unmanaged
    {
        Clear(sums, stride);
        nint next = 8 * (nint)channels;
        for (int h = 0; h < count; h += Block)
        {
            int steps = Math.Min(Streams, count - h);
            for (int l = 0; l < steps; l++)
            {
                T* row = rows + (nint)(h + l) * channels;
                for (int block = 0; block < stride; block += MomentPlanes.LaneCount)
                {
                    int offset = Offset(block, channels);
                    T* x = row + offset;
                    Vector512<double> k = Vector512.Load(pivots + offset);
                    Vector512<double> v0 = Load(x), v1 = Load(x + next), v2 = Load(x + 2 * next), v3 = Load(x + 3 * next);
                    Vector512<double> v4 = Load(x + 4 * next), v5 = Load(x + 5 * next), v6 = Load(x + 6 * next), v7 = Load(x + 7 * next);
                    Vector512<double> min = Min(v0, v1, v2, v3, v4, v5, v6, v7), max = Max(v0, v1, v2, v3, v4, v5, v6, v7);
                    v0 -= k; v1 -= k; v2 -= k; v3 -= k; v4 -= k; v5 -= k; v6 -= k; v7 -= k;
                    Accumulate(
                        sums + block, stride, Tree(v0, v1, v2, v3, v4, v5, v6, v7),
                        Tree(v0 * v0, v1 * v1, v2 * v2, v3 * v3, v4 * v4, v5 * v5, v6 * v6, v7 * v7), min, max);
                }
            }
        }
    }

    /// <summary>As <see cref="Wide"/>, with a weight per row: sums of <c>w (x - pivot)</c> and <c>w (x - pivot) (x - pivot)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WideWeighted<T>(T* rows, double* weights, int channels, int count, double* pivots, double* sums, int stride)
        where T : unmanaged
    {
        Clear(sums, stride);
        nint next = 8 * (nint)channels;
        for (int h = 0; h < count; h += Block)
        {
            int steps = Math.Min(Streams, count - h);
            for (int l = 0; l < steps; l++)
            {
                T* row = rows + (nint)(h + l) * channels;
                double* w = weights + h + l;
                for (int block = 0; block < stride; block += MomentPlanes.LaneCount)
                {
                    int offset = Offset(block, channels);
                    T* x = row + offset;
                    Vector512<double> k = Vector512.Load(pivots + offset);
                    Vector512<double> v0 = Load(x), v1 = Load(x + next), v2 = Load(x + 2 * next), v3 = Load(x + 3 * next);
                    Vector512<double> v4 = Load(x + 4 * next), v5 = Load(x + 5 * next), v6 = Load(x + 6 * next), v7 = Load(x + 7 * next);
                    Vector512<double> min = Min(v0, v1, v2, v3, v4, v5, v6, v7), max = Max(v0, v1, v2, v3, v4, v5, v6, v7);
                    v0 -= k; v1 -= k; v2 -= k; v3 -= k; v4 -= k; v5 -= k; v6 -= k; v7 -= k;
                    Vector512<double> u0 = v0 * w[0], u1 = v1 * w[8], u2 = v2 * w[16], u3 = v3 * w[24];
                    Vector512<double> u4 = v4 * w[32], u5 = v5 * w[40], u6 = v6 * w[48], u7 = v7 * w[56];
                    Accumulate(
                        sums + block, stride, Tree(u0, u1, u2, u3, u4, u5, u6, u7),
                        Tree(u0 * v0, u1 * v1, u2 * v2, u3 * v3, u4 * v4, u5 * v5, u6 * v6, u7 * v7), min, max);
                }
            }
        }
    }

    /// <summary>The first channel of the block whose sums stand at <paramref name="block"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Offset(int block, int channels) => Math.Min(block, Math.Max(0, channels - MomentPlanes.LaneCount));
}
