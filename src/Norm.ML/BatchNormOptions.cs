using Microsoft.ML.Data;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

/// <summary>Options of <see cref="BatchNormEstimator"/>, and of a generated kernel of BatchNorm.</summary>
/// <remarks>A generated kernel fixes some of them: its channels, its layout, and the epsilon that its attribute names. Leave those out; another value
/// is refused.</remarks>
public sealed record BatchNormOptions
{
    private readonly double? _epsilon;
    private readonly NormLayout? _layout;

    /// <summary>
    /// Added to the variance under the square root; not negative. In the squared unit of the input. Default 0, also for a generated kernel whose
    /// attribute names none, because the variance of a whole data set is not close to 0 by chance and features may be small: with 1e-5 a column of 0
    /// to 0.001 would come out with a deviation of 0.09 instead of 1. A network layer's usual value is 1e-5.
    /// </summary>
    public double Epsilon
    {
        get => _epsilon ?? 0;
        init => _epsilon = value;
    }

    /// <summary>What happens to channels that were constant in the data. Default <see cref="ConstantChannels.CenterOnly"/>.</summary>
    public ConstantChannels Constant { get; init; } = ConstantChannels.CenterOnly;

    /// <summary>
    /// The correction of the degrees of freedom (NumPy's <c>ddof</c>): the variance is the sum of squared deviations over <c>n - Correction</c>. 0
    /// (default) is the population variance, as in PyTorch's normalization and scikit-learn; 1 is the sample variance, as in Spark. With
    /// <see cref="BatchSize"/>, <see cref="Momentum"/> sets it.
    /// </summary>
    public double Correction { get; init; }

    /// <summary>
    /// Whether the mean is subtracted. True by default. With false, <c>y = x / sqrt(variance + epsilon) * gamma + beta</c> (scikit-learn's
    /// <c>with_mean=False</c>): zeros stay zeros, so that sparse rows stay sparse if beta is absent or 0. The variance is still that around the mean.
    /// </summary>
    public bool Center { get; init; } = true;

    /// <summary>What NaN and infinity do to the statistics. In the output they stay what they are.</summary>
    public NonFinitePolicy NonFinite { get; init; } = NonFinitePolicy.Ignore;

    /// <summary>How many rows the fit reads, from the first; null for all.</summary>
    public long? MaximumExampleCount { get; init; }

    /// <summary>A column of sample weights: how many rows a row stands for, 0 or 1e-30 to 1e30; null if each counts once.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>
    /// The column whose value says which statistics a row is normalized with: each of its keys has statistics of its own. Text, a key, an integer or
    /// a boolean; a key is missing where the text is empty or the key is 0. Null (default) for one set of statistics. Exact statistics only: it does
    /// not go with <see cref="BatchSize"/>, nor with a generated kernel.
    /// </summary>
    public string? GroupColumnName { get; init; }

    /// <summary>
    /// What happens to rows whose key was not seen by the fit, or is missing. Default <see cref="UnseenKeys.Error"/>. Needs
    /// <see cref="GroupColumnName"/>.
    /// </summary>
    public UnseenKeys UnseenKeys { get; init; }

    /// <summary>
    /// The most keys that a fit takes. Default <see cref="GroupedStatisticsAccumulator.DefaultMaximumGroups"/>; one more is an error, for a column
    /// that tells rows apart was probably not meant.
    /// </summary>
    public int MaximumGroups { get; init; } = GroupedStatisticsAccumulator.DefaultMaximumGroups;

    /// <summary>
    /// The number of rows of a mini-batch. If it is set, the transformer normalizes with exponential running statistics, as a network layer does at
    /// inference. Null (default) for exact statistics of the whole data.
    /// </summary>
    public int? BatchSize { get; init; }

    /// <summary>
    /// Whether a last mini-batch of fewer than <see cref="BatchSize"/> rows is left out of the running statistics, as data loaders' <c>drop_last</c>
    /// does. False (default) uses it, however small; one row alone has no sample variance, and PyTorch's rule refuses it. The exact statistics,
    /// which are kept too, hold all rows. Needs <see cref="BatchSize"/>.
    /// </summary>
    public bool DropLast { get; init; }

    /// <summary>How a mini-batch updates the running statistics; null for PyTorch's rule with momentum 0.1. Needs <see cref="BatchSize"/>.</summary>
    public MomentumRule? Momentum { get; init; }

    /// <summary>
    /// How many channels an example has. Null: each slot of a flat vector is a channel; of a vector of several dimensions the first is (the last,
    /// with channels last), and the other dimensions are positions of a channel.
    /// </summary>
    public int? Channels { get; init; }

    /// <summary>
    /// Whether an example is <c>[channels, positions]</c> (default) or <c>[positions, channels]</c>; the same where each channel has one position.
    /// </summary>
    public NormLayout Layout
    {
        get => _layout ?? NormLayout.ChannelsFirst;
        init => _layout = value;
    }

    /// <summary>Scale per channel, or null for 1.</summary>
    public IReadOnlyList<double>? Gamma { get; init; }

    /// <summary>Shift per channel, or null for 0.</summary>
    public IReadOnlyList<double>? Beta { get; init; }

    /// <summary>
    /// Statistics that are known already, one channel for each of the column: <see cref="RunningStatistics.FromMoments"/> makes them of means and
    /// variances. Then nothing is learned and no row is read; options about reading rows apply to <see cref="BatchNormTransformer.Update"/> only.
    /// Null (default) to learn.
    /// </summary>
    public RunningStatistics? Statistics { get; init; }

