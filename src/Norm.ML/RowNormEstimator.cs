using Microsoft.ML;
using Microsoft.ML.Runtime;
using Norm.ML.Internals;

namespace Norm.ML;

/// <summary>
/// A norm whose statistics belong to the example (every one but BatchNorm) as an estimator: it learns nothing from the data.
/// </summary>
/// <remarks>
/// Input: a vector of known or variable size, of Single, Double or an integer type. Output: the same shape, of Single, or Double for Double. The
/// formulas stand with the options of each norm and in <see cref="NormCatalog"/>. Made by the methods of <see cref="NormTransforms"/>.
/// </remarks>
public sealed class RowNormEstimator : IEstimator<RowNormTransformer>
{
    private readonly RowNormTransformer _transformer;

    internal RowNormEstimator(IHostEnvironment environment, InputOutputColumnPair[] columns, RowNormOptions options) =>
        _transformer = new RowNormTransformer(environment, columns, options);

    /// <summary>Checks the columns; there is nothing to learn.</summary>
    /// <param name="input">The data; only its schema is looked at.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An input column is missing, is not a vector of numbers, or has a size that the norm cannot cut.
    /// </exception>
    public RowNormTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.GetOutputSchema(input.Schema);
        return _transformer;
    }

    /// <summary>The columns that the fitted transformer will give.</summary>
    /// <param name="inputSchema">The columns that the data will have.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or is not a vector of numbers.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        NormShape.Apply(inputSchema, _transformer.Columns, RowNormTransformer.Accepts, scalars: false, variableSize: true);
}
