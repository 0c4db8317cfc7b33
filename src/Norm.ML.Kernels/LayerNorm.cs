using System.Numerics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Rows;
using Norm.ML.Internals.Rows.Few;
using Norm.ML.Internals.Unrolled;

namespace Norm.ML;

/// <summary>
/// LayerNorm: every row gets mean 0 and variance 1, then a scale and a shift per element:
/// <c>y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c>, with the population variance of the row
/// (Ba, Kiros and Hinton, 2016, arXiv:1607.06450).
/// </summary>
/// <remarks>
/// <para>Elements are <see cref="float"/>, <see cref="double"/> or <see cref="Half"/> (computed in float and rounded once; Backward holds
/// all of them as floats in pooled memory); other types give a <see cref="NotSupportedException"/>.
/// Rows lie one after the other; a normalized shape of several dimensions is one row of their product.</para>
/// <para>A NaN or infinity makes its own row NaN and affects no other row. A constant row gives beta, also with epsilon 0.
/// The bits do not depend on the vector width, on how many rows a call has, or on whether it works in place.</para>
/// </remarks>
public static partial class LayerNorm
{
    /// <summary>Normalizes rows.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">Any number of rows of <paramref name="size"/> elements.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="gamma">Scale per element of a row; empty means 1.</param>
    /// <param name="beta">Shift per element of a row; empty means 0.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has. It may be the same memory as
    /// <paramref name="x"/>; elements after those are not written.</param>
    /// <param name="epsilon">Added to the variance, under the square root; finite and not negative.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination,
        double epsilon = 1e-5, NormPrecision precision = NormPrecision.Strict) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if ((typeof(T) == typeof(float) || typeof(T) == typeof(double))
            && FewRows.OneRow<T, LayerNormGammaBeta>(x, size, gamma, beta, destination, epsilon, precision))
        {
            return;
        }

        int rows = RowGuard.Forward(x, size, gamma, beta, destination, epsilon);
        if ((typeof(T) == typeof(float) || typeof(T) == typeof(double))
            && FewRows.LayerNorm(x, rows, size, gamma, beta, destination, epsilon, precision))
        {
            return;
        }

        if (typeof(T) == typeof(float) && size <= FloatDispatch.Longest && rows > FloatDispatch.FewRows && precision != NormPrecision.Exact
            && FloatDispatch.LayerNorm(
                ElementTypes.As<T, float>(x), size, ElementTypes.As<T, float>(gamma), ElementTypes.As<T, float>(beta),
                ElementTypes.As<T, float>(destination), epsilon, precision))
        {
            return;
        }

        if (typeof(T) == typeof(double) && size <= DoubleDispatch.Longest && DoubleDispatch.LayerNorm(
            ElementTypes.As<T, double>(x), rows, size, ElementTypes.As<T, double>(gamma), ElementTypes.As<T, double>(beta),
            ElementTypes.As<T, double>(destination), epsilon))
        {
            return;
        }

        RowKernels.Normalize(x, rows, size, subtractMean: true, gamma, unitOffset: false, beta, destination, default, default, epsilon, precision);
    }

    /// <summary>Normalizes rows and keeps their statistics, for <c>Backward</c>.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">Any number of rows of <paramref name="size"/> elements.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="gamma">Scale per element of a row; empty means 1.</param>
    /// <param name="beta">Shift per element of a row; empty means 0.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory.</param>
    /// <param name="mean">Receives the mean of each row; empty if not wanted.</param>
    /// <param name="inverseDeviation">Receives <c>1 / sqrt(variance + epsilon)</c> of each row; empty if not wanted.</param>
    /// <param name="epsilon">Added to the variance, under the square root; finite and not negative.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination,
        Span<double> mean, Span<double> inverseDeviation,
        double epsilon = 1e-5, NormPrecision precision = NormPrecision.Strict) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = RowGuard.Forward(x, size, gamma, beta, destination, epsilon);
        Guard.Optional(mean.Length, rows, nameof(mean));
        Guard.Optional(inverseDeviation.Length, rows, nameof(inverseDeviation));
        RowKernels.Normalize(
            x, rows, size, subtractMean: true, gamma, unitOffset: false, beta, destination, mean, inverseDeviation, epsilon, precision);
    }
}
