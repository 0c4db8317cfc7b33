using Microsoft.ML;
using Microsoft.ML.Runtime;
using Norm.ML.Internals;
using Norm.ML.Internals.Fitting;
using Norm.ML.Internals.Groups;

namespace Norm.ML;

/// <summary>
/// Learns mean and variance of each channel from the data and normalizes with them: <c>y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c>.
/// With <see cref="BatchNormOptions.Center"/> false nothing is subtracted, and sparse rows stay sparse.
/// </summary>
/// <remarks>
/// <para>Input: a number, or a vector of known size, of Single, Double or an integer type. Output: the same shape, of Single, or Double for Double. A
/// channel is a column, a slot of a vector column, or the first dimension of a vector of several.</para>
/// <para>The statistics are exact over the whole data (one pass, in row order whatever the number of cursors, the same bits for any number of them),
/// or exponential over mini-batches where <see cref="BatchNormOptions.BatchSize"/> is set. Source of the formula: Ioffe and Szegedy, "Batch
/// Normalization", 2015. Made by <see cref="NormTransforms.BatchNorm(TransformsCatalog, string, string?, BatchNormOptions?, string?)"/>.</para>
/// </remarks>
public sealed class BatchNormEstimator : IEstimator<BatchNormTransformer>
{
    internal const string Accepts = "a number or a vector of known size, of " + ColumnTypes.AcceptedItems;

    private readonly IHost _host;
    private readonly InputOutputColumnPair[] _columns;
    private readonly BatchNormOptions _options;

    internal BatchNormEstimator(IHostEnvironment environment, InputOutputColumnPair[] columns, BatchNormOptions options)
    {
        options.Check();
        _host = environment.Register(nameof(BatchNormEstimator));
        _columns = columns;
        _options = options;
    }

    /// <summary>
    /// Reads the data once and learns the statistics; with <see cref="BatchNormOptions.Statistics"/> it checks the columns and reads nothing.
    /// </summary>
    /// <param name="input">The data, at least two rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or is neither a number nor a vector of known size.</exception>
    /// <exception cref="InvalidOperationException">The data has fewer than two rows, a channel has no finite value, a weight is negative or not
    /// finite, or a mini-batch is too small.</exception>
    /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and <see cref="BatchNormOptions.NonFinite"/> is
    /// <see cref="NonFinitePolicy.Throw"/>.</exception>
    /// <exception cref="OperationCanceledException"><see cref="BatchNormOptions.Cancellation"/> was cancelled.</exception>
    public BatchNormTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (_options.Statistics is null)
        {
            return new BatchNormTransformer(_host, _columns, BatchNormFit.Run(_host, input, _columns, _options, known: null));
        }

        var known = new BatchNormTransformer(_host, _columns, KnownStatistics.ToModel(_columns, _options));
        known.GetOutputSchema(input.Schema);
        return known;
    }

    /// <summary>The columns that the fitted transformer will give.</summary>
    /// <param name="inputSchema">The columns that the data will have.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or is neither a number nor a vector of known size.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        SchemaShape output = NormShape.Apply(inputSchema, _columns, Accepts, scalars: true, variableSize: false);
        if (_options.ExampleWeightColumnName is { } weight
            && ColumnTypes.Find(inputSchema, weight) is { Kind: not SchemaShape.Column.VectorKind.Scalar } wrong)
        {
            throw ColumnTypes.Mismatch(weight, ColumnTypes.Describe(wrong), FitWeights.Accepts);
        }

        if (_options.GroupColumnName is { } group)
        {
            KeyColumn.Check(inputSchema, group);
        }

        return output;
    }
}
