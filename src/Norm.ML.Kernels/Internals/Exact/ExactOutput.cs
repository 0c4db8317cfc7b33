using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Norm.ML.Internals.Exact;

/// <summary>
/// Both ends of the interval that holds y, rounded to float: where they are the same float, it is the nearest to y. Reports the others.
/// </summary>
internal static unsafe class ExactOutput
{
    /// <summary>Elements that are computed without a look at each vector. If one of them is in doubt, they are computed again with it.</summary>
    private const int Block = 256;

    private const int Vector = 16;

    /// <summary>With a mean: <c>t = (x - pivot) * scale + shift; t * gamma + low</c> and <c>+ high</c>.</summary>
    /// <param name="x">The elements; not the memory of <paramref name="y"/>.</param>
    /// <param name="y">Receives the floats.</param>
    /// <param name="size">Their number.</param>
    /// <param name="row">The statistics; settles what is in doubt.</param>
    /// <param name="first">The place of the first element in the row.</param>
    /// <param name="gamma">The coefficients: one per element, or one.</param>
    /// <param name="low">Likewise.</param>
    /// <param name="high">Likewise.</param>
    public static void Centred<TCoefficients>(float* x, float* y, int size, ref ExactRow row, int first, double* gamma, double* low, double* high)
        where TCoefficients : struct, IExactCoefficients
    {
        if (size < Vector)
        {
            float* whole = stackalloc float[2 * Vector];
            Vector512.Store(ExactTail.Load(x, size), whole);
            CentredBlock<TCoefficients>(whole, whole + Vector, Vector, row.Pivot, row.Inverse, row.Shift, gamma, low, high);
            new ReadOnlySpan<float>(whole + Vector, size).CopyTo(new Span<float>(y, size));
            CentredDoubts<TCoefficients>(whole, y, size, ref row, first, gamma, low, high);
            return;
        }

        float* end = stackalloc float[Vector];
        for (int i = 0; i < size; i += Block)
        {
            int count = Math.Min(Block, size - i);
            double* g = TCoefficients.At(gamma, i), l = TCoefficients.At(low, i), h = TCoefficients.At(high, i);
            if (count >= Vector && CentredBlock<TCoefficients>(x + i, y + i, count, row.Pivot, row.Inverse, row.Shift, g, l, h))
            {
                CentredDoubts<TCoefficients>(x + i, y + i, count & -Vector, ref row, first + i, g, l, h);
            }

            if (count % Vector != 0)
            {
                // The last sixteen once more, or some of them.
                int last = size - Vector;
                g = TCoefficients.At(gamma, last);
                l = TCoefficients.At(low, last);
                h = TCoefficients.At(high, last);
                bool doubts = CentredBlock<TCoefficients>(x + last, end, Vector, row.Pivot, row.Inverse, row.Shift, g, l, h);
                int some = count % Vector;
                new ReadOnlySpan<float>(end + Vector - some, some).CopyTo(new Span<float>(y + size - some, some));
                if (doubts)
                {
                    CentredDoubts<TCoefficients>(x + last, y + last, Vector, ref row, first + last, g, l, h);
                }
            }
        }
    }

