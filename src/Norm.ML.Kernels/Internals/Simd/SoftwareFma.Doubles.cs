using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Norm.ML.Internals.Simd;

// Doubles: the product and the sum in two parts each (Dekker 1971, Knuth's two-sum).
internal static partial class SoftwareFma
{
    /// <summary>Eight doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Doubles(ref Vector128<double> a, ref Vector128<double> b, ref Vector128<double> c, ref Vector128<double> result)
    {
        if (!Vector128.IsHardwareAccelerated)
        {
            ScalarDoubles(ref Of(ref a), ref Of(ref b), ref Of(ref c), ref Of(ref result));
            return;
        }
        Vector128<long> doubt = Vector128<long>.Zero;
        for (nint i = 0; i < 4; i++)
        {
            Unsafe.Add(ref result, i) = Guess(Unsafe.Add(ref a, i), Unsafe.Add(ref b, i), Unsafe.Add(ref c, i), ref doubt);
        }

        if (doubt == Vector128<long>.Zero)
        {
            return;
        }

        for (nint i = 0; i < 4; i++)
        {
            Vector128<double> x = Unsafe.Add(ref a, i), y = Unsafe.Add(ref b, i), z = Unsafe.Add(ref c, i);
            Unsafe.Add(ref result, i) = Vector128.Create(One(x[0], y[0], z[0]), One(x[1], y[1], z[1]));
        }
    }

    /// <summary>The C library's function, unless the product is 0: masked lanes are. There is no faster way for few numbers.</summary>
    private static double One(double a, double b, double c) => a == 0 || b == 0 ? a * b + c : Math.FusedMultiplyAdd(a, b, c);

    /// <summary><paramref name="doubt"/> gets bits where the result may be wrong.</summary>
    /// <remarks>
    /// <para>The result is <c>sum + rest</c>, rounded once: the product is <c>p + low</c>, and p + c is <c>sum + error</c>, both exact. <c>rest =
    /// error + low</c>
    /// is rounded, which matters only if the rest that was rounded lies where the result turns from one number to the next: at a half, a quarter or
    /// three or five of these of a unit in the last place of the sum, so that its last 50 bits are 0.</para>
    /// <para>The product is exact if p is at least 2^-767. If it is less, but the sum is not, it is too small to matter. Infinite numbers and NaN are
    /// not above this limit or make a rest that is NaN, whose last 50 bits are 0 as well.</para>
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Guess(Vector128<double> a, Vector128<double> b, Vector128<double> c, ref Vector128<long> doubt)
    {
        const double Smallest = 1.2882297539194267e-231; // 2^-767
        Vector128<double> p = a * b, aHigh = High(a), aLow = a - aHigh, bHigh = High(b), bLow = b - bHigh;
        Vector128<double> low = aLow * bLow - (((p - aHigh * bHigh) - aLow * bHigh) - aHigh * bLow);
        Vector128<double> sum = p + c, part = sum - p, error = (p - (sum - part)) + (c - part), rest = error + low;
        Vector128<double> noRest = Vector128.Equals(rest, Vector128<double>.Zero);
        Vector128<long> turn = Vector128.Equals(rest.AsInt64() & Vector128.Create(0x0003FFFFFFFFFFFF), Vector128<long>.Zero);
        // The exponent of the greater one is at least that of 2^-767 if and only if one of the upper three bits of an exponent is 1.
        Vector128<double> large = Vector128.GreaterThanOrEqual(Vector128.Abs(p | sum), Vector128.Create(Smallest));
        doubt |= Vector128.AndNot(turn, noRest.AsInt64()) | ~large.AsInt64();
        return Vector128.ConditionalSelect(noRest, sum, sum + rest); // 0 keeps its sign
    }

    /// <summary>The number rounded to 26 bits. What remains has 26 bits, too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> High(Vector128<double> a) =>
        ((a.AsInt64() + Vector128.Create(1L << 26)) & Vector128.Create(~((1L << 27) - 1))).AsDouble();
}
