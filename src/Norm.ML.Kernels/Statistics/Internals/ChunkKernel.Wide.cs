using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Norm.ML.Internals.Moments;

/// <summary>Eight channels or more: a vector holds eight channels of one row.</summary>
internal static unsafe partial class ChunkKernel
{
    /// <summary>
    /// Rows lie one after the other. The last eight channels may overlap the eight before; their sums stand at the padded place, so sums of
    /// group g are at <c>8 g</c> and its channels at <see cref="Offset"/>. With weights, sums are of <c>w (x - pivot)</c> and of
    /// <c>w (x - pivot) (x - pivot)</c>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide<T, TWeighted>(
        T* rows, double* weights, int channels, int count, double* pivots, double* sums, int stride, T* least, T* greatest)
        where T : unmanaged where TWeighted : struct, IFlag
    {
        nint next = Streams * (nint)channels;
        var ahead = new Ahead<T>(rows, channels);
        new Span<double>(sums, 2 * stride).Clear();
        for (int h = 0; h < count; h += Block, rows += Streams * next)
        {
            T* row = rows;
            double* w = weights + h;
            for (int step = 0; step < Streams; step++, row += channels, w++)
            {
                for (int group = 0; group < stride; group += MomentPlanes.LaneCount)
                {
                    int offset = Offset(group, channels);
                    T* x = row + offset;
                    ahead.Fetch(x, group);
                    Vector512<double> k = Vector512.Load(pivots + offset);
                    Vector512<double> v0 = Load(x, k), v1 = Load(x + next, k), v2 = Load(x + 2 * next, k), v3 = Load(x + 3 * next, k);
                    Vector512<double> v4 = Load(x + 4 * next, k), v5 = Load(x + 5 * next, k), v6 = Load(x + 6 * next, k), v7 = Load(x + 7 * next, k);
                    Vector512<double> u0 = v0, u1 = v1, u2 = v2, u3 = v3, u4 = v4, u5 = v5, u6 = v6, u7 = v7;
                    if (TWeighted.IsSet)
                    {
                        u0 *= w[0]; u1 *= w[8]; u2 *= w[16]; u3 *= w[24];
                        u4 *= w[32]; u5 *= w[40]; u6 *= w[48]; u7 *= w[56];
                    }
                    Fold(
                        sums + group, stride, step, Tree(u0, u1, u2, u3, u4, u5, u6, u7),
                        Tree(u0 * v0, u1 * v1, u2 * v2, u3 * v3, u4 * v4, u5 * v5, u6 * v6, u7 * v7));
                    Extremes(row, next, channels, offset, group + MomentPlanes.LaneCount == stride, least, greatest);
                }
            }
        }
    }

    /// <summary>The first channel of the group whose sums stand at <paramref name="group"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Offset(int group, int channels) => Math.Min(group, Math.Max(0, channels - MomentPlanes.LaneCount));

    /// <summary>Folds a step's sums onto those before it in its block: 4 onto 0, 5 onto 1, 6 onto 2 and both onto 0, 7 onto 3, 1, 0 and the total.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fold(double* sums, int stride, int step, Vector512<double> sum, Vector512<double> squares)
    {
        double* at = sums + (Partial + 2 * (step & 3)) * stride;
        if (step >= 4)
        {
            sum = Vector512.Load(at) + sum;
            squares = Vector512.Load(at + stride) + squares;
            if (step >= 6)
            {
                at -= 4 * stride;
                sum = Vector512.Load(at) + sum;
                squares = Vector512.Load(at + stride) + squares;
                if (step == 7)
                {
                    at -= 2 * stride;
                    sum = Vector512.Load(at) + sum;
                    squares = Vector512.Load(at + stride) + squares;
                    at = sums;
                    sum = Vector512.Load(at) + sum;
                    squares = Vector512.Load(at + stride) + squares;
                }
            }
        }
        Vector512.Store(sum, at);
        Vector512.Store(squares, at + stride);
    }
}
