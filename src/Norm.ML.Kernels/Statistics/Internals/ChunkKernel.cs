using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Norm.ML.Internals.Moments;

/// <summary>
/// The sums of one chunk: per channel, of <c>x - pivot</c> and of <c>(x - pivot)^2</c>, and the least and greatest value.
/// </summary>
/// <remarks>
/// <para>The order of addition is part of the promise of equal bits. Row <c>64 h + 8 j + l</c> belongs to step <c>(h, l)</c> and stream
/// <c>j</c>: the eight streams of a step are added as a tree, <c>((0+1)+(2+3))+((4+5)+(6+7))</c>, and the steps one after the other. A row
/// that is missing contributes exactly zero, so a chunk may be padded with its pivots up to a multiple of 64 rows.</para>
/// <para>Eight channels fill a vector in <see cref="Wide"/>. <see cref="Flat"/> serves fewer than eight: eight consecutive rows of a stream
/// are a whole number of vectors whatever the number of channels. Both give a channel the same bits.</para>
/// </remarks>
internal static unsafe partial class ChunkKernel
{
    /// <summary>Rows of a chunk. Part of the meaning of the bits: changing it changes results in the last place.</summary>
    public const int Rows = 512;

    /// <summary>Rows that are padded together, and streams and steps within them.</summary>
    public const int Block = 64, Streams = 8;

    /// <summary>Numbers of channels below this are narrower than a vector.</summary>
    public const int Narrow = 8;

    public const int Sum = 0, Squares = 1, Least = 2, Greatest = 3;

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

    /// <summary>((0+1)+(2+3))+((4+5)+(6+7)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Tree(
        Vector512<double> v0, Vector512<double> v1, Vector512<double> v2, Vector512<double> v3,
        Vector512<double> v4, Vector512<double> v5, Vector512<double> v6, Vector512<double> v7) =>
        ((v0 + v1) + (v2 + v3)) + ((v4 + v5) + (v6 + v7));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Min(
        Vector512<double> v0, Vector512<double> v1, Vector512<double> v2, Vector512<double> v3,
        Vector512<double> v4, Vector512<double> v5, Vector512<double> v6, Vector512<double> v7) => Vector512.MinNative(
            Vector512.MinNative(Vector512.MinNative(v0, v1), Vector512.MinNative(v2, v3)),
            Vector512.MinNative(Vector512.MinNative(v4, v5), Vector512.MinNative(v6, v7)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Max(
        Vector512<double> v0, Vector512<double> v1, Vector512<double> v2, Vector512<double> v3,
        Vector512<double> v4, Vector512<double> v5, Vector512<double> v6, Vector512<double> v7) => Vector512.MaxNative(
            Vector512.MaxNative(Vector512.MaxNative(v0, v1), Vector512.MaxNative(v2, v3)),
            Vector512.MaxNative(Vector512.MaxNative(v4, v5), Vector512.MaxNative(v6, v7)));

    /// <summary>Starts the four sums of <paramref name="stride"/> channels.</summary>
    private static void Clear(double* sums, int stride)
    {
        new Span<double>(sums, 2 * stride).Clear();
        new Span<double>(sums + Least * stride, stride).Fill(double.PositiveInfinity);
        new Span<double>(sums + Greatest * stride, stride).Fill(double.NegativeInfinity);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(
        double* sums, int stride, Vector512<double> sum, Vector512<double> squares, Vector512<double> min, Vector512<double> max)
    {
        Vector512.Store(Vector512.Load(sums) + sum, sums);
        Vector512.Store(Vector512.Load(sums + stride) + squares, sums + stride);
        Vector512.Store(Vector512.MinNative(Vector512.Load(sums + Least * stride), min), sums + Least * stride);
        Vector512.Store(Vector512.MaxNative(Vector512.Load(sums + Greatest * stride), max), sums + Greatest * stride);
    }
}
