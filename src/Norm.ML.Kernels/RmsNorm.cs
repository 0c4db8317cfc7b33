using System.Numerics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Rows;
using Norm.ML.Internals.Rows.Few;
using Norm.ML.Internals.Unrolled;

namespace Norm.ML;

/// <summary>
/// RMSNorm: every row is divided by its root mean square, then scaled per element:
/// <c>y = x / sqrt(mean(x^2) + epsilon) * gamma</c> (Zhang and Sennrich, 2019, arXiv:1910.07467).
/// </summary>
/// <remarks>
/// <para>Elements are <see cref="float"/>, <see cref="double"/> or <see cref="Half"/> (computed in float and rounded once; Backward holds
/// all of them as floats in pooled memory); other types give a <see cref="NotSupportedException"/>.
/// Rows lie one after the other; a normalized shape of several dimensions is one row of their product.</para>
/// <para>With <c>unitOffset</c> the scale is <c>1 + gamma</c>, as in the Gemma models. The product with gamma is not rounded to
/// <see cref="Half"/> in between, as some implementations do.</para>
/// <para>A NaN makes its own row NaN; an infinity makes itself NaN and the rest of its row 0; neither affects another row. A row of zeros gives
/// zeros, also with epsilon 0. The bits do not depend on the vector width, on how many rows a call has, or on whether it works in place.</para>
/// </remarks>
public static partial class RmsNorm
{
    /// <summary>Normalizes rows.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">Any number of rows of <paramref name="size"/> elements.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="gamma">Scale per element of a row; empty means 1.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has. It may be the same memory as
    /// <paramref name="x"/>; elements after those are not written.</param>
    /// <param name="epsilon">Added to the mean square, under the square root; finite and not negative.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <param name="unitOffset">Whether to multiply by <c>1 + gamma</c> instead of gamma; without effect if gamma is empty.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, Span<T> destination,
        double epsilon = 1e-5, NormPrecision precision = NormPrecision.Strict,
            bool unitOffset = false) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if ((typeof(T) == typeof(float) || typeof(T) == typeof(double)) && !unitOffset
            && FewRows.OneRow<T, RmsNormGamma>(x, size, gamma, default, destination, epsilon, precision))
        {
            return;
        }

        int rows = RowGuard.Forward(x, size, gamma, default, destination, epsilon);
        if ((typeof(T) == typeof(float) || typeof(T) == typeof(double))
            && FewRows.RmsNorm(x, rows, size, gamma, unitOffset, destination, epsilon, precision))
        {
            return;
        }

        if (typeof(T) == typeof(float) && size <= FloatDispatch.Longest && rows > FloatDispatch.FewRows && precision != NormPrecision.Exact
            && FloatDispatch.RmsNorm(
                ElementTypes.As<T, float>(x), size, ElementTypes.As<T, float>(gamma), unitOffset, ElementTypes.As<T, float>(destination), epsilon,
                precision))
        {
            return;
        }

        if (typeof(T) == typeof(double) && size <= DoubleDispatch.Longest && !unitOffset && DoubleDispatch.RmsNorm(
            ElementTypes.As<T, double>(x), rows, size, ElementTypes.As<T, double>(gamma), ElementTypes.As<T, double>(destination), epsilon))
        {
            return;
        }

        RowKernels.Normalize(x, rows, size, subtractMean: false, gamma, unitOffset, default, destination, default, default, epsilon, precision);
    }

    /// <summary>Normalizes rows and keeps their statistics, for <c>Backward</c>.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">Any number of rows of <paramref name="size"/> elements.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="gamma">Scale per element of a row; empty means 1.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory.</param>
    /// <param name="inverseRms">Receives <c>1 / sqrt(mean(x^2) + epsilon)</c> of each row; empty if not wanted.</param>
    /// <param name="epsilon">Added to the mean square, under the square root; finite and not negative.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <param name="unitOffset">Whether to multiply by <c>1 + gamma</c> instead of gamma; without effect if gamma is empty.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, Span<T> destination, Span<double> inverseRms,
        double epsilon = 1e-5, NormPrecision precision = NormPrecision.Strict,
            bool unitOffset = false) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = RowGuard.Forward(x, size, gamma, default, destination, epsilon);
        Guard.Optional(inverseRms.Length, rows, nameof(inverseRms));
        RowKernels.Normalize(x, rows, size, subtractMean: false, gamma, unitOffset, default, destination, default, inverseRms, epsilon, precision);
    }
}
