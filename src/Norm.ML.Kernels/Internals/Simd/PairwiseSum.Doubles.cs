using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Simd;

/// <summary>
/// Sums of the eight lanes of double vectors, as a balanced tree of neighbours: <c>((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7))</c>. One vector alone,
/// or as many at once as a vector has lanes.
/// </summary>
internal static partial class PairwiseSum
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector128<double> a) => a.ToScalar() + a.GetElement(1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector256<double> a) => Sum(a.GetLower()) + Sum(a.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector512<double> a)
    {
        if (!Avx.IsSupported)
        {
            return Sum(a.GetLower()) + Sum(a.GetUpper());
        }

        Vector256<double> t = Avx.HorizontalAdd(a.GetLower(), a.GetUpper()); // e0+e1, e4+e5, e2+e3, e6+e7
        return Sum(t.GetLower() + t.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Sums(Vector128<double> a, Vector128<double> b) => Sse2.IsSupported
        ? Sse2.UnpackLow(a, b) + Sse2.UnpackHigh(a, b)
        : Vector128.Create(a.ToScalar(), b.ToScalar()) + Vector128.Create(a.GetElement(1), b.GetElement(1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sums(Vector256<double> a, Vector256<double> b, Vector256<double> c, Vector256<double> d)
    {
        if (!Avx.IsSupported)
        {
            return Vector256.Create(Sum(a), Sum(b), Sum(c), Sum(d));
        }

        Vector256<double> x = Avx.HorizontalAdd(a, b), y = Avx.HorizontalAdd(c, d); // a01, b01, a23, b23
        return Avx.Permute2x128(x, y, 0x20) + Avx.Permute2x128(x, y, 0x31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sums(
        Vector512<double> a, Vector512<double> b, Vector512<double> c, Vector512<double> d,
        Vector512<double> e, Vector512<double> f, Vector512<double> g, Vector512<double> h)
    {
        if (!Avx512F.IsSupported)
        {
            return Vector512.Create(Sum(a), Sum(b), Sum(c), Sum(d), Sum(e), Sum(f), Sum(g), Sum(h));
        }

        return Quarters(Quarters(Pairs(a, b), Pairs(c, d)), Quarters(Pairs(e, f), Pairs(g, h)));
    }

    /// <summary>The sums of two vectors of four lanes at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> SumBoth(Vector256<double> a, Vector256<double> b)
    {
        if (!Avx.IsSupported)
        {
            return Sums(a.GetLower(), b.GetLower()) + Sums(a.GetUpper(), b.GetUpper());
        }

        Vector256<double> t = Avx.UnpackLow(a, b) + Avx.UnpackHigh(a, b); // a01 b01 a23 b23
        return t.GetLower() + t.GetUpper();
    }

    /// <summary>The sums of two vectors of eight lanes at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> SumBoth<D>(D a, D b) where D : struct, ISimdDouble8<D>
    {
        if (typeof(D) == typeof(SimdDouble8Of512))
        {
            Vector512<double> x = Unsafe.BitCast<D, SimdDouble8Of512>(a).A, y = Unsafe.BitCast<D, SimdDouble8Of512>(b).A;
            return SumBoth(x.GetLower(), y.GetLower()) + SumBoth(x.GetUpper(), y.GetUpper());
        }

        if (typeof(D) == typeof(SimdDouble8Of256))
        {
            SimdDouble8Of256 x = Unsafe.BitCast<D, SimdDouble8Of256>(a), y = Unsafe.BitCast<D, SimdDouble8Of256>(b);
            return SumBoth(x.A, y.A) + SumBoth(x.B, y.B);
        }

        return Vector128.Create(D.Sum(a), D.Sum(b));
    }

    // a01 b01 a23 b23 a45 b45 a67 b67
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Pairs(Vector512<double> a, Vector512<double> b) => Avx512F.UnpackLow(a, b) + Avx512F.UnpackHigh(a, b);

    // the even 128-bit blocks of both, plus the odd ones
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Quarters(Vector512<double> a, Vector512<double> b) =>
        Avx512F.Shuffle4x128(a, b, 0x88) + Avx512F.Shuffle4x128(a, b, 0xDD);
}
