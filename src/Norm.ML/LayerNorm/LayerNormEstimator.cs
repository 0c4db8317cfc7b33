using Microsoft.ML;
using Microsoft.ML.Runtime;
using Norm.ML.Internals;

namespace Norm.ML;

/// <summary>
/// Normalizes each example over its own elements: <c>y = (x - mean(x)) / sqrt(variance(x) + epsilon) * gamma + beta</c>, with the population variance.
/// Learns nothing from the data.
/// </summary>
/// <remarks>
/// Input: a vector of known or variable size, of Single, Double or an integer type. Output: the same shape, of Single, or Double for Double. Source of
/// the formula: Ba, Kiros and Hinton, "Layer Normalization", 2016. Made by
/// <see cref="NormTransforms.LayerNorm(TransformsCatalog, string, string?, LayerNormOptions?)"/>.
/// </remarks>
public sealed class LayerNormEstimator : IEstimator<LayerNormTransformer>
{
    readonly LayerNormTransformer _transformer;

    internal LayerNormEstimator(IHostEnvironment environment, InputOutputColumnPair[] columns, LayerNormOptions options) =>
        _transformer = new LayerNormTransformer(environment, columns, options);

    /// <summary>Checks the columns; there is nothing to learn.</summary>
    /// <param name="input">The data; only its schema is looked at.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or is not a vector of numbers.</exception>
    public LayerNormTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.GetOutputSchema(input.Schema);
        return _transformer;
    }

    /// <summary>The columns that the fitted transformer will give.</summary>
    /// <param name="inputSchema">The columns that the data will have.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or is not a vector of numbers.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => NormShape.Apply(inputSchema, _transformer.Columns, LayerNormTransformer.Accepts, scalars: false, variableSize: true);
}
