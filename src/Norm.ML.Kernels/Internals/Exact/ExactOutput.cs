using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Norm.ML.Internals.Exact;

/// <summary>
/// Both ends of the interval that holds y, rounded to float: where they are the same float, it is the nearest to y. Lets the row round the others.
/// </summary>
internal static unsafe class ExactOutput
{
    /// <summary>Elements that are computed without a look at each vector. If one of them is in doubt, their vectors are looked at.</summary>
    private const int Block = 256;

    private const int Vector = 16;

    /// <param name="x">The elements; not the memory of <paramref name="y"/>.</param>
    /// <param name="y">Receives the floats.</param>
    /// <param name="size">Their number.</param>
    /// <param name="row">The statistics; settles what is in doubt.</param>
    /// <param name="first">The place of the first element in the row.</param>
    /// <param name="gamma">The coefficients: one per element, or one.</param>
    /// <param name="low">Likewise.</param>
    /// <param name="high">Likewise.</param>
    public static void Write<TStep, TCoefficients>(
        float* x, float* y, int size, ref ExactRow row, int first, double* gamma, double* low, double* high)
        where TStep : struct, IExactStep where TCoefficients : struct, IExactCoefficients
    {
        float* end = stackalloc float[2 * Vector];
        if (size < Vector)
        {
            Vector512.Store(ExactTail.Load(x, size), end + Vector);
            if (WriteBlock<TStep, TCoefficients>(end + Vector, end, Vector, row.Pivot, row.Inverse, row.Shift, gamma, low, high))
            {
                Settle<TStep, TCoefficients>(end + Vector, end, size, ref row, first, gamma, low, high);
            }

            new ReadOnlySpan<float>(end, size).CopyTo(new Span<float>(y, size));
            return;
        }

        int whole = size & -Vector;
        for (int i = 0; i < whole; i += Block)
        {
            int count = Math.Min(Block, whole - i);
            double* g = TCoefficients.At(gamma, i), l = TCoefficients.At(low, i), h = TCoefficients.At(high, i);
            if (WriteBlock<TStep, TCoefficients>(x + i, y + i, count, row.Pivot, row.Inverse, row.Shift, g, l, h))
            {
                Settle<TStep, TCoefficients>(x + i, y + i, count, ref row, first + i, g, l, h);
            }
        }

        if (whole < size)
        {
            // The last sixteen, of which some were written before.
            int last = size - Vector, some = size - whole;
            double* g = TCoefficients.At(gamma, last), l = TCoefficients.At(low, last), h = TCoefficients.At(high, last);
            if (WriteBlock<TStep, TCoefficients>(x + last, end, Vector, row.Pivot, row.Inverse, row.Shift, g, l, h))
            {
                Settle<TStep, TCoefficients>(x + last, end, Vector, ref row, first + last, g, l, h);
            }

            new ReadOnlySpan<float>(end + Vector - some, some).CopyTo(new Span<float>(y + size - some, some));
        }
    }

