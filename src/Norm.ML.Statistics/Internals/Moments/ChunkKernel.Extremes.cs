using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Norm.ML.Internals.Moments.MomentArrays;

namespace Norm.ML.Internals.Moments;

/// <summary>Least and greatest values, in the elements' own type: a vector of floats compares twice as many.</summary>
internal static unsafe partial class ChunkKernel
{
    /// <summary>How many elements the least, or greatest, values of some channels take: few are kept eight times side by side, eight twice.</summary>
    public static int ExtremeCount(int channels) => channels < LaneCount ? Group * channels : channels == LaneCount ? 2 * LaneCount : channels;

    /// <summary>Fewer than eight channels: consecutive elements, so several rows, fill a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NarrowExtremes<T>(T* rows, int channels, int count, T* least, T* greatest) where T : unmanaged
    {
        int width = Group * channels;
        for (T* end = rows + (nint)count * channels; rows < end; rows += 8 * width)
            for (int p = 0; p < width; p += Vector256<T>.Count) Extremes256(rows + p, width, least + p, greatest + p);
    }

    /// <summary>A block of eight channels: two rows of floats fill a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightExtremes<T>(T* rows, T* least, T* greatest) where T : unmanaged
    {
        for (int row = 0; row < Block; row += 16) Extremes512(rows + row * LaneCount, 2 * LaneCount, least, greatest);
    }

    /// <summary>Eight vectors, <paramref name="next"/> elements from each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Extremes512<T>(T* x, nint next, T* least, T* greatest) where T : unmanaged
    {
        Vector512<T> v0 = Vector512.Load(x), v1 = Vector512.Load(x + next), v2 = Vector512.Load(x + 2 * next), v3 = Vector512.Load(x + 3 * next);
        Vector512<T> v4 = Vector512.Load(x + 4 * next), v5 = Vector512.Load(x + 5 * next), v6 = Vector512.Load(x + 6 * next),
            v7 = Vector512.Load(x + 7 * next);
        Vector512<T> min = Vector512.MinNative(
            Vector512.MinNative(Vector512.MinNative(v0, v1), Vector512.MinNative(v2, v3)),
            Vector512.MinNative(Vector512.MinNative(v4, v5), Vector512.MinNative(v6, v7)));
        Vector512<T> max = Vector512.MaxNative(
            Vector512.MaxNative(Vector512.MaxNative(v0, v1), Vector512.MaxNative(v2, v3)),
            Vector512.MaxNative(Vector512.MaxNative(v4, v5), Vector512.MaxNative(v6, v7)));
        Vector512.Store(Vector512.MinNative(Vector512.Load(least), min), least);
        Vector512.Store(Vector512.MaxNative(Vector512.Load(greatest), max), greatest);
    }

    /// <inheritdoc cref="Extremes512"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Extremes256<T>(T* x, nint next, T* least, T* greatest) where T : unmanaged
    {
        Vector256<T> v0 = Vector256.Load(x), v1 = Vector256.Load(x + next), v2 = Vector256.Load(x + 2 * next), v3 = Vector256.Load(x + 3 * next);
        Vector256<T> v4 = Vector256.Load(x + 4 * next), v5 = Vector256.Load(x + 5 * next), v6 = Vector256.Load(x + 6 * next),
            v7 = Vector256.Load(x + 7 * next);
        Vector256<T> min = Vector256.MinNative(
            Vector256.MinNative(Vector256.MinNative(v0, v1), Vector256.MinNative(v2, v3)),
            Vector256.MinNative(Vector256.MinNative(v4, v5), Vector256.MinNative(v6, v7)));
        Vector256<T> max = Vector256.MaxNative(
            Vector256.MaxNative(Vector256.MaxNative(v0, v1), Vector256.MaxNative(v2, v3)),
            Vector256.MaxNative(Vector256.MaxNative(v4, v5), Vector256.MaxNative(v6, v7)));
        Vector256.Store(Vector256.MinNative(Vector256.Load(least), min), least);
        Vector256.Store(Vector256.MaxNative(Vector256.Load(greatest), max), greatest);
    }

    /// <summary>Starts the extremes from a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StartExtremes<T>(T* row, int channels, T* least, T* greatest) where T : unmanaged
    {
        for (int i = 0; i < ExtremeCount(channels); i += channels)
        {
            Unsafe.CopyBlockUnaligned(least + i, row, (uint)(channels * sizeof(T)));
            Unsafe.CopyBlockUnaligned(greatest + i, row, (uint)(channels * sizeof(T)));
        }
    }

    /// <summary>Brings what stands side by side together in the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FoldExtremes<T>(int channels, T* least, T* greatest) where T : unmanaged
    {
        for (int half = ExtremeCount(channels) / 2; half >= channels; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                if (Widen(least[half + i]) < Widen(least[i])) least[i] = least[half + i];
                if (Widen(greatest[half + i]) > Widen(greatest[i])) greatest[i] = greatest[half + i];
            }
        }
    }
}
