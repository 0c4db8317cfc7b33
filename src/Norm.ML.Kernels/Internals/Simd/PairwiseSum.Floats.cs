using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Simd;

/// <summary>
/// Sums of the sixteen lanes of float vectors. The upper half is added to the lower half: lane i + 8 to i, then i + 4, i + 2, i + 1. One vector
/// alone, or as many at once as a vector has lanes, one after the other in memory. The order of additions is defined in <see cref="UnrolledRows"/>.
/// </summary>
internal static partial class PairwiseSum
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d) => Sum((a + c) + (b + d));

    /// <summary>The sum of the eight lanes that remain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> eight) => Sum(eight.GetLower() + eight.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(Vector128<float> four) => (four.ToScalar() + four.GetElement(2)) + (four.GetElement(1) + four.GetElement(3));

    /// <summary>The sums of four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums128(ref float vectors) =>
        Last(Four(ref vectors), Four(ref Unsafe.Add(ref vectors, 16)), Four(ref Unsafe.Add(ref vectors, 32)), Four(ref Unsafe.Add(ref vectors, 48)));

    /// <summary>The sums of eight vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sums256(ref float vectors)
    {
        if (!Avx.IsSupported)
        {
            return Vector256.Create(Sums128(ref vectors), Sums128(ref Unsafe.Add(ref vectors, 4 * 16)));
        }

        return Last(
            Fours(Eight(ref vectors), Eight(ref Unsafe.Add(ref vectors, 64))),
            Fours(Eight(ref Unsafe.Add(ref vectors, 16)), Eight(ref Unsafe.Add(ref vectors, 80))),
            Fours(Eight(ref Unsafe.Add(ref vectors, 32)), Eight(ref Unsafe.Add(ref vectors, 96))),
            Fours(Eight(ref Unsafe.Add(ref vectors, 48)), Eight(ref Unsafe.Add(ref vectors, 112))));
    }

    /// <summary>The sums of sixteen vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sums512(ref float vectors)
    {
        if (!Avx512F.IsSupported)
        {
            return Vector512.Create(Sums256(ref vectors), Sums256(ref Unsafe.Add(ref vectors, 8 * 16)));
        }

        Vector512<float> a = Fours(ref vectors, 0), b = Fours(ref vectors, 1), c = Fours(ref vectors, 2), d = Fours(ref vectors, 3);
        Vector512<float> ab = Pairs(a, b), cd = Pairs(c, d);
        return Avx512F.Shuffle(ab, cd, 0b10_00_10_00) + Avx512F.Shuffle(ab, cd, 0b11_01_11_01);
    }

    // Vectors r, r + 4, r + 8 and r + 12, four sums each: a block of 128 bits per vector.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Fours(ref float vectors, nuint r)
    {
        Vector512<float> a = Vector512.LoadUnsafe(ref vectors, r * 16), b = Vector512.LoadUnsafe(ref vectors, (r + 4) * 16);
        Vector512<float> c = Vector512.LoadUnsafe(ref vectors, (r + 8) * 16), d = Vector512.LoadUnsafe(ref vectors, (r + 12) * 16);
        Vector512<float> ab = Avx512F.Shuffle4x128(a, b, 0b01_00_01_00) + Avx512F.Shuffle4x128(a, b, 0b11_10_11_10); // a04 a15 b04 b15 in blocks
        Vector512<float> cd = Avx512F.Shuffle4x128(c, d, 0b01_00_01_00) + Avx512F.Shuffle4x128(c, d, 0b11_10_11_10);
        return Avx512F.Shuffle4x128(ab, cd, 0b10_00_10_00) + Avx512F.Shuffle4x128(ab, cd, 0b11_01_11_01);
    }

    // In each block of 128 bits: lanes 2 and 3 added to 0 and 1, of a, then of b.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Pairs(Vector512<float> a, Vector512<float> b) =>
        Avx512F.UnpackLow(a.AsDouble(), b.AsDouble()).AsSingle() + Avx512F.UnpackHigh(a.AsDouble(), b.AsDouble()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Eight(ref float vector) => Vector256.LoadUnsafe(ref vector) + Vector256.LoadUnsafe(ref vector, 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Fours(Vector256<float> a, Vector256<float> b) => Avx.Permute2x128(a, b, 0x20) + Avx.Permute2x128(a, b, 0x31);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Last(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        Vector256<float> ab = Avx.UnpackLow(a.AsDouble(), b.AsDouble()).AsSingle() + Avx.UnpackHigh(a.AsDouble(), b.AsDouble()).AsSingle();
        Vector256<float> cd = Avx.UnpackLow(c.AsDouble(), d.AsDouble()).AsSingle() + Avx.UnpackHigh(c.AsDouble(), d.AsDouble()).AsSingle();
        return Avx.Shuffle(ab, cd, 0b10_00_10_00) + Avx.Shuffle(ab, cd, 0b11_01_11_01);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Four(ref float vector) =>
        (Vector128.LoadUnsafe(ref vector) + Vector128.LoadUnsafe(ref vector, 8)) + (
            Vector128.LoadUnsafe(ref vector, 4) + Vector128.LoadUnsafe(ref vector, 12));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Last(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        if (!Sse2.IsSupported)
        {
            return Vector128.Create(Sum(a), Sum(b), Sum(c), Sum(d));
        }

        Vector128<float> ab = Sse2.UnpackLow(a.AsDouble(), b.AsDouble()).AsSingle() + Sse2.UnpackHigh(a.AsDouble(), b.AsDouble()).AsSingle();
        Vector128<float> cd = Sse2.UnpackLow(c.AsDouble(), d.AsDouble()).AsSingle() + Sse2.UnpackHigh(c.AsDouble(), d.AsDouble()).AsSingle();
        return Sse.Shuffle(ab, cd, 0b10_00_10_00) + Sse.Shuffle(ab, cd, 0b11_01_11_01);
    }
}
