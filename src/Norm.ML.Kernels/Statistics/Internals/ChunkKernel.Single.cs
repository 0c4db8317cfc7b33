using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Norm.ML.Internals.Moments;

/// <summary>One channel, its values one after the other: a vector holds the eight steps of a stream.</summary>
internal static unsafe partial class ChunkKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Single<T>(T* x, int count, double pivot, out double sum, out double squares) where T : unmanaged
    {
        Vector512<double> k = Vector512.Create(pivot);
        var ahead = new Ahead<T>(x, 1);
        double s = 0, q = 0;
        for (int h = 0; h < count; h += Block, x += Block)
        {
            ahead.Fetch(x, 0);
            Vector512<double> v0 = Load(x, k), v1 = Load(x + 8, k), v2 = Load(x + 16, k), v3 = Load(x + 24, k);
            Vector512<double> v4 = Load(x + 32, k), v5 = Load(x + 40, k), v6 = Load(x + 48, k), v7 = Load(x + 56, k);
            s += Fold(Tree(v0, v1, v2, v3, v4, v5, v6, v7));
            q += Fold(Tree(v0 * v0, v1 * v1, v2 * v2, v3 * v3, v4 * v4, v5 * v5, v6 * v6, v7 * v7));
        }
        (sum, squares) = (s, q);
    }

    /// <summary>As <see cref="Single"/>, with a weight per row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SingleWeighted(double* x, double* w, int count, double pivot, out double sum, out double squares)
    {
        Vector512<double> k = Vector512.Create(pivot);
        double s = 0, q = 0;
        for (int h = 0; h < count; h += Block, x += Block, w += Block)
        {
            Vector512<double> v0 = Load(x, k), v1 = Load(x + 8, k), v2 = Load(x + 16, k), v3 = Load(x + 24, k);
            Vector512<double> v4 = Load(x + 32, k), v5 = Load(x + 40, k), v6 = Load(x + 48, k), v7 = Load(x + 56, k);
            Vector512<double> u0 = v0 * Load(w), u1 = v1 * Load(w + 8), u2 = v2 * Load(w + 16), u3 = v3 * Load(w + 24);
            Vector512<double> u4 = v4 * Load(w + 32), u5 = v5 * Load(w + 40), u6 = v6 * Load(w + 48), u7 = v7 * Load(w + 56);
            s += Fold(Tree(u0, u1, u2, u3, u4, u5, u6, u7));
            q += Fold(Tree(u0 * v0, u1 * v1, u2 * v2, u3 * v3, u4 * v4, u5 * v5, u6 * v6, u7 * v7));
        }
        (sum, squares) = (s, q);
    }

    /// <summary>((0+4)+(2+6))+((1+5)+(3+7)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Fold(Vector512<double> steps)
    {
        Vector256<double> four = steps.GetLower() + steps.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two.ToScalar() + two.GetElement(1);
    }

    /// <summary>Least and greatest of one channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SingleExtremes<T>(T* x, int count, out T least, out T greatest) where T : unmanaged
    {
        Vector512<T> min0 = Vector512.Load(x), max0 = min0, min1 = min0, max1 = max0;
        for (T* end = x + count; x < end; x += 2 * Vector512<T>.Count)
        {
            Vector512<T> v0 = Vector512.Load(x), v1 = Vector512.Load(x + Vector512<T>.Count);
            min0 = Vector512.MinNative(min0, v0);
            max0 = Vector512.MaxNative(max0, v0);
            min1 = Vector512.MinNative(min1, v1);
            max1 = Vector512.MaxNative(max1, v1);
        }
        min0 = Vector512.MinNative(min0, min1);
        max0 = Vector512.MaxNative(max0, max1);
        Vector256<T> min = Vector256.MinNative(min0.GetLower(), min0.GetUpper()), max = Vector256.MaxNative(max0.GetLower(), max0.GetUpper());
        Vector128<T> least128 = Vector128.MinNative(min.GetLower(), min.GetUpper()), greatest128 = Vector128.MaxNative(max.GetLower(), max.GetUpper());
        least = least128.ToScalar();
        greatest = greatest128.ToScalar();
        for (int i = 1; i < Vector128<T>.Count; i++)
        {
            if (Widen(least128.GetElement(i)) < Widen(least)) least = least128.GetElement(i);
            if (Widen(greatest128.GetElement(i)) > Widen(greatest)) greatest = greatest128.GetElement(i);
        }
    }
}
