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

    private static void OfBlock(float* x, int size, double pivot, out Vector512<double> sum, out Vector512<double> squares)
    {
        int whole = size & -Step;
        Whole(x, whole, pivot, out sum, out squares);
        if (whole < size)
        {
            Rest(x + whole, size - whole, size >= Vector, pivot, ref sum, ref squares);
        }
    }

    // Without a call, so that sums stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Whole(float* x, int size, double pivot, out Vector512<double> sum, out Vector512<double> squares)
    {
        Vector512<double> p = Vector512.Create(pivot), s0 = Vector512<double>.Zero, s1 = s0, s2 = s0, s3 = s0, q0 = s0, q1 = s0, q2 = s0, q3 = s0;
        for (float* end = x + size; x < end; x += Step)
        {
            (Vector512<double> a, Vector512<double> b) = Vector512.Widen(Vector512.Load(x));
            (Vector512<double> c, Vector512<double> d) = Vector512.Widen(Vector512.Load(x + Vector));
            a -= p; b -= p; c -= p; d -= p;
            s0 += a; s1 += b; s2 += c; s3 += d;
            q0 = Vector512.MultiplyAddEstimate(a, a, q0);
            q1 = Vector512.MultiplyAddEstimate(b, b, q1);
            q2 = Vector512.MultiplyAddEstimate(c, c, q2);
            q3 = Vector512.MultiplyAddEstimate(d, d, q3);
        }
        sum = (s0 + s2) + (s1 + s3);
        squares = (q0 + q2) + (q1 + q3);
    }

    // Fewer than 32 elements. Where there are sixteen before the end, an incomplete vector is loaded with some that were added before.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rest(float* x, int size, bool canLoadBefore, double pivot, ref Vector512<double> sum, ref Vector512<double> squares)
    {
        Vector512<double> p = Vector512.Create(pivot), s = sum, q = squares;
        if (size >= Vector)
        {
            (Vector512<double> a, Vector512<double> b) = Vector512.Widen(Vector512.Load(x));
            a -= p; b -= p;
            s += a + b;
            q = Vector512.MultiplyAddEstimate(b, b, Vector512.MultiplyAddEstimate(a, a, q));
            x += Vector;
            size -= Vector;
        }
        if (size > 0)
        {
            Vector512<float> last = canLoadBefore ? Vector512.Load(x + size - Vector) : ExactTail.Load(x, size);
            int first = canLoadBefore ? Vector - size : 0, end = canLoadBefore ? Vector : size;
            (Vector512<double> a, Vector512<double> b) = Vector512.Widen(last);
            a = ExactTail.Between(a - p, first, end);
            b = ExactTail.Between(b - p, first - Vector512<double>.Count, end - Vector512<double>.Count);
            s += a + b;
            q = Vector512.MultiplyAddEstimate(b, b, Vector512.MultiplyAddEstimate(a, a, q));
        }
        sum = s;
        squares = q;
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

    /// <summary>The lanes from <paramref name="first"/> to before <paramref name="end"/>, zeros in the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Between(Vector512<double> value, int first, int end) => value
        & (Vector512.GreaterThanOrEqual(Vector512<long>.Indices, Vector512.Create((long)first))
        & Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)end))).AsDouble();
}
