using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Norm.ML.Internals;

/// <summary>The sum of sixteen floats: upper lanes are added to lower ones, half by half, i + 8 to i, i + 4, i + 2, i + 1.</summary>
internal static class Halves
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d) => Sum((a + c) + (b + d));

    /// <summary>The sum of the last eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> eight) => Sum(eight.GetLower() + eight.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(Vector128<float> four) => (four.ToScalar() + four.GetElement(2)) + (four.GetElement(1) + four.GetElement(3));
}