    /// <summary>Stops a fit between two blocks of rows.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Epsilon, if it was set.</summary>
    internal double? GivenEpsilon => _epsilon;

    /// <summary>The layout, if it was set.</summary>
    internal NormLayout? GivenLayout => _layout;

    /// <summary>
    /// Statistics, gamma and beta of a trained BatchNorm in a safetensors file, by PyTorch's names: see
    /// <see cref="BatchNormParameters.FromSafetensors"/>.
    /// </summary>
    /// <param name="path">A safetensors file.</param>
    /// <param name="prefix">The path of the norm in the network, such as <c>features.1</c>; empty for plain names.</param>
    /// <param name="epsilon">The layer's epsilon, which such a file does not hold. Default 1e-5, as in PyTorch; Keras has 1e-3.</param>
    /// <returns>Options with which <c>ml.Transforms.BatchNorm</c> is that layer. Each channel of the layer is a channel of the column.</returns>
    /// <exception cref="InvalidDataException">The file is not valid, lacks a tensor, or one has the wrong shape or value; the message names the file,
    /// the tensor and what is expected.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BatchNormOptions FromSafetensors(string path, string prefix, double epsilon = 1e-5)
    {
        BatchNormParameters trained = BatchNormParameters.FromSafetensors(path, prefix);
        return new() { Statistics = trained.ToStatistics(), Gamma = trained.Gamma, Beta = trained.Beta, Epsilon = epsilon };
    }

    internal void Check()
    {
        if (!(Epsilon >= 0 && double.IsFinite(Epsilon)))
        {
            throw new ArgumentOutOfRangeException(nameof(Epsilon), Epsilon, $"Epsilon is {Epsilon}; accepted: a finite number that is not negative.");
        }

        if (!Enum.IsDefined(Constant))
        {
            throw new ArgumentOutOfRangeException(nameof(Constant), Constant, $"{Constant} is not a value of {nameof(ConstantChannels)}.");
        }

        if (Constant == ConstantChannels.Epsilon && Epsilon == 0)
        {
            throw new ArgumentException(
                $"{nameof(ConstantChannels)}.{nameof(ConstantChannels.Epsilon)} divides constant channels by the root of epsilon; epsilon is 0.",
                nameof(Constant));
        }

        if (!(Correction >= 0 && double.IsFinite(Correction)))
        {
            throw new ArgumentOutOfRangeException(nameof(Correction), Correction,
                $"Correction is {Correction}; accepted: a finite number that is not negative.");
        }

        if (!Enum.IsDefined(NonFinite))
        {
            throw new ArgumentOutOfRangeException(nameof(NonFinite), NonFinite, $"{NonFinite} is not a value of {nameof(NonFinitePolicy)}.");
        }

        if (MaximumExampleCount is <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(MaximumExampleCount), MaximumExampleCount,
                $"MaximumExampleCount is {MaximumExampleCount}; accepted: a positive number, or null for all.");
        }

        if (BatchSize is < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(BatchSize), BatchSize,
                $"BatchSize is {BatchSize}; accepted: at least 2 rows, or null for exact statistics.");
        }

        if (Momentum is not null && BatchSize is null)
        {
            throw new ArgumentException("Momentum is a matter of mini-batches; set BatchSize too.", nameof(Momentum));
        }

        if (DropLast && BatchSize is null)
        {
            throw new ArgumentException("DropLast is a matter of mini-batches; set BatchSize too.", nameof(DropLast));
        }

        if (Correction != 0 && BatchSize is not null)
        {
            throw new ArgumentException("Correction is the momentum rule's with mini-batches; leave it 0.", nameof(Correction));
        }

        ChannelShape.CheckOptions(Channels, Layout);
        CheckGroups();
    }

    private void CheckGroups()
    {
        if (!Enum.IsDefined(UnseenKeys))
        {
            throw new ArgumentOutOfRangeException(nameof(UnseenKeys), UnseenKeys, $"{UnseenKeys} is not a value of {nameof(Norm.ML.UnseenKeys)}.");
        }

        if (MaximumGroups < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(MaximumGroups), MaximumGroups, $"MaximumGroups is {MaximumGroups}; accepted: 1 or more.");
        }

        if (GroupColumnName is null)
        {
            if (UnseenKeys != UnseenKeys.Error)
            {
                throw new ArgumentException("UnseenKeys is a matter of statistics per key; set GroupColumnName too.", nameof(UnseenKeys));
            }

            if (MaximumGroups != GroupedStatisticsAccumulator.DefaultMaximumGroups)
            {
                throw new ArgumentException("MaximumGroups is a matter of statistics per key; set GroupColumnName too.", nameof(MaximumGroups));
            }

            return;
        }

        if (GroupColumnName.Length == 0)
        {
            throw new ArgumentException("GroupColumnName is empty; accepted: the name of a column, or null for one set of statistics.",
                nameof(GroupColumnName));
        }

        if (BatchSize is not null)
        {
            throw new ArgumentException("GroupColumnName goes with exact statistics; leave BatchSize out.", nameof(BatchSize));
        }

        if (Statistics is not null)
        {
            throw new ArgumentException(
                $"Statistics are one set, and GroupColumnName asks for one per key; give {nameof(GroupedStatistics)} to "
                    + "mlContext.Transforms.BatchNorm.",
                nameof(Statistics));
        }
    }

    /// <summary>The channels of a column of a type that was checked: those of <see cref="ChannelShape"/>, or every slot.</summary>
    internal int ChannelsOf(DataViewType type) => ChannelShape.Find(type, Channels, Layout) ?? (type is VectorDataViewType vector ? vector.Size : 1);
}
