using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Norm.ML.Internals;
using Norm.ML.Internals.Fitting;
using Norm.ML.Internals.Onnx;

namespace Norm.ML;

/// <summary>
/// What every BatchNorm with learned statistics has, whichever kernel runs it: <see cref="BatchNormTransformer"/> for sizes known at run time, and
/// <see cref="FittedNormKernelTransformer{TKernel, T}"/> for a generated kernel.
/// </summary>
public abstract partial class FittedNormTransformer : NormTransformer
{
    private protected FittedNormTransformer(IHostEnvironment environment, IEnumerable<InputOutputColumnPair> columns, BatchNormModel model)
        : base(environment, columns) => Model = model;

    /// <summary>What was learned, per channel and by the channels' names; of the first column if there are several.</summary>
    public RunningStatistics Statistics => Model.Statistics[0];

    /// <summary>What was learned from each of <see cref="NormTransformer.Columns"/>.</summary>
    public IReadOnlyList<RunningStatistics> ColumnStatistics => Model.Statistics;

    /// <summary>What it was fitted with: gamma, beta, and what a generated kernel fixes included.</summary>
    public BatchNormOptions Options => Model.Options;

    /// <summary>Scale per channel; empty means 1.</summary>
    public IReadOnlyList<double> Gamma => Options.Gamma ?? [];

    /// <summary>Shift per channel; empty means 0.</summary>
    public IReadOnlyList<double> Beta => Options.Beta ?? [];

    internal BatchNormModel Model { get; }

    /// <summary>The generated kernel that runs; null for the library's own.</summary>
    internal virtual string? KernelName => null;

    /// <summary>What was learned from one column.</summary>
    /// <param name="columnName">What the column is called before or after normalization.</param>
    /// <exception cref="ArgumentException">There is no such column, or the name belongs to two of them; the message lists the columns.</exception>
    public RunningStatistics GetStatistics(string columnName) => Model.Statistics[IndexOf(columnName)];

    internal override OnnxNorm ToOnnx(int column, DataViewType input) => Model.Groups is not null ? throw BatchNormGroups.NoGraph(Options)
        : new OnnxChannels(Model.Channels(column), Options.Layout, Model.Positions(column, input));

    /// <summary>What is known after more data.</summary>
    private protected BatchNormModel Learn(IDataView data, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(data);
        for (int i = 0; i < Columns.Count; i++)
        {
            CheckInput(i, ColumnTypes.Find(data.Schema, Columns[i].InputColumnName).Type);
        }

        for (int i = 0; i < Columns.Count && Options.BatchSize is null; i++)
        {
            if (Model.Statistics[i].Exponential is not null)
            {
                throw new InvalidOperationException(
                    $"What normalizes column '{Columns[i].InputColumnName}' is a running mean and variance, which mini-batches change; set "
                        + $"{nameof(BatchNormOptions.BatchSize)} to go on with them.");
            }
        }

        return BatchNormFit.Run(Host, data, Columns, Options with { Cancellation = cancellation }, Model);
    }

    /// <summary>
    /// The position among <see cref="NormTransformer.Columns"/> of the one column that an input or output name means; null where there is one only.
    /// </summary>
    internal int IndexOf(string? columnName)
    {
        if (columnName is null && Columns.Count == 1)
        {
            return 0;
        }

        // An output is one column's; an input may be several's.
        int[] found = [.. Enumerable.Range(0, Columns.Count).Where(i => Columns[i].OutputColumnName == columnName)];
        if (found.Length == 0)
        {
            found = [.. Enumerable.Range(0, Columns.Count).Where(i => Columns[i].InputColumnName == columnName)];
        }

        if (found.Length == 1)
        {
            return found[0];
        }

        string all = string.Join(", ", Columns.Select(pair => pair.InputColumnName == pair.OutputColumnName ? $"'{pair.InputColumnName}'"
            : $"'{pair.InputColumnName}' as '{pair.OutputColumnName}'"));
        throw new ArgumentException(
            $"{(columnName is null ? "One of several columns has to be named" : $"'{columnName}' does not name one column")}; this BatchNorm has "
                + $"{all}.", nameof(columnName));
    }
}
