using System.Numerics;
using System.Numerics.Tensors;
using Norm.ML.Internals.Checks;

namespace Norm.ML;

public static partial class GroupNorm
{
    /// <summary>
    /// Normalizes a dense tensor <c>[examples, channels, spatial...]</c>, or <c>[examples, spatial..., channels]</c> with channels last.
    /// </summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">A dense tensor of at least 2 dimensions.</param>
    /// <param name="groups">The number of groups of adjacent channels; divides the number of channels.</param>
    /// <param name="gamma">Scale per channel; empty means 1.</param>
    /// <param name="beta">Shift per channel; empty means 0.</param>
    /// <param name="destination">A dense tensor of the same shape; may be the same memory.</param>
    /// <param name="epsilon">Added to the variance, under the square root; finite and not negative.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <exception cref="ArgumentException">A shape or length does not fit, a tensor is not dense, or memory overlaps partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> or <paramref name="layout"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Normalize<T>(
        in ReadOnlyTensorSpan<T> x, int groups, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, in TensorSpan<T> destination,
        double epsilon = 1e-5, NormLayout layout = NormLayout.ChannelsFirst, NormPrecision precision = NormPrecision.Strict)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorShape.Same(x, destination);
        (int channels, int spatial) = TensorShape.Channels(x, layout);
        Normalize(
            TensorShape.Flat(x, nameof(x)), groups, channels, spatial, gamma, beta, TensorShape.Flat(destination, nameof(destination)),
            epsilon, layout, precision);
    }
}
