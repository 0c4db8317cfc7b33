using System.Numerics;

namespace Norm.ML;

/// <summary>A kernel for one size whose statistics were learned beforehand: inference of BatchNorm.</summary>
/// <typeparam name="T">The element type.</typeparam>
public interface IFittedNormKernel<T> : INormKernelShape where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Normalizes any number of examples with learned statistics.</summary>
    /// <param name="x">Examples, one after the other: a multiple of <see cref="INormKernelShape.ExampleLength"/> elements.</param>
    /// <param name="fitted">
    /// Statistics, gamma and beta of as many channels as the kernel has. Epsilon is theirs; if the attribute names one, it is the same.
    /// </param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory, may not overlap partly.</param>
    /// <exception cref="ArgumentException">A length does not fit, spans overlap partly, or <paramref name="fitted"/> has another epsilon than the
    /// attribute names, or a gamma or beta that the kernel does not take.</exception>
    static abstract void Normalize(ReadOnlySpan<T> x, FittedBatchNorm<T> fitted, Span<T> destination);
}