    // Whole vectors. Without a call, so that all stays in registers. Returns whether any element is in doubt.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool CentredBlock<TCoefficients>(
        float* x, float* y, int size, double pivot, double scale, double shift, double* gamma, double* low, double* high)
        where TCoefficients : struct, IExactCoefficients
    {
        Vector512<double> p = Vector512.Create(pivot), r = Vector512.Create(scale), s = Vector512.Create(shift);
        Vector512<int> differences = Vector512<int>.Zero;
        for (int i = 0; i <= size - Vector; i += Vector)
        {
            (Vector512<double> a, Vector512<double> b) = Vector512.Widen(Vector512.Load(x + i));
            a = Vector512.MultiplyAddEstimate(a - p, r, s);
            b = Vector512.MultiplyAddEstimate(b - p, r, s);
            Vector512<double> ga = TCoefficients.Load(gamma, i), gb = TCoefficients.Load(gamma, i + 8);
            Vector512<float> least = Vector512.Narrow(
                Vector512.MultiplyAddEstimate(a, ga, TCoefficients.Load(low, i)),
                Vector512.MultiplyAddEstimate(b, gb, TCoefficients.Load(low, i + 8)));
            Vector512<float> greatest = Vector512.Narrow(
                Vector512.MultiplyAddEstimate(a, ga, TCoefficients.Load(high, i)),
                Vector512.MultiplyAddEstimate(b, gb, TCoefficients.Load(high, i + 8)));
            Vector512.Store(least, y + i);
            differences |= least.AsInt32() ^ greatest.AsInt32();
        }
        return differences != Vector512<int>.Zero;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CentredDoubts<TCoefficients>(
        float* x, float* y, int size, ref ExactRow row, int first, double* gamma, double* low, double* high)
        where TCoefficients : struct, IExactCoefficients
    {
        for (int i = 0; i < size; i++)
        {
            double t = (x[i] - row.Pivot) * row.Inverse + row.Shift, g = *TCoefficients.At(gamma, i);
            Settle((float)(t * g + *TCoefficients.At(low, i)), (float)(t * g + *TCoefficients.At(high, i)), ref y[i], ref row, first + i);
        }
    }

    /// <summary>Without: <c>t = x * scale; t * low</c> and <c>t * high</c>.</summary>
    public static void Plain<TCoefficients>(float* x, float* y, int size, ref ExactRow row, int first, double* low, double* high)
        where TCoefficients : struct, IExactCoefficients
    {
        for (int i = 0; i < size; i += Block)
        {
            int count = Math.Min(Block, size - i), whole = count & -Vector;
            double* l = TCoefficients.At(low, i), h = TCoefficients.At(high, i);
            if (PlainBlock<TCoefficients>(x + i, y + i, whole, row.Inverse, l, h))
            {
                PlainDoubts<TCoefficients>(x + i, y + i, whole, ref row, first + i, l, h);
            }

            // The end one by one: rows that are not whole vectors are short or few.
            for (int k = whole; k < count; k++)
            {
                double t = x[i + k] * row.Inverse;
                y[i + k] = (float)(t * *TCoefficients.At(l, k));
                Settle(y[i + k], (float)(t * *TCoefficients.At(h, k)), ref y[i + k], ref row, first + i + k);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool PlainBlock<TCoefficients>(float* x, float* y, int size, double scale, double* low, double* high)
        where TCoefficients : struct, IExactCoefficients
    {
        Vector512<double> r = Vector512.Create(scale);
        Vector512<int> differences = Vector512<int>.Zero;
        for (int i = 0; i <= size - Vector; i += Vector)
        {
            (Vector512<double> a, Vector512<double> b) = Vector512.Widen(Vector512.Load(x + i));
            a *= r;
            b *= r;
            Vector512<float> least = Vector512.Narrow(a * TCoefficients.Load(low, i), b * TCoefficients.Load(low, i + 8));
            Vector512<float> greatest = Vector512.Narrow(a * TCoefficients.Load(high, i), b * TCoefficients.Load(high, i + 8));
            Vector512.Store(least, y + i);
            differences |= least.AsInt32() ^ greatest.AsInt32();
        }
        return differences != Vector512<int>.Zero;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PlainDoubts<TCoefficients>(float* x, float* y, int size, ref ExactRow row, int first, double* low, double* high)
        where TCoefficients : struct, IExactCoefficients
    {
        for (int i = 0; i < size; i++)
        {
            double t = x[i] * row.Inverse;
            Settle((float)(t * *TCoefficients.At(low, i)), (float)(t * *TCoefficients.At(high, i)), ref y[i], ref row, first + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Settle(float least, float greatest, ref float y, ref ExactRow row, int place)
    {
        if (BitConverter.SingleToInt32Bits(least) != BitConverter.SingleToInt32Bits(greatest)
            || BitConverter.SingleToInt32Bits(least) != BitConverter.SingleToInt32Bits(y))
        {
            y = row.Round(place);
        }
    }
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
