using System.Numerics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

public static partial class RmsNorm
{
    /// <summary>
    /// Normalizes rows with a scale that belongs to the example (adaptive RMSNorm): <c>y = x / sqrt(mean(x^2) + epsilon) * (1 + scale[example])</c>.
    /// </summary>
    /// <remarks>The result of each example equals <c>Normalize</c> with the scale as gamma and <c>unitOffset</c>, bit by bit.</remarks>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">Examples of <paramref name="rowsPerExample"/> rows of <paramref name="size"/> elements, one after the other.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="rowsPerExample">The rows (tokens) of an example, at least 1.</param>
    /// <param name="scale">The scale of example i: <paramref name="size"/> elements from <c>i * stride</c> on. Empty means 0.</param>
    /// <param name="stride">From the scale of an example to that of the next; at least <paramref name="size"/>.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory.</param>
    /// <param name="epsilon">Added to the mean square, under the square root; finite and not negative.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size, the stride or epsilon is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void NormalizePerExample<T>(
        ReadOnlySpan<T> x, int size, int rowsPerExample, ReadOnlySpan<T> scale, int stride, Span<T> destination,
        double epsilon = 1e-5, NormPrecision precision = NormPrecision.Strict) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int examples = PerExampleGuard.Examples(x, size, rowsPerExample), length = rowsPerExample * size;
        RowGuard.Forward(x, size, default, default, destination, epsilon);
        PerExampleGuard.Stride(stride, size);
        PerExampleGuard.Check(scale, examples, size, stride, nameof(scale));
        Guard.Apart(scale, destination[..x.Length], nameof(destination));
        if (typeof(T) != typeof(Half) && precision != NormPrecision.Exact && rowsPerExample < RowBatch.Rows && !scale.IsEmpty && examples > 0)
        {
            RowKernels.NormalizeEach(
                x, size, rowsPerExample, subtractMean: false, scale, default, stride, destination[..x.Length], epsilon, precision);
            return;
        }

        for (int example = 0; example < examples; example++)
        {
            Normalize(
                x.Slice(example * length, length), size, PerExampleGuard.Of(scale, example, stride, size),
                destination.Slice(example * length, length), epsilon, precision, unitOffset: true);
        }
    }

    /// <summary>Computes the gradients of <c>NormalizePerExample</c>.</summary>
    /// <remarks>Those of <c>Backward</c> for the rows of each example, with the scale as gamma and <c>unitOffset</c>.</remarks>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="dy">Gradient of the output, as long as <paramref name="x"/>.</param>
    /// <param name="x">The input of the forward pass.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="rowsPerExample">The rows of an example, at least 1.</param>
    /// <param name="scale">As in the forward pass.</param>
    /// <param name="stride">From the scale of an example to that of the next; that of its gradient, too.</param>
    /// <param name="dx">Receives the gradient of the input; may be the same memory as <paramref name="dy"/> or <paramref name="x"/>; empty if not
    /// wanted.</param>
    /// <param name="dscale">The gradient of each example's scale is added to it, with the same stride; empty if not wanted.</param>
    /// <param name="epsilon">As in the forward pass.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size, the stride or epsilon is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void BackwardPerExample<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, int rowsPerExample, ReadOnlySpan<T> scale, int stride, Span<T> dx, Span<T> dscale,
        double epsilon = 1e-5) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int examples = PerExampleGuard.Examples(x, size, rowsPerExample), length = rowsPerExample * size;
        RowGuard.Backward(dy, x, size, default, dx, default, default, epsilon);
        PerExampleGuard.Stride(stride, size);
        PerExampleGuard.Check(scale, examples, size, stride, nameof(scale));
        PerExampleGuard.Check<T>(dscale, examples, size, stride, nameof(dscale));
        PerExampleGuard.Gradients<T>(dy, x, scale, dx, dscale, default);
        for (int example = 0; example < examples; example++)
        {
            Backward(
                dy.Slice(example * length, length), x.Slice(example * length, length), size, PerExampleGuard.Of(scale, example, stride, size),
                dx.IsEmpty ? dx : dx.Slice(example * length, length), PerExampleGuard.Of(dscale, example, stride, size), epsilon, unitOffset: true);
        }
    }
}
