using System.Numerics;

namespace Norm.ML;

/// <summary>The optional gradient of an <see cref="INormKernel{T}"/>.</summary>
/// <typeparam name="T">The element type.</typeparam>
public interface INormKernelBackward<T> : INormKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Computes the gradients of any number of examples; the statistics are computed again from <paramref name="x"/>.</summary>
    /// <param name="dy">Gradient of the output, as long as <paramref name="x"/>.</param>
    /// <param name="x">The input of the forward pass.</param>
    /// <param name="gamma">Scale, as in the forward pass.</param>
    /// <param name="dx">Receives the gradient of the input; empty if not wanted.</param>
    /// <param name="dgamma">The gradient of gamma is added to it; empty if not wanted.</param>
    /// <param name="dbeta">The gradient of beta is added to it; empty if not wanted.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    static abstract void Backward(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, Span<T> dx, Span<T> dgamma, Span<T> dbeta);
}
