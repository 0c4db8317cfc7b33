using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Norm.ML;
using Norm.ML.Internals;

[assembly: LoadableClass("Normalizes each channel with learned statistics.", typeof(BatchNormTransformer), null, typeof(SignatureLoadModel),
    "Batch normalization", BatchNormTransformer.LoaderSignature)]

namespace Norm.ML;

/// <summary>Normalizes each channel with learned statistics; made by <see cref="BatchNormEstimator"/>, which has the formula.</summary>
public sealed partial class BatchNormTransformer : NormTransformer
{
    internal const string LoaderSignature = "NormBatchNorm";

    internal BatchNormTransformer(IHostEnvironment environment, IEnumerable<InputOutputColumnPair> columns, BatchNormModel model)
        : base(environment, columns) => Model = model;

    static VersionInfo Version(BatchNormOptions? options) => BatchNormOptionsFormat.Header("NORMBATC", LoaderSignature, options);

    /// <summary>What was learned, per channel and by the channels' names; of the first column if there are several.</summary>
    public RunningStatistics Statistics => Model.Statistics[0];

    /// <summary>What was learned from each of <see cref="NormTransformer.Columns"/>.</summary>
    public IReadOnlyList<RunningStatistics> ColumnStatistics => Model.Statistics;

    /// <summary>What it was fitted with, gamma and beta included.</summary>
    public BatchNormOptions Options => Model.Options;

    internal BatchNormModel Model { get; }

    /// <summary>What was learned from one column.</summary>
    /// <param name="columnName">What the column is called before or after normalization.</param>
    /// <exception cref="ArgumentException">There is no such column, or the name belongs to two of them; the message lists the columns.</exception>
    public RunningStatistics GetStatistics(string columnName) => Model.Statistics[IndexOf(columnName)];

    internal override DataViewType CheckInput(int column, DataViewType input) => Model.CheckInput(Columns[column].InputColumnName, column, input);

    internal override RowNormalizer<T> CreateNormalizer<T>(int column, DataViewType input) => Model.CreateNormalizer<T>(column, input);

    internal override SparseNormalizer<T>? CreateSparseNormalizer<T>(int column, DataViewType input) =>
        Model.CreateSparseNormalizer<T>(column, input, inverse: false);

    internal override OnnxNorm ToOnnx(int column, DataViewType input) => new OnnxChannels(Model.Channels(column), Options.Layout, Model.Positions(column, input));

    /// <summary>The position among <see cref="NormTransformer.Columns"/> of the one column that an input or output name means; null where there is one only.</summary>
    internal int IndexOf(string? columnName)
    {
        if (columnName is null && Columns.Count == 1)
            return 0;

        // An output is one column's; an input may be several's.
        int[] found = [.. Enumerable.Range(0, Columns.Count).Where(i => Columns[i].OutputColumnName == columnName)];
        if (found.Length == 0)
            found = [.. Enumerable.Range(0, Columns.Count).Where(i => Columns[i].InputColumnName == columnName)];
        if (found.Length == 1)
            return found[0];

        string all = string.Join(", ", Columns.Select(pair => pair.InputColumnName == pair.OutputColumnName ? $"'{pair.InputColumnName}'" : $"'{pair.InputColumnName}' as '{pair.OutputColumnName}'"));
        throw new ArgumentException($"{(columnName is null ? "One of several columns has to be named" : $"'{columnName}' is no single column here")}; this BatchNorm has {all}.", nameof(columnName));
    }

    private protected override void Save(ModelSaveContext context) => ModelPayload.Save(context, Version(Options), writer =>
    {
        writer.Write(Columns);
        Model.Write(writer);
    });

    // Found by ML.NET's loader through the attribute above.
    static BatchNormTransformer Create(IHostEnvironment environment, ModelLoadContext context) => ModelPayload.Load(context, Version(null), "BatchNorm", (reader, version) =>
    {
        InputOutputColumnPair[] columns = reader.ReadColumns();
        return new BatchNormTransformer(environment, columns, BatchNormModel.Read(reader, version, columns));
    });
}