    // Whole vectors. Without a call, so that all stays in registers. Returns whether any element is in doubt.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool WriteBlock<TStep, TCoefficients>(
        float* x, float* y, int size, double pivot, double scale, double shift, double* gamma, double* low, double* high)
        where TStep : struct, IExactStep where TCoefficients : struct, IExactCoefficients
    {
        Vector512<double> p = Vector512.Create(pivot), r = Vector512.Create(scale), s = Vector512.Create(shift);
        Vector512<int> differences = Vector512<int>.Zero;
        for (int i = 0; i <= size - Vector; i += Vector)
        {
            differences |= Ends<TStep, TCoefficients>(x + i, p, r, s, gamma, low, high, i, out Vector512<float> least);
            Vector512.Store(least, y + i);
        }
        return differences != Vector512<int>.Zero;
    }

    // The vectors once more: the row rounds the elements that are in doubt. The rest of an incomplete vector is not looked at.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Settle<TStep, TCoefficients>(
        float* x, float* y, int size, ref ExactRow row, int first, double* gamma, double* low, double* high)
        where TStep : struct, IExactStep where TCoefficients : struct, IExactCoefficients
    {
        Vector512<double> p = Vector512.Create(row.Pivot), r = Vector512.Create(row.Inverse), s = Vector512.Create(row.Shift);
        for (int i = 0; i < size; i += Vector)
        {
            Vector512<int> differences = Ends<TStep, TCoefficients>(x + i, p, r, s, gamma, low, high, i, out _);
            ulong doubts = ~Vector512.Equals(differences, Vector512<int>.Zero).ExtractMostSignificantBits() & 0xFFFF;
            for (; doubts != 0; doubts &= doubts - 1)
            {
                int at = i + BitOperations.TrailingZeroCount(doubts);
                if (at < size)
                {
                    y[at] = row.Round(first + at);
                }
            }
        }
    }

    // Zeros where both ends are the same float.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Ends<TStep, TCoefficients>(
        float* x, Vector512<double> pivot, Vector512<double> scale, Vector512<double> shift, double* gamma, double* low, double* high, int i,
        out Vector512<float> least)
        where TStep : struct, IExactStep where TCoefficients : struct, IExactCoefficients
    {
        (Vector512<double> a, Vector512<double> b) = Vector512.Widen(Vector512.Load(x));
        a = TStep.Normalized(a, pivot, scale, shift);
        b = TStep.Normalized(b, pivot, scale, shift);
        least = Vector512.Narrow(TStep.End<TCoefficients>(a, gamma, low, i), TStep.End<TCoefficients>(b, gamma, low, i + Vector / 2));
        Vector512<float> greatest = Vector512.Narrow(
            TStep.End<TCoefficients>(a, gamma, high, i), TStep.End<TCoefficients>(b, gamma, high, i + Vector / 2));
        return least.AsInt32() ^ greatest.AsInt32();
    }
}

/// <summary>The output of a norm in double: t, and from t one end of the interval that holds y.</summary>
internal unsafe interface IExactStep
{
    static abstract Vector512<double> Normalized(Vector512<double> x, Vector512<double> pivot, Vector512<double> scale, Vector512<double> shift);

    static abstract Vector512<double> End<TCoefficients>(Vector512<double> t, double* gamma, double* end, int i)
        where TCoefficients : struct, IExactCoefficients;
}

/// <summary>With a mean: <c>t = (x - pivot) * scale + shift; t * gamma + end</c>.</summary>
internal readonly unsafe struct CentredStep : IExactStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Normalized(Vector512<double> x, Vector512<double> pivot, Vector512<double> scale, Vector512<double> shift) =>
        Vector512.MultiplyAddEstimate(x - pivot, scale, shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> End<TCoefficients>(Vector512<double> t, double* gamma, double* end, int i)
        where TCoefficients : struct, IExactCoefficients =>
        Vector512.MultiplyAddEstimate(t, TCoefficients.Load(gamma, i), TCoefficients.Load(end, i));
}

/// <summary>Without: <c>t = x * scale; t * end</c>.</summary>
internal readonly unsafe struct PlainStep : IExactStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Normalized(Vector512<double> x, Vector512<double> pivot, Vector512<double> scale, Vector512<double> shift) =>
        x * scale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> End<TCoefficients>(Vector512<double> t, double* gamma, double* end, int i)
        where TCoefficients : struct, IExactCoefficients => t * TCoefficients.Load(end, i);
}

/// <summary>One coefficient per element, or one for all.</summary>
internal unsafe interface IExactCoefficients
{
    static abstract Vector512<double> Load(double* source, int i);

    /// <summary>Where the coefficients from element i on begin.</summary>
    static abstract double* At(double* source, int i);
}

internal readonly unsafe struct PerElement : IExactCoefficients
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(double* source, int i) => Vector512.Load(source + i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double* At(double* source, int i) => source + i;
}

internal readonly unsafe struct OneForAll : IExactCoefficients
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(double* source, int i) => Vector512.Create(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double* At(double* source, int i) => source;
}
