using System.Numerics;
using System.Numerics.Tensors;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

public static partial class LayerNorm
{
    /// <summary>
    /// Normalizes rows with a scale and a shift that belong to the example (adaptive LayerNorm, FiLM):
    /// <c>y = (x - mean) / sqrt(variance + epsilon) * (1 + scale[example]) + shift[example]</c>.
    /// </summary>
    /// <remarks>
    /// <c>1 + scale</c> is rounded to <typeparamref name="T"/> first, so the result of each example equals <c>Normalize</c> with it as gamma and the
    /// shift as beta, bit by bit. Source: Peebles and Xie, 2023, arXiv:2212.09748; Perez et al., 2018, arXiv:1709.07871.
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">Examples of <paramref name="rowsPerExample"/> rows of <paramref name="size"/> elements, one after the other.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="rowsPerExample">The rows (tokens) of an example, at least 1.</param>
    /// <param name="scale">The scale of example i: <paramref name="size"/> elements from <c>i * stride</c> on. Empty means 0.</param>
    /// <param name="shift">The shift, in the same way. Empty means 0.</param>
    /// <param name="stride">From the scale (or shift) of an example to that of the next; at least <paramref name="size"/>.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory.</param>
    /// <param name="epsilon">Added to the variance, under the square root; finite and not negative.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size, the stride or epsilon is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void NormalizePerExample<T>(
        ReadOnlySpan<T> x, int size, int rowsPerExample, ReadOnlySpan<T> scale, ReadOnlySpan<T> shift, int stride, Span<T> destination,
        double epsilon = 1e-5, NormPrecision precision = NormPrecision.Strict) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int examples = PerExampleGuard.Examples(x, size, rowsPerExample), length = rowsPerExample * size;
        RowGuard.Forward(x, size, default, default, destination, epsilon);
        PerExampleGuard.Stride(stride, size);
        PerExampleGuard.Check(scale, examples, size, stride, nameof(scale));
        PerExampleGuard.Check(shift, examples, size, stride, nameof(shift));
        Guard.Apart(scale, destination[..x.Length], nameof(destination));
        Guard.Apart(shift, destination[..x.Length], nameof(destination));
        if (typeof(T) != typeof(Half) && precision != NormPrecision.Exact && rowsPerExample < RowBatch.Rows && !(scale.IsEmpty && shift.IsEmpty))
        {
            RowKernels.NormalizeEach(
                x, size, rowsPerExample, subtractMean: true, scale, shift, stride, destination[..x.Length], epsilon, precision);
            return;
        }

        using var scratch = new Scratch<T>(scale.IsEmpty ? 0 : size);
        for (int example = 0; example < examples; example++)
        {
            Span<T> gamma = scratch.Span;
            TensorPrimitives.Add(PerExampleGuard.Of(scale, example, stride, size), T.One, gamma);
            Normalize(
                x.Slice(example * length, length), size, gamma, PerExampleGuard.Of(shift, example, stride, size),
                destination.Slice(example * length, length), epsilon, precision);
        }
    }

    /// <summary>Computes the gradients of <c>NormalizePerExample</c>.</summary>
    /// <remarks>
    /// Those of <c>Backward</c> for the rows of each example, with <c>1 + scale</c> as gamma. <c>dscale</c> of an example is the sum of
    /// <c>dy * xhat</c> over its rows, <c>dshift</c> the sum of <c>dy</c>.
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="dy">Gradient of the output, as long as <paramref name="x"/>.</param>
    /// <param name="x">The input of the forward pass.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="rowsPerExample">The rows of an example, at least 1.</param>
    /// <param name="scale">As in the forward pass.</param>
    /// <param name="stride">From the scale of an example to that of the next; that of the gradients, too.</param>
    /// <param name="dx">Receives the gradient of the input; may be the same memory as <paramref name="dy"/> or <paramref name="x"/>; empty if not
    /// wanted.</param>
    /// <param name="dscale">The gradient of each example's scale is added to it, with the same stride; empty if not wanted.</param>
    /// <param name="dshift">The gradient of each example's shift is added to it, with the same stride; empty if not wanted.</param>
    /// <param name="epsilon">As in the forward pass.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size, the stride or epsilon is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void BackwardPerExample<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, int rowsPerExample, ReadOnlySpan<T> scale, int stride, Span<T> dx, Span<T> dscale,
        Span<T> dshift, double epsilon = 1e-5) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int examples = PerExampleGuard.Examples(x, size, rowsPerExample), length = rowsPerExample * size;
        RowGuard.Backward(dy, x, size, default, dx, default, default, epsilon);
        PerExampleGuard.Stride(stride, size);
        PerExampleGuard.Check(scale, examples, size, stride, nameof(scale));
        PerExampleGuard.Check<T>(dscale, examples, size, stride, nameof(dscale));
        PerExampleGuard.Check<T>(dshift, examples, size, stride, nameof(dshift));
        PerExampleGuard.Gradients<T>(dy, x, scale, dx, dscale, dshift);
        using var scratch = new Scratch<T>(scale.IsEmpty ? 0 : size);
        for (int example = 0; example < examples; example++)
        {
            Span<T> gamma = scratch.Span;
            TensorPrimitives.Add(PerExampleGuard.Of(scale, example, stride, size), T.One, gamma);
            Backward(
                dy.Slice(example * length, length), x.Slice(example * length, length), size, gamma,
                dx.IsEmpty ? dx : dx.Slice(example * length, length), PerExampleGuard.Of(dscale, example, stride, size),
                PerExampleGuard.Of(dshift, example, stride, size), epsilon);
        }
    }
}
