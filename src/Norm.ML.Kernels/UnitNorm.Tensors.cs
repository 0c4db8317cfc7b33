using System.Numerics;
using System.Numerics.Tensors;
using Norm.ML.Internals.Checks;

namespace Norm.ML;

public static partial class UnitNorm
{
    /// <summary>Divides the rows of a dense tensor over its trailing dimensions, from <paramref name="axis"/> on, by their lengths.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">A dense tensor of any shape.</param>
    /// <param name="destination">A dense tensor of the same shape; may be the same memory.</param>
    /// <param name="axis">The first normalized dimension; negative counts from the end.</param>
    /// <param name="epsilon">The least number that a row is divided by; finite and not negative.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <exception cref="ArgumentException">A shape or length does not fit, a tensor is not dense, or memory overlaps partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void Normalize<T>(
        in ReadOnlyTensorSpan<T> x, in TensorSpan<T> destination, int axis = -1, double epsilon = 1e-12,
        NormPrecision precision = NormPrecision.Strict) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorShape.Same(x, destination);
        int size = TensorShape.Trailing(x, axis);
        Normalize(TensorShape.Flat(x, nameof(x)), size, TensorShape.Flat(destination, nameof(destination)), epsilon, precision);
    }
}
