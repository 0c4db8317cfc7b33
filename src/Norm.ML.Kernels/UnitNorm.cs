using System.Numerics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Rows;
using Norm.ML.Internals.Unrolled;

namespace Norm.ML;

/// <summary>
/// UnitNorm (L2 normalization): every row is divided by its Euclidean length, so that the result has length 1:
/// <c>y = x / max(|x|, epsilon)</c> with <c>|x| = sqrt(sum(x^2))</c>. Embeddings are compared in this form: the dot product of two results is their
/// cosine similarity.
/// </summary>
/// <remarks>
/// <para>Elements are <see cref="float"/>, <see cref="double"/> or <see cref="Half"/> (computed in float and rounded once; Backward holds
/// all of them as floats in pooled memory); other types give a <see cref="NotSupportedException"/>.
/// Rows lie one after the other; a normalized shape of several dimensions is one row of their product.
/// There is no gamma and no beta.</para>
/// <para>Every finite row is right, also where squares would overflow or underflow. A row that is shorter than epsilon is divided by epsilon. A row
/// of zeros gives zeros, also with epsilon 0. A NaN makes its own row NaN; an infinity makes itself NaN and the rest of its row 0; neither affects
/// another row. The bits do not depend on the vector width, on how many rows a call has, or on whether it works in place.</para>
/// </remarks>
public static partial class UnitNorm
{
    /// <summary>Divides rows by their lengths.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">Any number of rows of <paramref name="size"/> elements.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has. It may be the same memory as
    /// <paramref name="x"/>; elements after those are not written.</param>
    /// <param name="epsilon">The least number that a row is divided by; finite and not negative. The default is PyTorch's.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int size, Span<T> destination, double epsilon = 1e-12, NormPrecision precision = NormPrecision.Strict)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = RowGuard.Forward(x, size, default, default, destination, epsilon);
        if (typeof(T) == typeof(float) && size <= FloatDispatch.Longest && rows > FloatDispatch.FewRows && precision != NormPrecision.Exact
            && FloatDispatch.UnitNorm(ElementTypes.As<T, float>(x), size, ElementTypes.As<T, float>(destination), epsilon, precision))
        {
            return;
        }

        RowKernels.NormalizeLength(x, rows, size, destination, default, epsilon, precision);
    }

    /// <summary>Divides rows by their lengths, and keeps what they were multiplied by.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">Any number of rows of <paramref name="size"/> elements.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory.</param>
    /// <param name="inverseLength">Receives <c>1 / max(|x|, epsilon)</c> of each row; empty if not wanted.</param>
    /// <param name="epsilon">The least number that a row is divided by; finite and not negative.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int size, Span<T> destination, Span<double> inverseLength, double epsilon = 1e-12,
        NormPrecision precision = NormPrecision.Strict) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = RowGuard.Forward(x, size, default, default, destination, epsilon);
        Guard.Optional(inverseLength.Length, rows, nameof(inverseLength));
        RowKernels.NormalizeLength(x, rows, size, destination, inverseLength, epsilon, precision);
    }
}
