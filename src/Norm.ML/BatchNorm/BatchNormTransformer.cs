using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Norm.ML;
using Norm.ML.Internals;

[assembly: LoadableClass("Normalizes each channel with learned statistics.", typeof(BatchNormTransformer), null, typeof(SignatureLoadModel),
    "Batch normalization", BatchNormTransformer.LoaderSignature)]

namespace Norm.ML;

/// <summary>Normalizes each channel with learned statistics; made by <see cref="BatchNormEstimator"/>, which has the formula.</summary>
public sealed class BatchNormTransformer : NormTransformer
{
    internal const string LoaderSignature = "NormBatchNorm";

    // The distance from 1 to the next double, in scikit-learn's bound for constant channels.
    const double Unit = 1.0 / (1L << 52);

    readonly BatchNormOptions _options;
    readonly RunningStatistics[] _statistics;
    readonly double[] _gamma;
    readonly double[] _beta;

    internal BatchNormTransformer(IHostEnvironment environment, IEnumerable<InputOutputColumnPair> columns, BatchNormOptions options, RunningStatistics[] statistics)
        : base(environment, columns)
    {
        _options = options;
        _statistics = statistics;
        _gamma = [.. options.Gamma ?? []];
        _beta = [.. options.Beta ?? []];
        foreach (RunningStatistics column in statistics)
        {
            CheckLength(_gamma, column.ChannelCount, nameof(BatchNormOptions.Gamma));
            CheckLength(_beta, column.ChannelCount, nameof(BatchNormOptions.Beta));
        }
    }

    static VersionInfo Version => new(
        modelSignature: "NORMBATC",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(BatchNormTransformer).Assembly.FullName,
        loaderSignature: LoaderSignature);

    /// <summary>What was learned, per channel; of the first column if there are several.</summary>
    public RunningStatistics Statistics => _statistics[0];

    /// <summary>What was learned from each of <see cref="NormTransformer.Columns"/>.</summary>
    public IReadOnlyList<RunningStatistics> ColumnStatistics => _statistics;

    /// <summary>Added to the variance under the square root.</summary>
    public double Epsilon => _options.Epsilon;

    /// <summary>What is subtracted from the count in the divisor of the normalizing variance.</summary>
    public double Correction => _options.Correction;

    /// <summary>What happens to channels that were constant in the data.</summary>
    public ConstantChannels Constant => _options.Constant;

    /// <summary>Scale per channel; empty means 1.</summary>
    public IReadOnlyList<double> Gamma => _gamma;

    /// <summary>Shift per channel; empty means 0.</summary>
    public IReadOnlyList<double> Beta => _beta;

    internal override DataViewType CheckInput(int column, DataViewType input)
    {
        string name = Columns[column].InputColumnName;
        int channels = _statistics[column].ChannelCount;
        if (!ColumnTypes.IsNumber(ColumnTypes.ItemOf(input)))
            throw ColumnTypes.Mismatch(name, input, BatchNormEstimator.Accepts);
        if ((input is VectorDataViewType vector ? vector.Size : 1) != channels)
            throw ColumnTypes.Mismatch(name, input, channels == 1 ? "one value, as when it was fitted" : $"a vector of {channels} elements, as when it was fitted");

        return ColumnTypes.OutputOf(input);
    }

    internal override RowNormalizer<T> CreateNormalizer<T>(int column, DataViewType input)
    {
        FittedChannels channels = Prepare(_statistics[column]);
        T[] gamma = Array.ConvertAll(channels.Gamma, T.CreateChecked), beta = Array.ConvertAll(channels.Beta, T.CreateChecked);
        var fitted = new FittedBatchNorm<T>(channels.Mean, channels.Variance, gamma, beta, epsilon: 0, channels.MeanLow);
        return example => fitted.Normalize(example, example);
    }

    internal override OnnxNorm ToOnnx(int column, DataViewType input) => new OnnxChannels(Prepare(_statistics[column]));

    private protected override void Save(ModelSaveContext context) => ModelPayload.Save(context, Version, writer =>
    {
        writer.Write(Columns);
        writer.Write(Epsilon);
        writer.Write((byte)Constant);
        writer.Write(Correction);
        writer.Write(_gamma);
        writer.Write(_beta);
        foreach (RunningStatistics statistics in _statistics)
            writer.Write(statistics);
    });

    // Found by ML.NET's loader through the attribute above.
    static BatchNormTransformer Create(IHostEnvironment environment, ModelLoadContext context) => ModelPayload.Load(context, Version, "BatchNorm", reader =>
    {
        InputOutputColumnPair[] columns = reader.ReadColumns();
        var options = new BatchNormOptions
        {
            Epsilon = reader.ReadDouble(),
            Constant = reader.ReadEnum<ConstantChannels>(),
            Correction = reader.ReadDouble(),
            Gamma = reader.ReadDoubles(),
            Beta = reader.ReadDoubles(),
        };
        options.Check();
        return new BatchNormTransformer(environment, columns, options, Array.ConvertAll(columns, _ => reader.ReadStatistics()));
    });

    FittedChannels Prepare(RunningStatistics statistics)
    {
        int channels = statistics.ChannelCount;
        double[] mean = new double[channels], meanLow = new double[channels], variance = new double[channels], gamma = new double[channels];
        for (int i = 0; i < channels; i++)
        {
            ChannelStatistics channel = statistics[i];
            mean[i] = channel.Mean;
            meanLow[i] = channel.MeanLow;
            variance[i] = channel.Variance(Correction) + Epsilon;
            gamma[i] = _gamma.Length == 0 ? 1 : _gamma[i];
            if (Constant == ConstantChannels.Epsilon || !IsConstant(channel))
                continue;

            variance[i] = 1;
            if (Constant == ConstantChannels.Zero)
                gamma[i] = 0;
        }

        return new FittedChannels(mean, meanLow, variance, gamma, _beta);
    }

    static bool IsConstant(in ChannelStatistics channel)
    {
        double variance = channel.Variance(), rounding = channel.Count * Unit, drift = rounding * channel.Mean;
        return channel.IsConstant || variance <= (rounding * variance) + (drift * drift);
    }

    static void CheckLength(double[] values, int channels, string name)
    {
        if (values.Length != 0 && values.Length != channels)
            throw new ArgumentException($"{name} has {values.Length} elements; the column has {channels} channels.", "options");
    }
}
