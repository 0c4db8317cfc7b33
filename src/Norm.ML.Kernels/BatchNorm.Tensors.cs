using System.Numerics;
using System.Numerics.Tensors;
using Norm.ML.Internals.Checks;

namespace Norm.ML;

public static partial class BatchNorm
{
    /// <summary>
    /// Normalizes a dense tensor <c>[examples, channels, spatial...]</c>, or channels last, with the statistics of the batch itself.
    /// </summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">A dense tensor of at least 2 dimensions.</param>
    /// <param name="gamma">Scale per channel; empty means 1.</param>
    /// <param name="beta">Shift per channel; empty means 0.</param>
    /// <param name="destination">A dense tensor of the same shape; may be the same memory.</param>
    /// <param name="mean">Receives the mean of each channel; empty if not wanted.</param>
    /// <param name="variance">Receives the population variance of each channel; empty if not wanted.</param>
    /// <param name="epsilon">Added to the variance, under the square root; finite and not negative.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <param name="precision">How exact the result has to be; Fast is the same as Strict.</param>
    /// <exception cref="ArgumentException">A shape or length does not fit, a tensor is not dense, or memory overlaps partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> or <paramref name="layout"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void NormalizeBatch<T>(
        in ReadOnlyTensorSpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, in TensorSpan<T> destination,
        Span<double> mean, Span<double> variance,
        double epsilon = 1e-5, NormLayout layout = NormLayout.ChannelsFirst, NormPrecision precision = NormPrecision.Strict)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorShape.Same(x, destination);
        (int channels, int spatial) = TensorShape.Channels(x, layout);
        NormalizeBatch(
            TensorShape.Flat(x, nameof(x)), channels, spatial, gamma, beta, TensorShape.Flat(destination, nameof(destination)),
            mean, variance, epsilon, layout, precision);
    }
}
