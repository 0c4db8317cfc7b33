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
    /// <param name="inputColumnName">
    /// The column to normalize: a number or a vector of known size; null for <paramref name="outputColumnName"/>.
    /// </param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="groupColumnName">The column whose value says which statistics a row is normalized with, such as the tenant; null for one set of
    /// statistics. The same as <see cref="BatchNormOptions.GroupColumnName"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the options name another column of keys.</exception>
    public static BatchNormEstimator BatchNorm(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        BatchNormOptions? options = null, string? groupColumnName = null) =>
        catalog.BatchNorm([ColumnPairs.Of(outputColumnName, inputColumnName)], BatchNormGroups.WithGroups(options, groupColumnName));

    /// <summary>Normalizes several columns, each with statistics of its own, learned in one pass over the data.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="columns">The columns to normalize and what the results are called.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static BatchNormEstimator BatchNorm(this TransformsCatalog catalog, InputOutputColumnPair[] columns, BatchNormOptions? options = null) =>
        new(catalog.GetHost(), ColumnPairs.Check(columns), options ?? new BatchNormOptions());

    /// <summary>
    /// Normalizes each row of an example over its own elements: <c>y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c>.
    /// </summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">What the result is called.</param>
    /// <param name="inputColumnName">The column to normalize: a vector of numbers; null for <paramref name="outputColumnName"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static RowNormEstimator LayerNorm(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        LayerNormOptions? options = null) =>
        catalog.LayerNorm([ColumnPairs.Of(outputColumnName, inputColumnName)], options);

    /// <summary>Normalizes each row of the examples of several columns.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="columns">The columns to normalize and what the results are called.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static RowNormEstimator LayerNorm(this TransformsCatalog catalog, InputOutputColumnPair[] columns, LayerNormOptions? options = null) =>
        new(catalog.GetHost(), ColumnPairs.Check(columns), options ?? new LayerNormOptions());

    /// <summary>Divides each row of an example by its root mean square: <c>y = x / sqrt(mean(x^2) + epsilon) * gamma</c>.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">What the result is called.</param>
    /// <param name="inputColumnName">The column to normalize: a vector of numbers; null for <paramref name="outputColumnName"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static RowNormEstimator RmsNorm(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        RmsNormOptions? options = null) =>
        catalog.RmsNorm([ColumnPairs.Of(outputColumnName, inputColumnName)], options);

    /// <summary>Divides each row of the examples of several columns by its root mean square.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="columns">The columns to normalize and what the results are called.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range, or <see cref="RmsNormOptions.UnitOffset"/> is set without gamma.</exception>
    public static RowNormEstimator RmsNorm(this TransformsCatalog catalog, InputOutputColumnPair[] columns, RmsNormOptions? options = null)
    {
        // Checked here and not with the other options, so that models that were saved with it load.
        if (options is { UnitOffset: true, Gamma: null or { Count: 0 } })
        {
            throw new ArgumentException("UnitOffset multiplies by 1 + gamma, but there is no Gamma; set Gamma, or leave UnitOffset out.",
                nameof(options));
        }

        return new(catalog.GetHost(), ColumnPairs.Check(columns), options ?? new RmsNormOptions());
    }

    /// <summary>
    /// Divides each row of an example by its Euclidean length: <c>y = x / max(|x|, epsilon)</c>. Rows of any finite size are right; those of ML.NET's
    /// <c>NormalizeLpNorm</c> that are longer than 1e8 or shorter than 1e-8 stay as they are.
    /// </summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">What the result is called.</param>
    /// <param name="inputColumnName">The column to normalize: a vector of numbers; null for <paramref name="outputColumnName"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static RowNormEstimator UnitNorm(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        UnitNormOptions? options = null) =>
        catalog.UnitNorm([ColumnPairs.Of(outputColumnName, inputColumnName)], options);

    /// <summary>Divides each row of the examples of several columns by its Euclidean length.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="columns">The columns to normalize and what the results are called.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static RowNormEstimator UnitNorm(this TransformsCatalog catalog, InputOutputColumnPair[] columns, UnitNormOptions? options = null) =>
        new(catalog.GetHost(), ColumnPairs.Check(columns), options ?? new UnitNormOptions());

    /// <summary>A norm whose statistics belong to the example, of the kind that the options are of.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">What the result is called.</param>
    /// <param name="inputColumnName">The column to normalize: a vector of numbers; null for <paramref name="outputColumnName"/>.</param>
    /// <param name="options">Which norm, and how: <see cref="LayerNormOptions"/>, <see cref="UnitNormOptions"/> and so on.</param>
    public static RowNormEstimator RowNorm(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, RowNormOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(catalog.GetHost(), [ColumnPairs.Of(outputColumnName, inputColumnName)], options);
    }

    /// <summary>
    /// Normalizes each group of channels of an example: <c>y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c>, gamma and beta per channel.
    /// </summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">What the result is called.</param>
    /// <param name="inputColumnName">The column to normalize: a vector of numbers; null for <paramref name="outputColumnName"/>.</param>
    /// <param name="options">How; names the groups at the least.</param>
    public static RowNormEstimator GroupNorm(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName,
        GroupNormOptions options) =>
        catalog.GroupNorm([ColumnPairs.Of(outputColumnName, inputColumnName)], options);

    /// <summary>Normalizes each group of channels of an example, in the column itself; the formula is that of the method with two names.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The column to normalize, a vector of numbers; the result takes its name.</param>
    /// <param name="options">How; names the groups at the least.</param>
    public static RowNormEstimator GroupNorm(this TransformsCatalog catalog, string outputColumnName, GroupNormOptions options) =>
        catalog.GroupNorm(outputColumnName, null, options);

    /// <summary>Normalizes each group of channels of the examples of several columns.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="columns">The columns to normalize and what the results are called.</param>
    /// <param name="options">How; names the groups at the least.</param>
    public static RowNormEstimator GroupNorm(this TransformsCatalog catalog, InputOutputColumnPair[] columns, GroupNormOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(catalog.GetHost(), ColumnPairs.Check(columns), options);
    }

    /// <summary>
    /// Normalizes each channel of an example over its positions: <c>y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c>, gamma and beta per
    /// channel.
    /// </summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">What the result is called.</param>
    /// <param name="inputColumnName">The column to normalize: a vector of numbers; null for <paramref name="outputColumnName"/>.</param>
    /// <param name="options">How; null for the defaults, which need a vector of several dimensions.</param>
    public static RowNormEstimator InstanceNorm(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        InstanceNormOptions? options = null) =>
        catalog.InstanceNorm([ColumnPairs.Of(outputColumnName, inputColumnName)], options);

    /// <summary>Normalizes each channel of the examples of several columns over its positions.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="columns">The columns to normalize and what the results are called.</param>
    /// <param name="options">How; null for the defaults, which need vectors of several dimensions.</param>
    public static RowNormEstimator InstanceNorm(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        InstanceNormOptions? options = null) =>
        new(catalog.GetHost(), ColumnPairs.Check(columns), options ?? new InstanceNormOptions());
}
