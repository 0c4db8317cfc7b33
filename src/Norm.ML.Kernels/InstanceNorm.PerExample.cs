using System.Numerics;
using System.Numerics.Tensors;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Memory;

namespace Norm.ML;

public static partial class InstanceNorm
{
    /// <summary>
    /// Normalizes examples with a scale and a shift per channel that belong to the example (conditional InstanceNorm):
    /// <c>y = (x - mean) / sqrt(variance + epsilon) * (1 + scale[example]) + shift[example]</c>.
    /// </summary>
    /// <remarks>
    /// <c>1 + scale</c> is rounded to <typeparamref name="T"/> first, so the result of each example equals <c>Normalize</c> with it as gamma and the
    /// shift as beta, bit by bit. Source: Dumoulin, Shlens and Kudlur, 2017, arXiv:1610.07629.
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="x">Any number of examples of <paramref name="channels"/> times <paramref name="spatial"/> elements.</param>
    /// <param name="channels">The number of channels of an example, at least 1.</param>
    /// <param name="spatial">The number of positions of a channel, at least 2.</param>
    /// <param name="scale">The scale of example i: <paramref name="channels"/> elements from <c>i * stride</c> on. Empty means 0.</param>
    /// <param name="shift">The shift, in the same way. Empty means 0.</param>
    /// <param name="stride">From the scale (or shift) of an example to that of the next; at least <paramref name="channels"/>.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory.</param>
    /// <param name="epsilon">Added to the variance, under the square root; finite and not negative.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly, or <paramref name="spatial"/> is 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size, the stride, epsilon or layout is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void NormalizePerExample<T>(
        ReadOnlySpan<T> x, int channels, int spatial, ReadOnlySpan<T> scale, ReadOnlySpan<T> shift, int stride, Span<T> destination,
        double epsilon = 1e-5, NormLayout layout = NormLayout.ChannelsFirst, NormPrecision precision = NormPrecision.Strict)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementTypes.FloatOrDouble<T>();
        int examples = ChannelGuard.Forward(x, channels, channels, spatial, default, default, destination, epsilon, layout);
        int length = channels * spatial;
        ChannelGuard.MoreThanOne(spatial, examples, "InstanceNorm");
        PerExampleGuard.Stride(stride, channels);
        PerExampleGuard.Check(scale, examples, channels, stride, nameof(scale));
        PerExampleGuard.Check(shift, examples, channels, stride, nameof(shift));
        Guard.Apart(scale, destination[..x.Length], nameof(destination));
        Guard.Apart(shift, destination[..x.Length], nameof(destination));
        using var scratch = new Scratch<T>(scale.IsEmpty ? 0 : channels);
        for (int example = 0; example < examples; example++)
        {
            Span<T> gamma = scratch.Span;
            TensorPrimitives.Add(PerExampleGuard.Of(scale, example, stride, channels), T.One, gamma);
            Normalize(
                x.Slice(example * length, length), channels, spatial, gamma, PerExampleGuard.Of(shift, example, stride, channels),
                destination.Slice(example * length, length), epsilon, layout, precision);
        }
    }

    /// <summary>Computes the gradients of <c>NormalizePerExample</c>.</summary>
    /// <remarks>Those of <c>Backward</c> for each example, with <c>1 + scale</c> as gamma.</remarks>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="dy">Gradient of the output, as long as <paramref name="x"/>.</param>
    /// <param name="x">The input of the forward pass.</param>
    /// <param name="channels">The number of channels of an example, at least 1.</param>
    /// <param name="spatial">The number of positions of a channel, at least 2.</param>
    /// <param name="scale">As in the forward pass.</param>
    /// <param name="stride">From the scale of an example to that of the next; that of the gradients, too.</param>
    /// <param name="dx">Receives the gradient of the input; may be the same memory as <paramref name="dy"/> or <paramref name="x"/>; empty if not
    /// wanted.</param>
    /// <param name="dscale">The gradient of each example's scale is added to it, with the same stride; empty if not wanted.</param>
    /// <param name="dshift">The gradient of each example's shift is added to it, with the same stride; empty if not wanted.</param>
    /// <param name="epsilon">As in the forward pass.</param>
    /// <param name="layout">As in the forward pass.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size, the stride, epsilon or layout is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void BackwardPerExample<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int channels, int spatial, ReadOnlySpan<T> scale, int stride, Span<T> dx, Span<T> dscale,
        Span<T> dshift, double epsilon = 1e-5, NormLayout layout = NormLayout.ChannelsFirst) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementTypes.FloatOrDouble<T>();
        int length = Guard.Product(channels, spatial);
        Guard.Multiple(x.Length, length, nameof(x));
        int examples = x.Length / length;
        PerExampleGuard.Stride(stride, channels);
        PerExampleGuard.Check(scale, examples, channels, stride, nameof(scale));
        PerExampleGuard.Check<T>(dscale, examples, channels, stride, nameof(dscale));
        PerExampleGuard.Check<T>(dshift, examples, channels, stride, nameof(dshift));
        Guard.Same(dy.Length, x.Length, nameof(dy));
        if (!dx.IsEmpty)
        {
            Guard.Enough(dx.Length, x.Length, nameof(dx));
        }

        PerExampleGuard.Gradients<T>(dy, x, scale, dx, dscale, dshift);
        using var scratch = new Scratch<T>(scale.IsEmpty ? 0 : channels);
        for (int example = 0; example < examples; example++)
        {
            Span<T> gamma = scratch.Span;
            TensorPrimitives.Add(PerExampleGuard.Of(scale, example, stride, channels), T.One, gamma);
            Backward(
                dy.Slice(example * length, length), x.Slice(example * length, length), channels, spatial, gamma,
                dx.IsEmpty ? dx : dx.Slice(example * length, length), PerExampleGuard.Of(dscale, example, stride, channels),
                PerExampleGuard.Of(dshift, example, stride, channels), epsilon, layout);
        }
    }
}
