using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Simd;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Floats;

/// <summary>
/// <see cref="FloatSums"/> of rows of more than 64 floats where vectors have 128 bits: the same additions in the same order, but column by column, as 16
/// registers do not hold 128 accumulators. It takes a third of the time.
/// </summary>
internal static class SoftwareSums
{
    private const int Columns = 64;

    /// <summary>Whether vectors of this kind have 128 bits. A constant for the compiler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFor<F>() => typeof(F) == typeof(SimdFloat16Of128) && Vector128.IsHardwareAccelerated;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Rows(ref float x, nint rows, nint size, ref double sums)
    {
        Unsafe.SkipInit(out Accumulators memory);
        ref double sum = ref Unsafe.As<Accumulators, double>(ref memory), square = ref Unsafe.Add(ref sum, Columns);
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, size))
        {
            for (nint column = 0; column < Columns; column += 8)
            {
                Vector128<double> s0 = Vector128<double>.Zero, s1 = s0, s2 = s0, s3 = s0, q0 = s0, q1 = s0, q2 = s0, q3 = s0;
                nint i = column;
                for (; i <= size - 8; i += Columns)
                {
                    Add(Vector128.LoadUnsafe(ref x, (nuint)i), ref s0, ref s1, ref q0, ref q1);
                    Add(Vector128.LoadUnsafe(ref x, (nuint)i + 4), ref s2, ref s3, ref q2, ref q3);
                }
                if (i < size)
                {
                    Add(MaskedMemory.LoadFour(ref x, i, size - i), ref s0, ref s1, ref q0, ref q1);
                    Add(MaskedMemory.LoadFour(ref x, i + 4, size - i - 4), ref s2, ref s3, ref q2, ref q3);
                }
                Store(ref Unsafe.Add(ref sum, column), s0, s1, s2, s3);
                Store(ref Unsafe.Add(ref square, column), q0, q1, q2, q3);
            }
            for (nuint lane = 0; lane < 8; lane += 2)
            {
                Total(ref sum, lane).StoreUnsafe(ref sums, (nuint)row * 8 + lane);
                Total(ref square, lane).StoreUnsafe(ref sums, (nuint)row * 8 + 64 + lane);
            }
        }
    }

    [InlineArray(2 * Columns)]
    private struct Accumulators
    {
        private double _first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        Vector128<float> x, ref Vector128<double> s0, ref Vector128<double> s1, ref Vector128<double> q0, ref Vector128<double> q1)
    {
        Vector128<double> lower = Vector128.WidenLower(x), upper = Vector128.WidenUpper(x);
        s0 += lower;
        s1 += upper;
        q0 += lower * lower; // exact products
        q1 += upper * upper;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref double accumulators, Vector128<double> a, Vector128<double> b, Vector128<double> c, Vector128<double> d)
    {
        a.StoreUnsafe(ref accumulators);
        b.StoreUnsafe(ref accumulators, 2);
        c.StoreUnsafe(ref accumulators, 4);
        d.StoreUnsafe(ref accumulators, 6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Total(ref double a, nuint lane) =>
        ((At(ref a, lane) + At(ref a, lane + 32)) + (At(ref a, lane + 16) + At(ref a, lane + 48)))
        + ((At(ref a, lane + 8) + At(ref a, lane + 40)) + (At(ref a, lane + 24) + At(ref a, lane + 56)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> At(ref double a, nuint index) => Vector128.LoadUnsafe(ref a, index);
}
