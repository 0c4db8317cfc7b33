using System.Collections.Concurrent;
using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Internals.Groups;
using Norm.ML.Internals.Persistence;
using Norm.ML.Internals.Rows;

namespace Norm.ML.Internals.Fitting;

/// <summary>What a fit leaves: its options and what was learned of each column. BatchNorm normalizes with it, and its inverse undoes that.</summary>
internal sealed class BatchNormModel
{
    // Made at first use and shared by all cursors: preparing many channels takes longer than normalizing a row.
    private readonly ConcurrentDictionary<(int Column, Type Element), object> _kernels = [];
    private readonly ConcurrentDictionary<(int Column, Type Element), object> _groups = [];
    private readonly ConcurrentDictionary<(int Column, bool Inverse), bool> _keepsZeros = [];

    /// <exception cref="InvalidOperationException">A column's statistics cannot normalize.</exception>
    public BatchNormModel(
        IReadOnlyList<InputOutputColumnPair> columns, BatchNormOptions options, IReadOnlyList<RunningStatistics> learned,
        IReadOnlyList<GroupedStatistics>? groups = null)
    {
        Options = options with { Cancellation = default };
        Learned = learned;
        Groups = groups;
        Statistics = [.. learned.Select(column => column.WithoutChunks())];
        for (int i = 0; i < Statistics.Count; i++)
        {
            // A running mean and variance may come without rows.
            if (Statistics[i] is { RowCount: > 0 } or { Exponential: null })
            {
                BatchNormFit.CheckEnough(columns[i].InputColumnName, Statistics[i]);
            }

            CheckLength(options.Gamma, i, nameof(BatchNormOptions.Gamma));
            CheckLength(options.Beta, i, nameof(BatchNormOptions.Beta));
        }

        void CheckLength(IReadOnlyList<double>? values, int column, string name)
        {
            if (values is { Count: > 0 } && values.Count != Statistics[column].ChannelCount)
            {
                throw new ArgumentException(
                    $"{name} has {values.Count} elements; column '{columns[column].InputColumnName}' has {Statistics[column].ChannelCount} channels.",
                    nameof(options));
            }
        }
    }

    public BatchNormOptions Options { get; }

    /// <summary>What was learned of each column, in the form that another fit goes on from: with the tree's nodes, where they are known.</summary>
    public IReadOnlyList<RunningStatistics> Learned { get; }

    public IReadOnlyList<RunningStatistics> Statistics { get; }

    /// <summary>What was learned of each column's keys; null where there is one set of statistics.</summary>
    public IReadOnlyList<GroupedStatistics>? Groups { get; }

    public FittedChannels Channels(int column) => FittedChannels.Of(Statistics[column], Options);

    /// <summary>The kernel of one column's channels.</summary>
    public FittedBatchNorm<T> Kernel<T>(int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (FittedBatchNorm<T>)_kernels.GetOrAdd((column, typeof(T)), key => Channels(key.Column).ToKernel<T>());

    /// <summary>Refuses an input that does not have the channels of the fit, and gives the output's type.</summary>
    public DataViewType CheckInput(string name, int column, DataViewType input)
    {
        int channels = Statistics[column].ChannelCount;
        if (!ColumnTypes.IsNumber(ColumnTypes.ItemOf(input)))
        {
            throw ColumnTypes.Mismatch(name, input, BatchNormEstimator.Accepts);
        }

        if (Options.ChannelsOf(input) != channels || (input is VectorDataViewType vector && (vector.Size == 0 || vector.Size % channels != 0)))
        {
            throw ColumnTypes.Mismatch(name, input, channels == 1 ? "one channel, as when it was fitted"
                : $"a vector of {channels} channels, as when it was fitted");
        }

        return ColumnTypes.OutputOf(input);
    }

    /// <summary>How many positions each channel has in an example of a type that was checked.</summary>
    public int Positions(int column, DataViewType input) => (input is VectorDataViewType vector ? vector.Size : 1) / Statistics[column].ChannelCount;

    /// <summary>The norm of one column's examples.</summary>
    public RowNormalizer<T> CreateNormalizer<T>(int column, DataViewType input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FittedBatchNorm<T> fitted = Kernel<T>(column);
        NormLayout layout = Options.Layout;
        int positions = Positions(column, input);
        return (x, y) => fitted.Normalize(x, y, positions, layout);
    }

    /// <summary>The norm of one column's examples, or its inverse, with the statistics of each row's key.</summary>
    public RowNormalizer<T> CreateNormalizer<T>(int column, DataViewType input, KeyReader key, bool inverse)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GroupNorms<T> norms = GroupNorms<T>(column);
        NormLayout layout = Options.Layout;
        int positions = Positions(column, input);
        return (x, y) =>
        {
            if (norms.Of(key()) is not { } norm)
            {
                y[..x.Length].Fill(T.NaN);
            }
            else if (inverse)
            {
                norm.Kernel.Denormalize(x, y, positions, layout);
            }
            else
            {
                norm.Kernel.Normalize(x, y, positions, layout);
            }
        };
    }

