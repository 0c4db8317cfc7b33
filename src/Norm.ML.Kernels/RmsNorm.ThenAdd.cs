using System.Numerics;
using System.Numerics.Tensors;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

public static partial class RmsNorm
{
    /// <summary>
    /// Normalizes what a sublayer gave and adds it to the residual, in one pass over memory: <c>destination = x * alpha + norm(sublayer)</c>. This is
    /// the residual after the norm: peri-norm and sandwich norm with alpha 1, DeepNorm's factor with another.
    /// </summary>
    /// <remarks>
    /// The normalized value is rounded to <typeparamref name="T"/> first; product and sum are rounded once (fused). So the result equals
    /// <c>Normalize</c> followed by a fused multiply-add, bit by bit. Source of alpha: Wang et al., 2022, arXiv:2203.00555.
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">The residual: any number of rows of <paramref name="size"/> elements.</param>
    /// <param name="sublayer">What is normalized: as many elements as <paramref name="x"/>.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="gamma">Scale per element of a row; empty means 1.</param>
    /// <param name="destination">Receives as many elements; may be the same memory as <paramref name="x"/> or <paramref name="sublayer"/>.</param>
    /// <param name="alpha">What the residual is multiplied by.</param>
    /// <param name="epsilon">Added to the mean square, under the square root; finite and not negative.</param>
    /// <param name="precision">How exact the normalized value has to be.</param>
    /// <param name="unitOffset">Whether to multiply by <c>1 + gamma</c> instead of gamma; without effect if gamma is empty.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void NormalizeThenAdd<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> sublayer, int size, ReadOnlySpan<T> gamma, Span<T> destination, T alpha,
        double epsilon = 1e-5, NormPrecision precision = NormPrecision.Strict, bool unitOffset = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowGuard.Forward(sublayer, size, gamma, default, destination, epsilon);
        ResidualAfter.Normalize(x, sublayer, size, destination, alpha, new RmsNormOfRows<T>(size, gamma, epsilon, precision, unitOffset));
    }

    /// <summary>Computes the gradients of <c>NormalizeThenAdd</c>: <c>dx = dy * alpha</c>, and those of <c>Backward</c> for the sublayer.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="dy">Gradient of the output, as long as <paramref name="sublayer"/>.</param>
    /// <param name="sublayer">What the forward pass normalized: any number of rows of <paramref name="size"/> elements.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="gamma">Scale per element of a row, as in the forward pass; empty means 1.</param>
    /// <param name="alpha">As in the forward pass.</param>
    /// <param name="dx">Receives the gradient of the residual; apart from <paramref name="dsublayer"/>; empty if not wanted. (With alpha 1 it is
    /// <paramref name="dy"/>.)</param>
    /// <param name="dsublayer">Receives the gradient of the sublayer; may be the same memory as <paramref name="dy"/> or <paramref name="sublayer"/>;
    /// empty if not wanted.</param>
    /// <param name="dgamma">The gradient of gamma is added to its <paramref name="size"/> elements; empty if not wanted.</param>
    /// <param name="epsilon">As in the forward pass.</param>
    /// <param name="unitOffset">Whether to multiply by <c>1 + gamma</c> instead of gamma; without effect if gamma is empty.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void BackwardThenAdd<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> sublayer, int size, ReadOnlySpan<T> gamma, T alpha, Span<T> dx, Span<T> dsublayer,
        Span<T> dgamma,
        double epsilon = 1e-5, bool unitOffset = false) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowGuard.Backward(dy, sublayer, size, gamma, dsublayer, dgamma, default, epsilon);
        dx = ResidualAfter.Check(dy, sublayer, gamma, dx, dsublayer, dgamma, default);
        // The gradient that is written over dy comes last.
        bool last = dx.Overlaps(dy);
        if (!dx.IsEmpty && !last)
        {
            TensorPrimitives.Multiply(dy, alpha, dx);
        }

        Backward(dy, sublayer, size, gamma, dsublayer, dgamma, epsilon, unitOffset);
        if (last)
        {
            TensorPrimitives.Multiply(dy, alpha, dx);
        }
    }
}
