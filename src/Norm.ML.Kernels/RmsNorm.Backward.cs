using System.Numerics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

public static partial class RmsNorm
{
    /// <summary>Computes the gradients of <c>Normalize</c>; the statistics are computed again from <paramref name="x"/>.</summary>
    /// <remarks>
    /// With <c>r = 1 / sqrt(mean(x^2) + epsilon)</c>, <c>xhat = x * r</c>, <c>g = dy * gamma</c> (or <c>dy * (1 + gamma)</c>) and means over the row:
    /// <c>dx = r * (g - xhat * mean(g * xhat))</c>, and <c>dgamma += sum(dy * xhat)</c> over the rows.
    /// Source: Zhang and Sennrich, 2019, arXiv:1910.07467, section 4 and its appendix.
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>, which is computed in float and rounded once.</typeparam>
    /// <param name="dy">Gradient of the output, as long as <paramref name="x"/>.</param>
    /// <param name="x">The input of the forward pass: any number of rows of <paramref name="size"/> elements.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="gamma">Scale per element of a row, as in the forward pass; empty means 1.</param>
    /// <param name="dx">Receives the gradient of the input; may be the same memory as <paramref name="dy"/> or <paramref name="x"/>; empty if not
    /// wanted.</param>
    /// <param name="dgamma">The gradient of gamma is added to its <paramref name="size"/> elements; empty if not wanted.</param>
    /// <param name="epsilon">As in the forward pass.</param>
    /// <param name="unitOffset">Whether to multiply by <c>1 + gamma</c> instead of gamma; without effect if gamma is empty.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, Span<T> dx, Span<T> dgamma,
        double epsilon = 1e-5, bool unitOffset = false) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = RowGuard.Backward(dy, x, size, gamma, dx, dgamma, default, epsilon, takesHalf: true);
        RowKernels.Backward(dy, x, rows, size, subtractMean: false, gamma, unitOffset, default, default, dx, dgamma, default, epsilon);
    }

    /// <summary>Computes the gradients of <c>Normalize</c> with the statistics that the forward pass kept.</summary>
    /// <remarks>The formulas of the other overload.</remarks>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>, which is computed in float and rounded once.</typeparam>
    /// <param name="dy">Gradient of the output, as long as <paramref name="x"/>.</param>
    /// <param name="x">The input of the forward pass: any number of rows of <paramref name="size"/> elements.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="gamma">Scale per element of a row, as in the forward pass; empty means 1.</param>
    /// <param name="inverseRms"><c>1 / sqrt(mean(x^2) + epsilon)</c> of each row.</param>
    /// <param name="dx">Receives the gradient of the input; may be the same memory as <paramref name="dy"/> or <paramref name="x"/>; empty if not
    /// wanted.</param>
    /// <param name="dgamma">The gradient of gamma is added to its <paramref name="size"/> elements; empty if not wanted.</param>
    /// <param name="unitOffset">As in the forward pass.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<double> inverseRms,
        Span<T> dx, Span<T> dgamma, bool unitOffset = false) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = RowGuard.Backward(dy, x, size, gamma, dx, dgamma, default, epsilon: 0, takesHalf: true);
        Guard.Same(inverseRms.Length, rows, nameof(inverseRms));
        RowKernels.Backward(dy, x, rows, size, subtractMean: false, gamma, unitOffset, default, inverseRms, dx, dgamma, default, epsilon: 0);
    }
}
