using System.Numerics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

public static partial class RmsNorm
{
    /// <summary>Adds a residual and normalizes the sum, in one pass over memory: <c>sum = x + residual; destination = norm(sum)</c>.</summary>
    /// <remarks>
    /// The sum is rounded to <typeparamref name="T"/> first, so the result equals an addition followed by <c>Normalize</c>, bit by bit.
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">Any number of rows of <paramref name="size"/> elements.</param>
    /// <param name="residual">As many elements as <paramref name="x"/>.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="gamma">Scale per element of a row; empty means 1.</param>
    /// <param name="sum">Receives the sums; may be the same memory as <paramref name="x"/> or <paramref name="residual"/>.</param>
    /// <param name="destination">Receives the normalized sums; may be the same memory as a source, but has to be apart from <paramref
    /// name="sum"/>.</param>
    /// <param name="epsilon">Added to the mean square, under the square root; finite and not negative.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <param name="unitOffset">Whether to multiply by <c>1 + gamma</c> instead of gamma; without effect if gamma is empty.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void NormalizeResidual<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> residual, int size, ReadOnlySpan<T> gamma, Span<T> sum, Span<T> destination,
        double epsilon = 1e-5, NormPrecision precision = NormPrecision.Strict,
            bool unitOffset = false) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = RowGuard.Residual(x, residual, size, gamma, default, sum, destination, epsilon);
        RowKernels.NormalizeResidual(x, residual, rows, size, subtractMean: false, gamma, unitOffset, default, sum, destination, epsilon, precision);
    }
}
