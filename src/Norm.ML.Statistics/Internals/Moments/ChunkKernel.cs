using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static Norm.ML.Internals.Moments.MomentArrays;

namespace Norm.ML.Internals.Moments;

/// <summary>
/// The sums of one chunk: per channel, of <c>x - pivot</c> and of <c>(x - pivot)^2</c>, and the least and greatest value.
/// </summary>
/// <remarks>
/// <para>The order of addition is part of the promise of equal bits. Row <c>64 h + 8 g + r</c> belongs to block <c>h</c> and group <c>g</c>. The
/// eight rows of a group are added as a tree, <c>((0+1)+(2+3))+((4+5)+(6+7))</c>; the groups of a block by turns to two sums,
/// <c>(((0+2)+4)+6)+(((1+3)+5)+7)</c>; the blocks one after the other, and what that loses to rounding is added in the end. So terms that are equal,
/// as a column of mostly one value has them, hardly round. A row that is missing contributes exactly zero, so a chunk may be padded with its pivots
/// up to a whole number of blocks.</para>
/// <para>Why eight rows that follow each other: wide rows are then read as memory holds them, and what is read ahead of the sums fits the first cache
/// (24 KiB for 768 floats). Eight channels fill a vector in <see cref="Wide"/>. <see cref="Narrow"/> serves fewer: its vectors hold the eight blocks
/// of one channel, which is why blocks are summed apart. Both give a channel the same bits. Products are rounded before they are added, so that
/// processors without a fused operation give the same bits at full speed.</para>
/// </remarks>
internal static unsafe partial class ChunkKernel
{
    /// <summary>Rows of a chunk. Part of the meaning of the bits: changing it changes results in the last place.</summary>
    public const int Rows = 512;

    /// <summary>Rows that are padded together, summed before they meet the other blocks of the chunk.</summary>
    public const int Block = 64;

    /// <summary>Rows that are added as a tree.</summary>
    public const int Group = 8;

    /// <summary>
    /// Planes of sums: of deviations and of their squares (the next plane); what additions to both lost to rounding; then both of every second group
    /// of the block that is being read, from the first group on, and from the second.
    /// </summary>
    public const int LostSums = 2, BlockSums = 4, SumPlanes = BlockSums + 2 * Turns;

    /// <summary>The sums that the groups of a block are added to by turns.</summary>
    public const int Turns = 2;

    /// <summary>How many rows a chunk of <paramref name="count"/> is padded to: a whole number of groups, or of blocks where these are summed side by
    /// side. The groups that a block then lacks would add zeros.</summary>
    public static int Padded(int count, int channels)
    {
        int step = channels > LaneCount ? Group : Block;
        return (count + step - 1) / step * step;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Widen<T>(T value) where T : unmanaged =>
        typeof(T) == typeof(float) ? Unsafe.As<T, float>(ref value) : Unsafe.As<T, double>(ref value);

    /// <summary>Eight elements as doubles; exact, so every way to convert gives the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load<T>(T* source) where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            return Vector512.Load((double*)source);
        }

        Vector256<float> values = Vector256.Load((float*)source);
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector512Double(values);
        }

        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(values);
        return Vector512.Create(lower, upper);
    }

    /// <summary>x - pivot. Where there is a fused operation it computes x * 1 - pivot, the same bits, on units that would otherwise idle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load<T>(T* source, Vector512<double> pivot) where T : unmanaged =>
        Avx512F.IsSupported ? Avx512F.FusedMultiplySubtract(Load(source), Vector512<double>.One, pivot) : Load(source) - pivot;

    /// <summary>a + b, for the same reason as a * 1 + b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Sum(Vector512<double> a, Vector512<double> b) =>
        Avx512F.IsSupported ? Avx512F.FusedMultiplyAdd(a, Vector512<double>.One, b) : a + b;

    /// <summary>Adds the eight rows of a group, of eight channels.</summary>
    /// <param name="x">Eight elements of the first row.</param>
    /// <param name="next">From one row to the next.</param>
    /// <param name="w">The weight of the first row, if there are weights.</param>
    /// <param name="apart">From one row's weight to the next: 1, or 8 if each lane has its own.</param>
    /// <param name="k">The pivots.</param>
    /// <param name="sums">The sums that it is this group's turn to add to: of deviations, and of their squares.</param>
    /// <param name="stride">From deviations to squares.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T, TWeighted>(T* x, nint next, double* w, nint apart, Vector512<double> k, double* sums, nint stride)
        where T : unmanaged where TWeighted : struct, IFlag
    {
        Vector512<double> v0 = Load(x, k), v1 = Load(x + next, k), v2 = Load(x + 2 * next, k), v3 = Load(x + 3 * next, k);
        Vector512<double> v4 = Load(x + 4 * next, k), v5 = Load(x + 5 * next, k), v6 = Load(x + 6 * next, k), v7 = Load(x + 7 * next, k);
        Vector512<double> u0 = v0, u1 = v1, u2 = v2, u3 = v3, u4 = v4, u5 = v5, u6 = v6, u7 = v7;
        if (TWeighted.IsSet)
        {
            u0 *= Weight(w, apart); u1 *= Weight(w + apart, apart); u2 *= Weight(w + 2 * apart, apart); u3 *= Weight(w + 3 * apart, apart);
            w += 4 * apart;
            u4 *= Weight(w, apart); u5 *= Weight(w + apart, apart); u6 *= Weight(w + 2 * apart, apart); u7 *= Weight(w + 3 * apart, apart);
        }
        Vector512.Store(Vector512.Load(sums) + ((Sum(u0, u1) + Sum(u2, u3)) + (Sum(u4, u5) + Sum(u6, u7))), sums);
        Vector512<double> squares = (u0 * v0 + u1 * v1) + (u2 * v2 + u3 * v3) + ((u4 * v4 + u5 * v5) + (u6 * v6 + u7 * v7));
        Vector512.Store(Vector512.Load(sums + stride) + squares, sums + stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Weight(double* w, nint apart) => apart == 1 ? Vector512.Create(*w) : Vector512.Load(w);
}
