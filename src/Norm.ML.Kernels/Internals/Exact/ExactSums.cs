using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Norm.ML.Internals.Exact;

/// <summary>Sums of floats, or of their deviations from a pivot, and of squares, in double. No chain has more than 32 additions.</summary>
internal static unsafe class ExactSums
{
    private const int Block = 1024, Step = 32, Vector = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Of(float* x, int size, double pivot, out double sum, out double squares)
    {
        if (size <= Block)
        {
            OfBlock(x, size, pivot, out Vector512<double> s, out Vector512<double> q);
            sum = Vector512.Sum(s);
            squares = Vector512.Sum(q);
            return;
        }

        Vector512<double> total = Vector512<double>.Zero, lost = total, totalSquares = total, lostSquares = total;
        for (int from = 0; from < size; from += Block)
        {
            OfBlock(x + from, Math.Min(Block, size - from), pivot, out Vector512<double> s, out Vector512<double> q);
            Add(s, ref total, ref lost);
            Add(q, ref totalSquares, ref lostSquares);
        }

        sum = Vector512.Sum(total) + Vector512.Sum(lost);
        squares = Vector512.Sum(totalSquares) + Vector512.Sum(lostSquares);
    }

    // Two-sum (Knuth).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector512<double> value, ref Vector512<double> sum, ref Vector512<double> lost)
    {
        Vector512<double> after = sum + value, part = after - sum;
        lost += (sum - (after - part)) + (value - part);
        sum = after;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OfBlock(float* x, int size, double pivot, out Vector512<double> sum, out Vector512<double> squares)
    {
        Vector512<double> p = Vector512.Create(pivot), s0 = Vector512<double>.Zero, s1 = s0, s2 = s0, s3 = s0, q0 = s0, q1 = s0, q2 = s0, q3 = s0;
        int i = 0;
        for (; i <= size - Step; i += Step)
        {
            (Vector512<double> a, Vector512<double> b) = Vector512.Widen(Vector512.Load(x + i));
            (Vector512<double> c, Vector512<double> d) = Vector512.Widen(Vector512.Load(x + i + Vector));
            a -= p; b -= p; c -= p; d -= p;
            s0 += a; s1 += b; s2 += c; s3 += d;
            q0 = Vector512.MultiplyAddEstimate(a, a, q0);
            q1 = Vector512.MultiplyAddEstimate(b, b, q1);
            q2 = Vector512.MultiplyAddEstimate(c, c, q2);
            q3 = Vector512.MultiplyAddEstimate(d, d, q3);
        }
        for (; i < size; i += Vector)
        {
            int count = size - i;
            (Vector512<double> a, Vector512<double> b) = Vector512.Widen(count >= Vector ? Vector512.Load(x + i) : ExactTail.Load(x + i, count));
            a -= p; b -= p;
            if (count < Vector)
            {
                a = ExactTail.First(a, count);
                b = ExactTail.First(b, count - Vector512<double>.Count);
            }
            s0 += a; s1 += b;
            q0 = Vector512.MultiplyAddEstimate(a, a, q0);
            q1 = Vector512.MultiplyAddEstimate(b, b, q1);
        }
        sum = (s0 + s2) + (s1 + s3);
        squares = (q0 + q2) + (q1 + q3);
    }
}

/// <summary>The incomplete vector at the end of a row.</summary>
internal static unsafe class ExactTail
{
    /// <summary>Fewer than sixteen floats, then zeros.</summary>
    [SkipLocalsInit]
    public static Vector512<float> Load(float* x, int count)
    {
        float* whole = stackalloc float[Vector512<float>.Count];
        Vector512.Store(Vector512<float>.Zero, whole);
        new ReadOnlySpan<float>(x, count).CopyTo(new Span<float>(whole, count));
        return Vector512.Load(whole);
    }

    [SkipLocalsInit]
    public static void Store(Vector512<float> value, float* y, int count)
    {
        float* whole = stackalloc float[Vector512<float>.Count];
        Vector512.Store(value, whole);
        new ReadOnlySpan<float>(whole, count).CopyTo(new Span<float>(y, count));
    }

    /// <summary>The first lanes, zeros in the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> First(Vector512<double> value, int count) =>
        value & Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).AsDouble();
}
