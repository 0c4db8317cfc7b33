using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Norm.ML.Internals.Moments;

/// <summary>
/// The sums of one chunk: per channel, of <c>x - pivot</c> and of <c>(x - pivot)^2</c>, and the least and greatest value.
/// </summary>
/// <remarks>
/// <para>The order of addition is part of the promise of equal bits. Row <c>64 h + 8 j + l</c> belongs to block <c>h</c>, stream <c>j</c> and
/// step <c>l</c>. The eight streams of a step are added as a tree, <c>((0+1)+(2+3))+((4+5)+(6+7))</c>; then the eight steps of a block, folding
/// halves onto each other, <c>((0+4)+(2+6))+((1+5)+(3+7))</c>; then the blocks one after the other. A row that is missing contributes exactly
/// zero, so a chunk may be padded with its pivots up to a whole number of blocks.</para>
/// <para>Eight channels fill a vector in <see cref="Wide"/>. <see cref="Flat"/> serves fewer than eight: the eight rows of a stream are a whole
/// number of vectors whatever the number of channels. Both give a channel the same bits. Products are rounded before they are added, so
/// that processors without a fused operation give the same bits at full speed.</para>
/// </remarks>
internal static unsafe partial class ChunkKernel
{
    /// <summary>Rows of a chunk. Part of the meaning of the bits: changing it changes results in the last place.</summary>
    public const int Rows = 512;

    /// <summary>Rows that are padded together; streams, and steps, of a block.</summary>
    public const int Block = 64, Streams = 8;

    /// <summary>Numbers of channels below this are narrower than a vector.</summary>
    public const int Narrow = 8;

    /// <summary>Planes of sums: of deviations, of their squares (the next plane), and pairs of both for the steps of a block.</summary>
    public const int Partial = 2, SumPlanes = 10;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Widen<T>(T value) where T : unmanaged =>
        typeof(T) == typeof(float) ? Unsafe.As<T, float>(ref value) : Unsafe.As<T, double>(ref value);

    /// <summary>Eight elements as doubles; exact, so every way to convert gives the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load<T>(T* source) where T : unmanaged
    {
        if (typeof(T) == typeof(double)) return Vector512.Load((double*)source);
        Vector256<float> values = Vector256.Load((float*)source);
        if (Avx512F.IsSupported) return Avx512F.ConvertToVector512Double(values);
        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(values);
        return Vector512.Create(lower, upper);
    }

    /// <summary>x - pivot. Where there is a fused operation it computes x * 1 - pivot, the same bits, on units that would otherwise idle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load<T>(T* source, Vector512<double> pivot) where T : unmanaged =>
        Avx512F.IsSupported ? Avx512F.FusedMultiplySubtract(Load(source), Vector512<double>.One, pivot) : Load(source) - pivot;

    /// <summary>((0+1)+(2+3))+((4+5)+(6+7)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Tree(
        Vector512<double> v0, Vector512<double> v1, Vector512<double> v2, Vector512<double> v3,
        Vector512<double> v4, Vector512<double> v5, Vector512<double> v6, Vector512<double> v7) =>
        ((v0 + v1) + (v2 + v3)) + ((v4 + v5) + (v6 + v7));
}
