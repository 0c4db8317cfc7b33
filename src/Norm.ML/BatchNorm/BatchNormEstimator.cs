using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Norm.ML.Internals;

namespace Norm.ML;

/// <summary>
/// Learns mean and variance of each channel from the data and normalizes with them: <c>y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c>.
/// </summary>
/// <remarks>
/// <para>Input: a number, or a vector of known size, of Single, Double or an integer type. Output: the same shape, of Single, or Double for Double. A channel
/// is a column, or a slot of a vector column.</para>
/// <para>The statistics are exact over the whole data: one pass, in row order whatever the number of cursors, summed in double with corrections, so that they
/// are right also where the mean is far above the spread. Source of the formula: Ioffe and Szegedy, "Batch Normalization", 2015. Made by
/// <see cref="NormTransforms.BatchNorm(TransformsCatalog, string, string?, BatchNormOptions?)"/>.</para>
/// </remarks>
public sealed class BatchNormEstimator : IEstimator<BatchNormTransformer>
{
    internal const string Accepts = "a number or a vector of known size, of " + ColumnTypes.AcceptedItems;

    // A line of progress each time so many more rows are read.
    const long ProgressStep = 1 << 16;

    readonly IHost _host;
    readonly InputOutputColumnPair[] _columns;
    readonly BatchNormOptions _options;

    internal BatchNormEstimator(IHostEnvironment environment, InputOutputColumnPair[] columns, BatchNormOptions options)
    {
        options.Check();
        _host = environment.Register(nameof(BatchNormEstimator));
        _columns = columns;
        _options = options;
    }

    /// <summary>Reads the data once and learns the statistics.</summary>
    /// <param name="input">The data, at least two rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or is no number and no vector of known size.</exception>
    /// <exception cref="InvalidOperationException">The data has fewer than two rows, or a channel has no finite value.</exception>
    /// <exception cref="OperationCanceledException"><see cref="BatchNormOptions.Cancellation"/> was cancelled.</exception>
    public BatchNormTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column[] inputs = Array.ConvertAll(_columns, pair => Check(input.Schema, pair.InputColumnName));
        StatisticsAccumulator[] builders = Array.ConvertAll(inputs, column => Accumulate(column));
        FitColumn[] columns = [.. inputs.Zip(builders, FitColumn.Create)];

        using IChannel channel = _host.Start("Fit");
        long rows = 0;
        using (IProgressChannel progress = _host.StartProgressChannel("Fit BatchNorm"))
        {
            progress.SetHeader(new ProgressHeader("rows"), entry => entry.SetProgress(0, Interlocked.Read(ref rows)));
            long reported = 0;
            void Report(long now)
            {
                Interlocked.Exchange(ref rows, now);
                if (now - reported < ProgressStep)
                    return;
                reported = now;
                progress.Checkpoint((double)now);
            }

            new FitPass(input, inputs, columns, _options.MaximumExampleCount ?? long.MaxValue, Report, _options.Cancellation).Run();
            progress.Checkpoint((double)rows);
        }

        RunningStatistics[] statistics = Array.ConvertAll(builders, builder => builder.ToStatistics());
        for (int i = 0; i < statistics.Length; i++)
            CheckEnough(rows, _columns[i].InputColumnName, statistics[i]);

        Summarize(channel, statistics);
        return new BatchNormTransformer(_host, _columns, _options, statistics);
    }

    /// <summary>The columns that the fitted transformer will give.</summary>
    /// <param name="inputSchema">The columns that the data will have.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or is no number and no vector of known size.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => NormShape.Apply(inputSchema, _columns, Accepts, scalars: true, variableSize: false);

    static DataViewSchema.Column Check(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = ColumnTypes.Find(schema, name);
        bool sizeIsKnown = column.Type is not VectorDataViewType vector || vector.IsKnownSize;
        return sizeIsKnown && ColumnTypes.IsNumber(ColumnTypes.ItemOf(column.Type)) ? column : throw ColumnTypes.Mismatch(name, column.Type, Accepts);
    }

    StatisticsAccumulator Accumulate(DataViewSchema.Column column)
    {
        string[] names = ChannelLabels.Of(column);
        return new StatisticsAccumulator(names.Length, _options.NonFinite, names);
    }

    static void CheckEnough(long rows, string column, RunningStatistics statistics)
    {
        if (rows < 2)
            throw new InvalidOperationException($"BatchNorm of column '{column}' needs at least 2 rows to learn a variance; the data has {rows}.");

        for (int channel = 0; channel < statistics.ChannelCount; channel++)
        {
            if (statistics[channel].Count == 0)
                throw new InvalidOperationException($"BatchNorm of column '{column}': {ChannelLabels.Describe(statistics, channel)} has no finite value in {rows} rows.");
        }
    }

    void Summarize(IChannel channel, RunningStatistics[] statistics)
    {
        for (int i = 0; i < statistics.Length; i++)
        {
            // "5 channels, 1000 rows, 3 missing and 0 infinite values"
            channel.Info(MessageSensitivity.Schema, "BatchNorm of '{0}': {1}", _columns[i].InputColumnName, statistics[i]);
        }
    }
}
