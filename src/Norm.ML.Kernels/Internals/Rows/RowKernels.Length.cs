using System.Numerics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Exact;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Simd;

namespace Norm.ML.Internals.Rows;

internal static partial class RowKernels
{
    /// <summary>UnitNorm: the kernels of RMSNorm, which divide by the length of a row.</summary>
    public static void NormalizeLength<T>(
        ReadOnlySpan<T> x, int rows, int size, Span<T> y, Span<double> inverse, double epsilon, NormPrecision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows == 0)
        {
            return;
        }

        var formula = new ExactFormula(SubtractsMean: false, epsilon, IsLength: true);
        if (precision == NormPrecision.Exact && typeof(T) == typeof(float))
        {
            ExactRows.Normalize(
                ElementTypes.As<T, float>(x), rows, size, formula, default, unitOffset: false, default, ElementTypes.As<T, float>(y),
                default, inverse);
            return;
        }

        if (precision == NormPrecision.Exact && typeof(T) == typeof(Half))
        {
            ExactRows.Normalize(
                ElementTypes.As<T, Half>(x), rows, size, formula, default, unitOffset: false, default, ElementTypes.As<T, Half>(y),
                default, inverse);
            return;
        }

        if (typeof(T) == typeof(Half))
        {
            NormalizeLength(ElementTypes.As<T, Half>(x), rows, size, ElementTypes.As<T, Half>(y), inverse, epsilon, precision);
            return;
        }

        ByWidth<T, UnitNormPlain>(new RowCall<T>(x, rows, size, default, default, y, default, inverse, epsilon, precision == NormPrecision.Fast));
    }

    // Half storage: a block of rows is converted to floats, normalized, and rounded to Half once.
    private static void NormalizeLength(
        ReadOnlySpan<Half> x, int rows, int size, Span<Half> y, Span<double> inverse, double epsilon, NormPrecision precision)
    {
        int step = Math.Max(1, CacheBlock / size);
        using var scratch = new Scratch<float>(Math.Min(step, rows) * size);
        for (int row = 0; row < rows; row += step)
        {
            int count = Math.Min(step, rows - row), from = row * size, length = count * size;
            Span<float> part = scratch.Span[..length];
            HalfConversions.Widen(x.Slice(from, length), part);
            NormalizeLength<float>(part, count, size, part, inverse.IsEmpty ? inverse : inverse.Slice(row, count), epsilon, precision);
            HalfConversions.Narrow(part, y.Slice(from, length));
        }
    }

    /// <summary>The gradient of <see cref="NormalizeLength{T}"/>.</summary>
    public static void BackwardLength<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, Span<T> dx, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(Half))
        {
            using var floats = new HalfGradients(
                ElementTypes.As<T, Half>(dy), ElementTypes.As<T, Half>(x), default, ElementTypes.As<T, Half>(dx), default, default);
            BackwardLength<float>(floats.Dy, floats.X, size, floats.Dx, epsilon);
            floats.CopyTo(ElementTypes.As<T, Half>(dx), default, default);
        }
        else if (!x.IsEmpty)
        {
            ByWidth<T, UnitNormPlain>(dy, x, size, default, default, dx, default, epsilon);
        }
    }
}
