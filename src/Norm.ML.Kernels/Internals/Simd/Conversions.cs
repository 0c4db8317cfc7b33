using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Norm.ML.Internals.Simd;

/// <summary>Conversions between float and double vectors of as many elements.</summary>
internal static class Conversions
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Widen(Vector256<float> a) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Double(a)
        : Vector512.Create(Widen(a.GetLower()), Widen(a.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Widen(Vector128<float> a) => Avx.IsSupported
        ? Avx.ConvertToVector256Double(a)
        : Vector256.Create(Vector128.WidenLower(a), Vector128.WidenUpper(a));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Narrow(Vector512<double> a) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector256Single(a)
        : Vector256.Create(Narrow(a.GetLower()), Narrow(a.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Narrow(Vector256<double> a) => Avx.IsSupported
        ? Avx.ConvertToVector128Single(a)
        : Vector128.Narrow(a.GetLower(), a.GetUpper());
}
