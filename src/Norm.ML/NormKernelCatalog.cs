using System.Numerics;
using Microsoft.ML;
using Norm.ML.Internals;

namespace Norm.ML;

/// <summary>Generated kernels on <c>mlContext.Transforms</c>. The extension method that is generated beside each kernel calls this.</summary>
public static class NormKernelCatalog
{
    /// <summary>A generated kernel as an estimator.</summary>
    /// <typeparam name="TKernel">The generated kernel.</typeparam>
    /// <typeparam name="T">Its element type.</typeparam>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">What the result is called.</param>
    /// <param name="inputColumnName">
    /// The column to normalize: a vector of the kernel's size and element type; null for <paramref name="outputColumnName"/>.
    /// </param>
    public static NormKernelEstimator<TKernel, T> Kernel<TKernel, T>(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName)
        where TKernel : struct, INormKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        catalog.Kernel<TKernel, T>(outputColumnName, inputColumnName, null);

    /// <summary>A generated kernel with parameters as an estimator.</summary>
    /// <typeparam name="TKernel">The generated kernel.</typeparam>
    /// <typeparam name="T">Its element type.</typeparam>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">What the result is called.</param>
    /// <param name="inputColumnName">
    /// The column to normalize: a vector of the kernel's size and element type; null for <paramref name="outputColumnName"/>.
    /// </param>
    /// <param name="options">The parameters; null for none.</param>
    public static NormKernelEstimator<TKernel, T> Kernel<TKernel, T>(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, NormKernelOptions? options)
        where TKernel : struct, INormKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(catalog.GetHost(), [ColumnPairs.Of(outputColumnName, inputColumnName)], options ?? new NormKernelOptions());

    /// <summary>A generated kernel of BatchNorm as an estimator that learns its statistics from the data.</summary>
    /// <typeparam name="TKernel">The generated kernel.</typeparam>
    /// <typeparam name="T">Its element type.</typeparam>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">What the result is called.</param>
    /// <param name="inputColumnName">
    /// The column to normalize: a vector of the kernel's size and element type; null for <paramref name="outputColumnName"/>.
    /// </param>
    public static FittedNormKernelEstimator<TKernel, T> FittedKernel<TKernel, T>(this TransformsCatalog catalog, string outputColumnName,
        string? inputColumnName)
        where TKernel : struct, IFittedNormKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        catalog.FittedKernel<TKernel, T>(outputColumnName, inputColumnName, null);

    /// <summary>A generated kernel of BatchNorm with options as an estimator that learns its statistics from the data.</summary>
    /// <typeparam name="TKernel">The generated kernel.</typeparam>
    /// <typeparam name="T">Its element type.</typeparam>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">What the result is called.</param>
    /// <param name="inputColumnName">
    /// The column to normalize: a vector of the kernel's size and element type; null for <paramref name="outputColumnName"/>.
    /// </param>
    /// <param name="options">
    /// How to fit, gamma and beta; null for the defaults. Epsilon, channels and layout are fixed in the kernel: leave them alone here.
    /// </param>
    /// <exception cref="ArgumentException">An option contradicts the kernel.</exception>
    public static FittedNormKernelEstimator<TKernel, T> FittedKernel<TKernel, T>(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, BatchNormOptions? options)
        where TKernel : struct, IFittedNormKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(catalog.GetHost(), [ColumnPairs.Of(outputColumnName, inputColumnName)], options ?? new BatchNormOptions());
}
