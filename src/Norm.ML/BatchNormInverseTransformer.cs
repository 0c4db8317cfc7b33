using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Norm.ML;
using Norm.ML.Internals.Fitting;
using Norm.ML.Internals.Groups;
using Norm.ML.Internals.Onnx;
using Norm.ML.Internals.Persistence;
using Norm.ML.Internals.Rows;

[assembly: LoadableClass("Undoes batch normalization.", typeof(BatchNormInverseTransformer), null, typeof(SignatureLoadModel),
    "Inverse of batch normalization", BatchNormInverseTransformer.LoaderSignature)]

namespace Norm.ML;

/// <summary>
/// Undoes what a <see cref="FittedNormTransformer"/> does: <c>x = (y - beta) / gamma * sqrt(variance + epsilon) + mean</c> per channel, so that
/// predictions of a normalized label are in the label's unit again. Made by <see cref="FittedNormTransformer.Inverse()"/>; there is nothing to fit.
/// </summary>
/// <remarks>
/// Input: a number or a vector with the channels of the fit, of Single, Double or an integer type. Output: the same shape, of Single, or Double for
/// Double; it is not marked as normalized. A channel that normalization made constant (gamma 0, or <see cref="ConstantChannels.Zero"/>) gives its
/// mean. Saved, loaded and exported to ONNX like the other transformers.
/// </remarks>
public sealed class BatchNormInverseTransformer : NormTransformer
{
    internal const string LoaderSignature = "NormBatchNormInverse";

    private readonly BatchNormModel _model;

    internal BatchNormInverseTransformer(IHostEnvironment environment, IEnumerable<InputOutputColumnPair> columns, BatchNormModel model)
        : base(environment, columns) => _model = model;

    private static VersionInfo Version(BatchNormOptions? options) => BatchNormOptionsFormat.Header("NORMBINV", LoaderSignature, options);

    /// <summary>What BatchNorm learned from the column that each of <see cref="NormTransformer.Columns"/> goes back to.</summary>
    public IReadOnlyList<RunningStatistics> ColumnStatistics => _model.Statistics;

    /// <summary>What BatchNorm was fitted with.</summary>
    public BatchNormOptions Options => _model.Options;

    internal override bool MarksNormalized => false;

    internal override DataViewType CheckInput(int column, DataViewType input) => _model.CheckInput(Columns[column].InputColumnName, column, input);

    internal override RowNormalizer<T> CreateNormalizer<T>(int column, DataViewType input)
    {
        FittedBatchNorm<T> fitted = _model.Kernel<T>(column);
        NormLayout layout = Options.Layout;
        int positions = _model.Positions(column, input);
        return (y, x) => fitted.Denormalize(y, x, positions, layout);
    }

    internal override SparseNormalizer<T>? CreateSparseNormalizer<T>(int column, DataViewType input) =>
        _model.CreateSparseNormalizer<T>(column, input, inverse: true);

    internal override string? KeyColumnName => Options.GroupColumnName;

    internal override RowNormalizer<T> CreateNormalizer<T>(int column, DataViewType input, KeyReader? key) =>
        key is null || _model.Groups is null ? CreateNormalizer<T>(column, input) : _model.CreateNormalizer<T>(column, input, key, inverse: true);

    internal override SparseNormalizer<T>? CreateSparseNormalizer<T>(int column, DataViewType input, KeyReader? key) =>
        key is null ? CreateSparseNormalizer<T>(column, input) : _model.CreateSparseNormalizer<T>(column, input, key, inverse: true);

    internal override OnnxNorm ToOnnx(int column, DataViewType input) => _model.Groups is not null ? throw BatchNormGroups.NoGraph(Options)
        : new OnnxChannels(_model.Channels(column), Options.Layout, _model.Positions(column, input), Inverse: true);

    private protected override void Save(ModelSaveContext context) => ModelPayload.Save(context, Version(Options), writer =>
    {
        writer.Write(Columns);
        _model.Write(writer);
    });

    // Found by ML.NET's loader through the attribute above.
    private static BatchNormInverseTransformer Create(IHostEnvironment environment, ModelLoadContext context) =>
        ModelPayload.Load(context, Version(null), "BatchNorm's inverse", (reader, version) =>
    {
        InputOutputColumnPair[] columns = reader.ReadColumns();
        return new BatchNormInverseTransformer(environment, columns, BatchNormModel.Read(reader, version, columns));
    });
}
