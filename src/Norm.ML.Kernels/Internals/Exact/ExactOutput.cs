using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Norm.ML.Internals.Exact;

/// <summary>
/// Both ends of the interval that holds y, rounded to float: where they are the same float, it is the nearest to y. Reports the others.
/// </summary>
internal static unsafe class ExactOutput
{
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Centred<TCoefficients>(float* x, float* y, int size, ref ExactRow row, int first, double* gamma, double* low, double* high)
        where TCoefficients : struct, IExactCoefficients
    {
        Vector512<double> pivot = Vector512.Create(row.Pivot), scale = Vector512.Create(row.Inverse), shift = Vector512.Create(row.Shift);
        for (int i = 0; i < size; i += Vector)
        {
            int count = size - i;
            (Vector512<double> a, Vector512<double> b) = Vector512.Widen(count >= Vector ? Vector512.Load(x + i) : ExactTail.Load(x + i, count));
            a = Vector512.MultiplyAddEstimate(a - pivot, scale, shift);
            b = Vector512.MultiplyAddEstimate(b - pivot, scale, shift);
            Vector512<double> ga = TCoefficients.Load(gamma, i), gb = TCoefficients.Load(gamma, i + 8);
            Vector512<float> least = Vector512.Narrow(
                Vector512.MultiplyAddEstimate(a, ga, TCoefficients.Load(low, i)), Vector512.MultiplyAddEstimate(b, gb, TCoefficients.Load(low, i + 8)));
            Vector512<float> greatest = Vector512.Narrow(
                Vector512.MultiplyAddEstimate(a, ga, TCoefficients.Load(high, i)), Vector512.MultiplyAddEstimate(b, gb, TCoefficients.Load(high, i + 8)));
            Store(least, greatest, y + i, count, ref row, first + i);
        }
    }

    /// <summary>Without: <c>t = x * scale; t * low</c> and <c>t * high</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Plain<TCoefficients>(float* x, float* y, int size, ref ExactRow row, int first, double* low, double* high)
        where TCoefficients : struct, IExactCoefficients
    {
        Vector512<double> scale = Vector512.Create(row.Inverse);
        for (int i = 0; i < size; i += Vector)
        {
            int count = size - i;
            (Vector512<double> a, Vector512<double> b) = Vector512.Widen(count >= Vector ? Vector512.Load(x + i) : ExactTail.Load(x + i, count));
            a *= scale;
            b *= scale;
            Vector512<float> least = Vector512.Narrow(a * TCoefficients.Load(low, i), b * TCoefficients.Load(low, i + 8));
            Vector512<float> greatest = Vector512.Narrow(a * TCoefficients.Load(high, i), b * TCoefficients.Load(high, i + 8));
            Store(least, greatest, y + i, count, ref row, first + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> least, Vector512<float> greatest, float* y, int count, ref ExactRow row, int first)
    {
        if (count >= Vector)
        {
            Vector512.Store(least, y);
        }
        else
        {
            ExactTail.Store(least, y, count);
        }

        if (!Vector512.EqualsAll(least.AsInt32(), greatest.AsInt32()))
        {
            Settle(least, greatest, y, Math.Min(Vector, count), ref row, first);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Settle(Vector512<float> least, Vector512<float> greatest, float* y, int count, ref ExactRow row, int first)
    {
        for (int i = 0; i < count; i++)
        {
            if (BitConverter.SingleToInt32Bits(least.GetElement(i)) != BitConverter.SingleToInt32Bits(greatest.GetElement(i)))
            {
                y[i] = row.Round(first + i);
            }
        }
    }
}

/// <summary>One coefficient per element, or one for all.</summary>
internal unsafe interface IExactCoefficients
{
    static abstract Vector512<double> Load(double* source, int i);
}

internal readonly unsafe struct PerElement : IExactCoefficients
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(double* source, int i) => Vector512.Load(source + i);
}

internal readonly unsafe struct OneForAll : IExactCoefficients
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(double* source, int i) => Vector512.Create(*source);
}
