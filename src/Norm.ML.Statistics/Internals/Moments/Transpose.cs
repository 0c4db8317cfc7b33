using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Norm.ML.Internals.Moments;

/// <summary>Eight elements from each of eight places, turned: element i of place h goes to <c>8 i + h</c>.</summary>
internal static unsafe class Transpose
{
    /// <param name="x">What the places are counted from.</param>
    /// <param name="starts">The eight places.</param>
    /// <param name="to">64 elements, on a multiple of 32 bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Eight<T>(T* x, nint* starts, T* to) where T : unmanaged
    {
        if (Avx.IsSupported && typeof(T) == typeof(float))
        {
            Floats((float*)x, starts, (float*)to);
        }
        else if (Avx.IsSupported && typeof(T) == typeof(double))
        {
            Doubles((double*)x, starts, (double*)to);
        }
        else
        {
            for (int h = 0; h < 8; h++)
            {
                for (int i = 0; i < 8; i++)
                {
                    to[8 * i + h] = x[starts[h] + i];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Floats(float* x, nint* starts, float* to)
    {
        for (int half = 0; half < 8; half += 4, to += 32)
        {
            Four(
                Halves(x + half, starts[0], starts[4]), Halves(x + half, starts[1], starts[5]), Halves(x + half, starts[2], starts[6]),
                    Halves(x + half, starts[3], starts[7]),
                out Vector256<float> x0, out Vector256<float> x1, out Vector256<float> x2, out Vector256<float> x3);
            x0.Store(to);
            x1.Store(to + 8);
            x2.Store(to + 16);
            x3.Store(to + 24);
        }
    }

    /// <summary>
    /// Four elements from each of eight places that are <paramref name="next"/> elements from each other: vector i has element i of every place.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Four(float* x, nint next, out Vector256<float> x0, out Vector256<float> x1, out Vector256<float> x2,
        out Vector256<float> x3) => Four(
        Halves(x, 0, 4 * next), Halves(x, next, 5 * next), Halves(x, 2 * next, 6 * next), Halves(x, 3 * next, 7 * next), out x0, out x1, out x2,
            out x3);

    /// <summary>Pairs, then fours, from places h and h + 4 side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d,
        out Vector256<float> x0, out Vector256<float> x1, out Vector256<float> x2, out Vector256<float> x3)
    {
        Vector256<float> ab = Avx.UnpackLow(a, b), cd = Avx.UnpackLow(c, d), abHigh = Avx.UnpackHigh(a, b), cdHigh = Avx.UnpackHigh(c, d);
        x0 = Avx.Shuffle(ab, cd, 0b01_00_01_00);
        x1 = Avx.Shuffle(ab, cd, 0b11_10_11_10);
        x2 = Avx.Shuffle(abHigh, cdHigh, 0b01_00_01_00);
        x3 = Avx.Shuffle(abHigh, cdHigh, 0b11_10_11_10);
    }

    /// <summary>Four elements of one place, and of another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(float* x, nint first, nint second) =>
        Vector256.Create(Vector128.Load(x + first), Vector128.Load(x + second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Doubles(double* x, nint* starts, double* to)
    {
        for (int pair = 0; pair < 8; pair += 2, to += 16)
        {
            for (int h = 0; h < 8; h += 4)
            {
                Vector256<double> a = Halves(x + pair, starts, h), b = Halves(x + pair, starts, h + 1);
                Avx.UnpackLow(a, b).Store(to + h);
                Avx.UnpackHigh(a, b).Store(to + 8 + h);
            }
        }
    }

    /// <summary>Two elements of place h, and of place h + 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Halves(double* x, nint* starts, int h) =>
        Vector256.Create(Vector128.Load(x + starts[h]), Vector128.Load(x + starts[h + 2]));
}
