using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Simd;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Floats;

/// <summary>
/// <see cref="FloatSums"/> of rows of more than 64 floats where vectors have 128 bits: the same additions in the same order, but column by column,
/// as 16 registers do not hold 128 accumulators. It takes a third of the time.
/// </summary>
internal static class SoftwareSums
{
    private const int Columns = 64;

    /// <summary>Whether these sums are the ones for vectors of type F: those of 128 bits. The compiler knows the answer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFor<F>() => typeof(F) == typeof(SimdFloat16Of128);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Rows(ref float x, nint rows, nint size, ref double sums)
    {
        Unsafe.SkipInit(out Accumulators memory);
        ref double sum = ref Unsafe.As<Accumulators, double>(ref memory), square = ref Unsafe.Add(ref sum, Columns);
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, size))
        {
            if (!Vector128.IsHardwareAccelerated)
            {
                Scalar(ref x, size, ref sum, ref square);
                for (nint lane = 0; lane < 8; lane++)
                {
                    Unsafe.Add(ref sums, row * 8 + lane) = ScalarTotal(ref Unsafe.Add(ref sum, lane));
                    Unsafe.Add(ref sums, row * 8 + 64 + lane) = ScalarTotal(ref Unsafe.Add(ref square, lane));
                }
                continue;
            }
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

    private static void Scalar(ref float x, nint size, ref double sums, ref double squares)
    {
        for (nint column = 0; column < Columns; column += 4)
        {
            double s0 = 0, s1 = 0, s2 = 0, s3 = 0, q0 = 0, q1 = 0, q2 = 0, q3 = 0;
            nint i = column;
            for (; i <= size - 4; i += Columns)
            {
                double a = Unsafe.Add(ref x, i), b = Unsafe.Add(ref x, i + 1), c = Unsafe.Add(ref x, i + 2), d = Unsafe.Add(ref x, i + 3);
                s0 += a; s1 += b; s2 += c; s3 += d;
                q0 += a * a; q1 += b * b; q2 += c * c; q3 += d * d;
            }
            if (i < size) { double a = Unsafe.Add(ref x, i); s0 += a; q0 += a * a; }
            if (i + 1 < size) { double a = Unsafe.Add(ref x, i + 1); s1 += a; q1 += a * a; }
            if (i + 2 < size) { double a = Unsafe.Add(ref x, i + 2); s2 += a; q2 += a * a; }
            ref double sum = ref Unsafe.Add(ref sums, column), square = ref Unsafe.Add(ref squares, column);
            sum = s0; Unsafe.Add(ref sum, 1) = s1; Unsafe.Add(ref sum, 2) = s2; Unsafe.Add(ref sum, 3) = s3;
            square = q0; Unsafe.Add(ref square, 1) = q1; Unsafe.Add(ref square, 2) = q2; Unsafe.Add(ref square, 3) = q3;
        }
    }

    private static double ScalarTotal(ref double a) =>
        ((a + Unsafe.Add(ref a, 32)) + (Unsafe.Add(ref a, 16) + Unsafe.Add(ref a, 48)))
        + ((Unsafe.Add(ref a, 8) + Unsafe.Add(ref a, 40)) + (Unsafe.Add(ref a, 24) + Unsafe.Add(ref a, 56)));

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
