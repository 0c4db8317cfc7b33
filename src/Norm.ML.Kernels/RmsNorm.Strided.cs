using System.Numerics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Rows;
using Norm.ML.Internals.Rows.Batched;

namespace Norm.ML;

public static partial class RmsNorm
{
    /// <summary>Normalizes rows that lie apart in a larger buffer, in place, such as the queries or the keys of every head (qk-norm).</summary>
    /// <remarks>The bits are those of <c>Normalize</c> for the same rows. What lies between the rows is not touched.</remarks>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="buffer">The memory with the rows.</param>
    /// <param name="rows">Where they lie.</param>
    /// <param name="gamma">Scale per element of a row, the same for every head; empty means 1.</param>
    /// <param name="epsilon">Added to the mean square, under the square root; finite and not negative.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <param name="unitOffset">Whether to multiply by <c>1 + gamma</c> instead of gamma; without effect if gamma is empty.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void NormalizeStrided<T>(
        Span<T> buffer, in StridedRows rows, ReadOnlySpan<T> gamma,
        double epsilon = 1e-5, NormPrecision precision = NormPrecision.Strict, bool unitOffset = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementTypes.HalfFloatOrDouble<T>();
        Guard.Epsilon(epsilon);
        int length = Strided.Check(buffer, rows, gamma, default);
        Guard.Optional(gamma.Length, rows.Size, nameof(gamma));
        if (typeof(T) == typeof(float) && rows.Stride != length && precision != NormPrecision.Exact && NormalizeBatches(
            ElementTypes.As<T, float>(buffer), rows, ElementTypes.As<T, float>(gamma), epsilon, precision == NormPrecision.Fast, unitOffset))
        {
            return;
        }

        Strided.Run(buffer, rows, length, new RmsNormOfRows<T>(rows.Size, gamma, epsilon, precision, unitOffset));
    }

    private static bool NormalizeBatches(
        Span<float> buffer, in StridedRows rows, ReadOnlySpan<float> gamma, double epsilon, bool fast, bool unitOffset) =>
        gamma.IsEmpty ? StridedKernels.Normalize<RmsNormPlain>(buffer, rows, gamma, default, epsilon, fast)
        : unitOffset ? StridedKernels.Normalize<RmsNormUnitOffset>(buffer, rows, gamma, default, epsilon, fast)
        : StridedKernels.Normalize<RmsNormGamma>(buffer, rows, gamma, default, epsilon, fast);

    /// <summary>Computes the gradients of <c>NormalizeStrided</c>; the statistics are computed again from <paramref name="x"/>.</summary>
    /// <remarks>The formulas and the bits are those of <c>Backward</c> for the same rows. What lies between the rows is neither read nor
    /// written.</remarks>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="dy">A buffer with the gradients of the outputs, as long as <paramref name="x"/>; its rows lie as those of x do.</param>
    /// <param name="x">A buffer with the rows as they were before they were normalized.</param>
    /// <param name="rows">Where the rows lie in all three buffers.</param>
    /// <param name="gamma">Scale per element of a row, as in the forward pass; empty means 1.</param>
    /// <param name="dx">Receives the gradients of the rows; as long as <paramref name="x"/>, and may be the same memory as <paramref name="dy"/> or
    /// <paramref name="x"/>; empty if not wanted.</param>
    /// <param name="dgamma">The gradient of gamma is added to its elements, one for each of a row; empty if not wanted.</param>
    /// <param name="epsilon">As in the forward pass.</param>
    /// <param name="unitOffset">As in the forward pass.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void BackwardStrided<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, in StridedRows rows, ReadOnlySpan<T> gamma, Span<T> dx, Span<T> dgamma, double epsilon = 1e-5,
        bool unitOffset = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Strided.CheckGradient(dy, x, rows, gamma, dx, dgamma, default, epsilon);
        RowKernels.BackwardStrided(dy, x, rows, subtractMean: false, isLength: false, gamma, unitOffset, dx, dgamma, default, epsilon);
    }
}
