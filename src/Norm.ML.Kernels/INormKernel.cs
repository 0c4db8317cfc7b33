using System.Numerics;

namespace Norm.ML;

/// <summary>A kernel for one norm and one size whose statistics belong to the example: every norm but the fitted BatchNorm.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// A generated kernel is a struct without fields, used as a type argument, so that the JIT specialises what it is given to.
/// </remarks>
public interface INormKernel<T> : INormKernelShape where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Normalizes any number of examples.</summary>
    /// <param name="x">Examples, one after the other: a multiple of <see cref="INormKernelShape.ExampleLength"/> elements.</param>
    /// <param name="gamma">Scale, <see cref="INormKernelShape.GammaLength"/> elements; empty means 1.</param>
    /// <param name="beta">Shift, <see cref="INormKernelShape.BetaLength"/> elements; empty means 0.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory, may not overlap partly.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    static abstract void Normalize(ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination);
}
