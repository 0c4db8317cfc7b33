using System.Numerics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

public static partial class LayerNorm
{
    /// <summary>Computes the gradients of <c>Normalize</c>; the statistics are computed again from <paramref name="x"/>.</summary>
    /// <remarks>
    /// With <c>xhat = (x - mean) * r</c>, <c>r = 1 / sqrt(variance + epsilon)</c>, <c>g = dy * gamma</c> and means over the row:
    /// <c>dx = r * (g - mean(g) - xhat * mean(g * xhat))</c>, <c>dgamma += sum(dy * xhat)</c> and <c>dbeta += sum(dy)</c> over the rows.
    /// Source: Ioffe and Szegedy, 2015, arXiv:1502.03167, section 3, applied to a row (Ba, Kiros and Hinton, 2016, arXiv:1607.06450).
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>, which is computed in float and rounded once.</typeparam>
    /// <param name="dy">Gradient of the output, as long as <paramref name="x"/>.</param>
    /// <param name="x">The input of the forward pass: any number of rows of <paramref name="size"/> elements.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="gamma">Scale per element of a row, as in the forward pass; empty means 1.</param>
    /// <param name="dx">Receives the gradient of the input; may be the same memory as <paramref name="dy"/> or <paramref name="x"/>; empty if not
    /// wanted.</param>
    /// <param name="dgamma">The gradient of gamma is added to its <paramref name="size"/> elements; empty if not wanted.</param>
    /// <param name="dbeta">The gradient of beta is added to its <paramref name="size"/> elements; empty if not wanted.</param>
    /// <param name="epsilon">As in the forward pass.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, Span<T> dx, Span<T> dgamma, Span<T> dbeta,
        double epsilon = 1e-5) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = RowGuard.Backward(dy, x, size, gamma, dx, dgamma, dbeta, epsilon, takesHalf: true);
        RowKernels.Backward(dy, x, rows, size, subtractMean: true, gamma, unitOffset: false, default, default, dx, dgamma, dbeta, epsilon);
    }

    /// <summary>Computes the gradients of <c>Normalize</c> with the statistics that the forward pass kept.</summary>
    /// <remarks>
    /// The formulas are those of the other overload. Of the statistics the inverse deviation is used; the mean is computed again, because one double
    /// does not hold it exactly enough.
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>, which is computed in float and rounded once.</typeparam>
    /// <param name="dy">Gradient of the output, as long as <paramref name="x"/>.</param>
    /// <param name="x">The input of the forward pass: any number of rows of <paramref name="size"/> elements.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="gamma">Scale per element of a row, as in the forward pass; empty means 1.</param>
    /// <param name="mean">The mean of each row.</param>
    /// <param name="inverseDeviation"><c>1 / sqrt(variance + epsilon)</c> of each row.</param>
    /// <param name="dx">Receives the gradient of the input; may be the same memory as <paramref name="dy"/> or <paramref name="x"/>; empty if not
    /// wanted.</param>
    /// <param name="dgamma">The gradient of gamma is added to its <paramref name="size"/> elements; empty if not wanted.</param>
    /// <param name="dbeta">The gradient of beta is added to its <paramref name="size"/> elements; empty if not wanted.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<double> mean, ReadOnlySpan<double> inverseDeviation,
        Span<T> dx, Span<T> dgamma, Span<T> dbeta) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = RowGuard.Backward(dy, x, size, gamma, dx, dgamma, dbeta, epsilon: 0, takesHalf: true);
        Guard.Same(mean.Length, rows, nameof(mean));
        Guard.Same(inverseDeviation.Length, rows, nameof(inverseDeviation));
        RowKernels.Backward(dy, x, rows, size, subtractMean: true, gamma, unitOffset: false, mean, inverseDeviation, dx, dgamma, dbeta, epsilon: 0);
    }
}
