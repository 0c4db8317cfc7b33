using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Norm.ML.Internals.Simd;

// Without vector hardware, numbers one by one: the framework's vectors in software take many times as long.
internal static partial class SoftwareFma
{
    /// <summary>Floats: the sum in double is rounded once more, unless it may lie halfway between two floats or the result is subnormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Scalar(float a, float b, float c)
    {
        double sum = (double)a * b + c;
        float result = (float)sum;
        return (int)BitConverter.DoubleToInt64Bits(sum) << 3 == int.MinValue || float.IsSubnormal(result) ? MathF.FusedMultiplyAdd(a, b, c) : result;
    }

    private static void ScalarFloats(ref float a, ref float b, ref float c, ref float result)
    {
        for (nint i = 0; i < 16; i++)
        {
            Unsafe.Add(ref result, i) = Scalar(Unsafe.Add(ref a, i), Unsafe.Add(ref b, i), Unsafe.Add(ref c, i));
        }
    }

    private static void ScalarTwoParts(
        ref float x, ref float high, ref float low, ref float shiftHigh, ref float shiftLow, ref float gamma, ref float beta, ref float result)
    {
        for (nint i = 0; i < 16; i++)
        {
            float element = Unsafe.Add(ref x, i), scale = Unsafe.Add(ref gamma, i);
            float u = Scalar(element, Unsafe.Add(ref low, i), Unsafe.Add(ref shiftLow, i));
            float t = Scalar(element, Unsafe.Add(ref high, i), Unsafe.Add(ref shiftHigh, i));
            Unsafe.Add(ref result, i) = Scalar(t, scale, Scalar(u, scale, Unsafe.Add(ref beta, i)));
        }
    }

    private static void ScalarDoubles(ref double a, ref double b, ref double c, ref double result)
    {
        for (nint i = 0; i < 8; i++)
        {
            Unsafe.Add(ref result, i) = One(Unsafe.Add(ref a, i), Unsafe.Add(ref b, i), Unsafe.Add(ref c, i));
        }
    }

    private static ref T Of<T>(ref Vector128<T> vectors) => ref Unsafe.As<Vector128<T>, T>(ref vectors);
}
