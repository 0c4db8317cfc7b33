using Microsoft.ML;
using Norm.ML.Internals;

namespace Norm.ML;

/// <summary>The norms on <c>mlContext.Transforms</c>, for sizes known at run time.</summary>
public static class NormTransforms
{
    /// <summary>
    /// Normalizes each channel (column or slot) with statistics that are learned from the data when the estimator is fitted:
    /// <c>y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c>.
    /// </summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">What the result is called.</param>
    /// <param name="inputColumnName">The column to normalize: a number or a vector of known size; null for <paramref name="outputColumnName"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static BatchNormEstimator BatchNorm(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null, BatchNormOptions? options = null) =>
        catalog.BatchNorm([ColumnPairs.Of(outputColumnName, inputColumnName)], options);

    /// <summary>Normalizes several columns, each with statistics of its own, in one pass over the data.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="columns">The columns to normalize and what the results are called.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static BatchNormEstimator BatchNorm(this TransformsCatalog catalog, InputOutputColumnPair[] columns, BatchNormOptions? options = null) =>
        new(catalog.GetHost(), ColumnPairs.Check(columns), options ?? new BatchNormOptions());

    /// <summary>
    /// Normalizes each example over its own elements: <c>y = (x - mean(x)) / sqrt(variance(x) + epsilon) * gamma + beta</c>.
    /// </summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">What the result is called.</param>
    /// <param name="inputColumnName">The column to normalize: a vector of numbers; null for <paramref name="outputColumnName"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static LayerNormEstimator LayerNorm(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null, LayerNormOptions? options = null) =>
        catalog.LayerNorm([ColumnPairs.Of(outputColumnName, inputColumnName)], options);

    /// <summary>Normalizes several columns, each example of each over its own elements.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="columns">The columns to normalize and what the results are called.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static LayerNormEstimator LayerNorm(this TransformsCatalog catalog, InputOutputColumnPair[] columns, LayerNormOptions? options = null) =>
        new(catalog.GetHost(), ColumnPairs.Check(columns), options ?? new LayerNormOptions());
}
