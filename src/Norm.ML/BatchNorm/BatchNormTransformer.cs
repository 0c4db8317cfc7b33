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

    readonly RunningStatistics[] _statistics;

    internal BatchNormTransformer(IHostEnvironment environment, IEnumerable<InputOutputColumnPair> columns, BatchNormOptions options, RunningStatistics[] statistics)
        : base(environment, columns)
    {
        Options = options with { Cancellation = default };
        _statistics = statistics;
        for (int i = 0; i < statistics.Length; i++)
        {
            BatchNormFit.CheckEnough(Columns[i].InputColumnName, statistics[i]);
            CheckLength(options.Gamma, statistics[i].ChannelCount, nameof(BatchNormOptions.Gamma));
            CheckLength(options.Beta, statistics[i].ChannelCount, nameof(BatchNormOptions.Beta));
        }
    }

    static VersionInfo Version => new(
        modelSignature: "NORMBATC",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(BatchNormTransformer).Assembly.FullName,
        loaderSignature: LoaderSignature);

    /// <summary>What was learned, per channel and by the channels' names; of the first column if there are several.</summary>
    public RunningStatistics Statistics => _statistics[0];

    /// <summary>What was learned from each of <see cref="NormTransformer.Columns"/>.</summary>
    public IReadOnlyList<RunningStatistics> ColumnStatistics => _statistics;

    /// <summary>What it was fitted with, gamma and beta included.</summary>
    public BatchNormOptions Options { get; }

    internal override DataViewType CheckInput(int column, DataViewType input)
    {
        string name = Columns[column].InputColumnName;
        int channels = _statistics[column].ChannelCount;
        if (!ColumnTypes.IsNumber(ColumnTypes.ItemOf(input)))
            throw ColumnTypes.Mismatch(name, input, BatchNormEstimator.Accepts);
        if (Options.ChannelsOf(input) != channels || (input is VectorDataViewType vector && (vector.Size == 0 || vector.Size % channels != 0)))
            throw ColumnTypes.Mismatch(name, input, channels == 1 ? "one channel, as when it was fitted" : $"a vector of {channels} channels, as when it was fitted");

        return ColumnTypes.OutputOf(input);
    }

    internal override RowNormalizer<T> CreateNormalizer<T>(int column, DataViewType input)
    {
        FittedBatchNorm<T> fitted = FittedChannels.Prepare<T>(_statistics[column], Options);
        NormLayout layout = Options.Layout;
        int channels = fitted.Channels;
        return example => fitted.Normalize(example, example, example.Length / channels, layout);
    }

    private protected override void Save(ModelSaveContext context) => ModelPayload.Save(context, Version, writer =>
    {
        writer.Write(Columns);
        BatchNormOptionsFormat.Write(writer, Options);
        foreach (RunningStatistics statistics in _statistics)
            writer.Write(statistics);
    });

    // Found by ML.NET's loader through the attribute above.
    static BatchNormTransformer Create(IHostEnvironment environment, ModelLoadContext context) => ModelPayload.Load(context, Version, "BatchNorm", reader =>
    {
        InputOutputColumnPair[] columns = reader.ReadColumns();
        BatchNormOptions options = BatchNormOptionsFormat.Read(reader);
        return new BatchNormTransformer(environment, columns, options, Array.ConvertAll(columns, _ => reader.ReadStatistics()));
    });

    static void CheckLength(IReadOnlyList<double>? values, int channels, string name)
    {
        if (values is { Count: > 0 } && values.Count != channels)
            throw new ArgumentException($"{name} has {values.Count} elements; the column has {channels} channels.", "options");
    }
}