    /// <summary>The same for sparse rows: those of keys with which zeros stay zeros. Null where that can be none.</summary>
    public SparseNormalizer<T>? CreateSparseNormalizer<T>(int column, DataViewType input, KeyReader key, bool inverse)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Options.Center)
        {
            return null;
        }

        GroupNorms<T> norms = GroupNorms<T>(column);
        NormLayout layout = Options.Layout;
        int positions = Positions(column, input);
        return (_, indices, values, destination) =>
        {
            if (norms.Of(key()) is not { } norm || !(inverse ? norm.KeepsZerosBack : norm.KeepsZeros))
            {
                return false;
            }

            Apply(norm.Kernel, indices, values, destination, positions, layout, inverse);
            return true;
        };
    }

    /// <summary>The norm of one column's sparse rows, or its inverse; null where zeros do not stay zeros.</summary>
    public SparseNormalizer<T>? CreateSparseNormalizer<T>(int column, DataViewType input, bool inverse)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!_keepsZeros.GetOrAdd((column, inverse), key => Channels(key.Column).KeepsZeros(key.Inverse)))
        {
            return null;
        }

        FittedBatchNorm<T> fitted = Kernel<T>(column);
        NormLayout layout = Options.Layout;
        int positions = Positions(column, input);
        return (_, indices, values, destination) =>
        {
            Apply(fitted, indices, values, destination, positions, layout, inverse);
            return true;
        };
    }

    private static void Apply<T>(
        FittedBatchNorm<T> fitted, ReadOnlySpan<int> indices, ReadOnlySpan<T> values, Span<T> destination, int positions, NormLayout layout,
        bool inverse)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inverse)
        {
            fitted.DenormalizeAt(values, indices, destination, positions, layout);
        }
        else
        {
            fitted.NormalizeAt(values, indices, destination, positions, layout);
        }
    }

    private GroupNorms<T> GroupNorms<T>(int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (GroupNorms<T>)_groups.GetOrAdd((column, typeof(T)), key => new GroupNorms<T>(Groups![key.Column], Options, Channels(key.Column)));

    public void Write(BinaryWriter writer)
    {
        BatchNormOptionsFormat.Write(writer, Options);
        foreach (GroupedStatistics column in Groups ?? [])
        {
            writer.Write(column.Save);
        }

        // Statistics per key hold those of all rows.
        foreach (RunningStatistics column in Groups is null ? Learned : [])
        {
            writer.Write(column.Save);
        }
    }

    public static BatchNormModel Read(BinaryReader reader, uint version, InputOutputColumnPair[] columns)
    {
        BatchNormOptions options = BatchNormOptionsFormat.Read(reader, version);
        if (options.GroupColumnName is null)
        {
            return new BatchNormModel(columns, options, Array.ConvertAll(columns, _ => reader.ReadStatistics(RunningStatistics.Load)));
        }

        GroupedStatistics[] groups = Array.ConvertAll(columns, _ => reader.ReadStatistics(GroupedStatistics.Load));
        return new BatchNormModel(columns, options, Array.ConvertAll(groups, column => column.All), groups);
    }
}
