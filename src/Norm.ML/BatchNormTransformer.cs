using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Norm.ML;
using Norm.ML.Internals.Fitting;
using Norm.ML.Internals.Groups;
using Norm.ML.Internals.Persistence;
using Norm.ML.Internals.Rows;

[assembly: LoadableClass("Normalizes each channel with learned statistics.", typeof(BatchNormTransformer), null, typeof(SignatureLoadModel),
    "Batch normalization", BatchNormTransformer.LoaderSignature)]

namespace Norm.ML;

/// <summary>Normalizes each channel with learned statistics; made by <see cref="BatchNormEstimator"/>, which has the formula.</summary>
public sealed class BatchNormTransformer : FittedNormTransformer
{
    internal const string LoaderSignature = "NormBatchNorm";

    internal BatchNormTransformer(IHostEnvironment environment, IEnumerable<InputOutputColumnPair> columns, BatchNormModel model)
        : base(environment, columns, model)
    {
    }

    /// <summary>What was learned of each key, for each of <see cref="NormTransformer.Columns"/>; empty where there is one set of statistics
    /// (<see cref="BatchNormOptions.GroupColumnName"/>).</summary>
    public IReadOnlyList<GroupedStatistics> ColumnGroups => Model.Groups ?? [];

    private static VersionInfo Version(BatchNormOptions? options) => BatchNormOptionsFormat.Header("NORMBATC", LoaderSignature, options);

    /// <summary>Goes on fitting with more data, under the options of the first fit; this transformer stays what it is.</summary>
    /// <remarks>
    /// <para>Exact statistics: the result is that of one fit on all rows, the same bits if the number of rows seen before is a multiple of
    /// <see cref="StatisticsAccumulator.RowsPerChunk"/> (for a channel of several positions each position counts as a row). After any other number
    /// mean and deviation are the same to about 1e-15 of the deviation, and again the same bits for any number of cursors. This holds after
    /// saving and loading too.</para>
    /// <para>Exponential statistics (<see cref="BatchNormOptions.BatchSize"/>): the data begin a new mini-batch, so cutting where a batch ends gives
    /// the bits of one fit.</para>
    /// </remarks>
    /// <param name="data">The new rows, one or more; with the columns of the first fit, and its weights if it had any.
    /// <see cref="BatchNormOptions.MaximumExampleCount"/> counts them anew.</param>
    /// <param name="cancellation">Stops the fit between two blocks of rows.</param>
    /// <returns>A transformer of the same columns that has seen both.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or has another type or other slot names than before.</exception>
    /// <exception cref="InvalidOperationException">A weight is out of range, a mini-batch is too small, or it is not known of how many rows the
    /// statistics are and <see cref="BatchNormOptions.BatchSize"/> is not set.</exception>
    /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and the policy is <see cref="NonFinitePolicy.Throw"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public BatchNormTransformer Update(IDataView data, CancellationToken cancellation = default) => new(Host, Columns, Learn(data, cancellation));

    internal override DataViewType CheckInput(int column, DataViewType input) => Model.CheckInput(Columns[column].InputColumnName, column, input);

    internal override RowNormalizer<T> CreateNormalizer<T>(int column, DataViewType input) => Model.CreateNormalizer<T>(column, input);

    internal override SparseNormalizer<T>? CreateSparseNormalizer<T>(int column, DataViewType input) =>
        Model.CreateSparseNormalizer<T>(column, input, inverse: false);

    internal override string? KeyColumnName => Options.GroupColumnName;

    internal override RowNormalizer<T> CreateNormalizer<T>(int column, DataViewType input, KeyReader? key) =>
        key is null || Model.Groups is null ? CreateNormalizer<T>(column, input) : Model.CreateNormalizer<T>(column, input, key, inverse: false);

    internal override SparseNormalizer<T>? CreateSparseNormalizer<T>(int column, DataViewType input, KeyReader? key) =>
        key is null ? CreateSparseNormalizer<T>(column, input) : Model.CreateSparseNormalizer<T>(column, input, key, inverse: false);

    private protected override void Save(ModelSaveContext context) => ModelPayload.Save(context, Version(Options), writer =>
    {
        writer.Write(Columns);
        Model.Write(writer);
    });

    // Found by ML.NET's loader through the attribute above.
    private static BatchNormTransformer Create(IHostEnvironment environment, ModelLoadContext context) =>
        ModelPayload.Load(context, Version(null), "BatchNorm", (reader, version) =>
    {
        InputOutputColumnPair[] columns = reader.ReadColumns();
        return new BatchNormTransformer(environment, columns, BatchNormModel.Read(reader, version, columns));
    });
}
