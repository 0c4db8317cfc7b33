using Norm.ML.Internals.Moments;

namespace Norm.ML;

/// <summary>
/// What is known about the channels of a data set after one pass over it: per channel the count, weight, mean, squared deviations, least
/// and greatest value, and how many values were missing or infinite. Immutable, small, and mergeable: every way of fitting produces it.
/// </summary>
/// <remarks>
/// <para>Values are made by a <see cref="StatisticsAccumulator"/>, joined by <see cref="Merge(RunningStatistics, RunningStatistics)"/> or a <see
/// cref="StatisticsTree"/>, and kept
/// in files (<see cref="Save(string)"/>, docs/statistics-file.md) or as JSON (<see cref="ToJson"/>).</para>
/// <para>Mean and squared deviations are pairs of doubles, so that merging loses nothing: the relative error of the variance stays below
/// 1e-14 for means a million times the spread, in any order and with any number of merges. Formulas: T. F. Chan, G. H. Golub and
/// R. J. LeVeque, "Algorithms for computing the sample variance", The American Statistician 37 (1983).</para>
/// </remarks>
public sealed partial class RunningStatistics : IEquatable<RunningStatistics>
{
    private readonly ChannelNames? _names;

    internal RunningStatistics(
        MomentArrays planes, ChannelNames? names, ExponentialMoments? exponential = null, ShardInfo? shard = null, ChunkNodes? nodes = null)
    {
        Nodes = nodes;
        Planes = planes;
        _names = names;
        Exponential = exponential;
        Shard = shard;
    }

    internal MomentArrays Planes { get; }

    internal ChannelNames? Names => _names;

    internal ChunkNodes? Nodes { get; }

    /// <summary>The number of channels.</summary>
    public int ChannelCount => Planes.Channels;

    /// <summary>The number of rows seen, whatever they held.</summary>
    public long RowCount => Planes.Rows;

    /// <summary>The channels' names in order; empty if none were given.</summary>
    public IReadOnlyList<string> ChannelNames => _names?.List ?? [];

    /// <summary>Exponential running mean and variance, where a momentum was used; otherwise null.</summary>
    public ExponentialMoments? Exponential { get; }

    /// <summary>Which shard of a source this is, where that was recorded; otherwise null.</summary>
    public ShardInfo? Shard { get; }

    /// <summary>Which chunks of the source these rows are, where the tree's nodes are kept (<see cref="StatisticsTree.ToShard"/>), so that
    /// merging gives the bits of one pass; otherwise null.</summary>
    public ChunkRange? Chunks => Nodes?.Range;

    /// <summary>The statistics of a channel.</summary>
    /// <param name="channel">Its position, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    public ChannelStatistics this[int channel]
    {
        get
        {
            if ((uint)channel >= (uint)ChannelCount)
            {
                throw new ArgumentOutOfRangeException(nameof(channel), channel, $"channel has to lie in 0 to {ChannelCount - 1}, but is {channel}.");
            }

            return new(channel, _names?.List[channel], Planes[channel]);
        }
    }

    /// <summary>The statistics of a channel.</summary>
    /// <param name="name">Its name, compared exactly.</param>
    /// <exception cref="KeyNotFoundException">There is no such channel, or there are no names.</exception>
    public ChannelStatistics this[string name]
    {
        get
        {
            int channel = IndexOf(name);
            if (channel >= 0)
            {
                return this[channel];
            }

            throw new KeyNotFoundException(_names is null ? $"There is no channel '{name}': these statistics have no channel names."
                : $"There is no channel '{name}' among {_names.Summary()}.");
        }
    }

    /// <summary>The position of a channel; -1 if there is no such name.</summary>
    /// <param name="name">The name, compared exactly.</param>
    public int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _names?.IndexOf(name) ?? -1;
    }

    /// <summary>Statistics of no rows, which leave what they are merged with as it is.</summary>
    /// <param name="channels">The number of channels, at least 1.</param>
    /// <param name="channelNames">Their names: as many, all different, none with half of a surrogate pair; or null.</param>
    /// <exception cref="ArgumentException"><paramref name="channels"/> or the names are out of range.</exception>
    public static RunningStatistics Empty(int channels, IReadOnlyList<string>? channelNames = null)
    {
        StatisticsLimits.CheckChannels(channels);
        return new(MomentArrays.Empty(channels), Internals.Moments.ChannelNames.Create(channelNames, channels));
    }

    /// <summary>The same statistics with names for the channels.</summary>
    /// <param name="channelNames">One for each channel, all different; null takes the names away.</param>
    /// <exception cref="ArgumentException">
    /// Their number differs from the number of channels, or one is null, comes twice or holds half of a surrogate pair.
    /// </exception>
    public RunningStatistics WithChannelNames(IReadOnlyList<string>? channelNames) =>
        new(Planes, Internals.Moments.ChannelNames.Create(channelNames, ChannelCount), Exponential, Shard, Nodes);

    /// <summary>The same statistics with running mean and variance beside them, so that they are kept in one file.</summary>
    /// <param name="exponential">As many channels; null takes them away.</param>
    /// <exception cref="ArgumentException">The number of channels differs.</exception>
    public RunningStatistics WithExponential(ExponentialMoments? exponential)
    {
        if (exponential is not null && exponential.ChannelCount != ChannelCount)
        {
            throw new ArgumentException($"exponential has {exponential.ChannelCount} channels, but the statistics have {ChannelCount}.",
                nameof(exponential));
        }

        return new(Planes, _names, exponential, Shard, Nodes);
    }

    /// <summary>The same statistics marked as those of one shard.</summary>
    /// <param name="shard">Which shard; null takes the mark and <see cref="Chunks"/> away.</param>
    /// <exception cref="ArgumentException">
    /// The index does not lie in 0 to count - 1, or the digest is too long or holds half of a surrogate pair.
    /// </exception>
    public RunningStatistics WithShard(ShardInfo? shard)
    {
        if (shard is not null)
        {
            StatisticsLimits.CheckShard(shard);
        }

        return new(Planes, _names, Exponential, shard, shard is null ? null : Nodes);
    }

    /// <summary>The same statistics without the tree's nodes (<see cref="Chunks"/>).</summary>
    public RunningStatistics WithoutChunks() => Nodes is null ? this : new(Planes, _names, Exponential, Shard);

    /// <summary>The statistics of some channels, in a given order; they are the bits that these channels alone would give.</summary>
    /// <param name="channels">Their positions, from 0; at least one, all different.</param>
    /// <returns>The channels with their names and everything that is kept beside them, without <see cref="Exponential"/>.</returns>
    /// <exception cref="ArgumentException">There is no channel, one comes twice, or one does not exist.</exception>
    public RunningStatistics Select(IReadOnlyList<int> channels)
    {
        ArgumentNullException.ThrowIfNull(channels);
        if (channels.Count == 0)
        {
            throw new ArgumentException("channels has to name at least one channel, but is empty.", nameof(channels));
        }

        var seen = new HashSet<int>();
        foreach (int channel in channels)
        {
            if ((uint)channel >= (uint)ChannelCount)
            {
                throw new ArgumentOutOfRangeException(nameof(channels), channel,
                    $"A channel has to lie in 0 to {ChannelCount - 1}, but is {channel}.");
            }

            if (!seen.Add(channel))
            {
                throw new ArgumentException($"channels names channel {channel} twice.", nameof(channels));
            }
        }
        string[]? names = _names is null ? null : [.. channels.Select(channel => _names.List[channel])];
        return new(Planes.Select(channels), Internals.Moments.ChannelNames.Create(names, channels.Count), null, Shard, Nodes?.Select(channels));
    }

    /// <summary>Copies the means of all channels; see <see cref="ChannelStatistics.Mean"/>.</summary>
    /// <param name="high">Receives <see cref="ChannelCount"/> means.</param>
    /// <param name="low">Receives what the means lost to rounding; empty if not wanted.</param>
    /// <exception cref="ArgumentException">A destination is too short.</exception>
    public void CopyMeansTo(Span<double> high, Span<double> low = default)
    {
        CheckDestination(high.Length, nameof(high));
        if (!low.IsEmpty)
        {
            CheckDestination(low.Length, nameof(low));
        }

        for (int c = 0; c < ChannelCount; c++)
        {
            high[c] = IsPlain(c) ? Planes.Value(MomentArrays.MeanHigh, c) : this[c].Mean;
        }

        for (int c = 0; c < ChannelCount && !low.IsEmpty; c++)
        {
            low[c] = IsPlain(c) ? Planes.Value(MomentArrays.MeanLow, c) : this[c].MeanLow;
        }
    }

    /// <summary>Copies the variances of all channels; see <see cref="ChannelStatistics.Variance"/>.</summary>
    /// <param name="destination">Receives <see cref="ChannelCount"/> variances.</param>
    /// <param name="correction">0 for the population, 1 for the unbiased estimate.</param>
    /// <exception cref="ArgumentException">The destination is too short, or <paramref name="correction"/> is not finite.</exception>
    public void CopyVariancesTo(Span<double> destination, double correction = 0)
    {
        CheckDestination(destination.Length, nameof(destination));
        for (int c = 0; c < ChannelCount; c++)
        {
            // The first channel checks the number.
            destination[c] = c > 0 && IsPlain(c) ? PlainVariance(c, correction) : this[c].GetVariance(correction);
        }
    }

    /// <summary>Copies <c>1 / sqrt(variance + epsilon)</c> of all channels; see <see cref="ChannelStatistics.InverseStandardDeviation"/>.</summary>
    /// <param name="destination">Receives <see cref="ChannelCount"/> factors.</param>
    /// <param name="epsilon">Added to the variance, under the square root; finite and not negative.</param>
    /// <param name="correction">0 for the population, 1 for the unbiased estimate.</param>
    /// <exception cref="ArgumentException">The destination is too short, or a number is out of range.</exception>
    public void CopyInverseStandardDeviationsTo(Span<double> destination, double epsilon, double correction = 0)
    {
        CheckDestination(destination.Length, nameof(destination));
        for (int c = 0; c < ChannelCount; c++)
        {
            // The first channel checks the numbers.
            destination[c] = c > 0 && IsPlain(c) ? 1 / Math.Sqrt(PlainVariance(c, correction) + epsilon)
                : this[c].InverseStandardDeviation(epsilon, correction);
        }
    }

    /// <summary>True if every number has the same bits and names, exponential statistics, shard and chunks are the same.</summary>
    /// <param name="other">Another value, or null.</param>
    public bool Equals(RunningStatistics? other) =>
        other is not null && Planes.SameBits(other.Planes) && ChannelNames.SequenceEqual(other.ChannelNames) && Shard == other.Shard
        && (Nodes is null ? other.Nodes is null : other.Nodes is not null && Nodes.SameBits(other.Nodes))
        && (Exponential is null ? other.Exponential is null : other.Exponential is not null && Exponential.SameBits(other.Exponential));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RunningStatistics);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ChannelCount, RowCount, Planes.Value(MomentArrays.MeanHigh, 0));

    /// <summary>A line for logs: channels, rows and how many values were left out.</summary>
    public override string ToString()
    {
        long missing = 0, infinite = 0;
        for (int c = 0; c < ChannelCount; c++)
        {
            missing += Planes.Integer(MomentArrays.Missing, c);
            infinite += Planes.Integer(MomentArrays.Infinite, c);
        }
        return FormattableString.Invariant($"{ChannelCount} channels, {RowCount} rows, {missing} missing and {infinite} infinite values");
    }

    // Whether a channel has values, and their numbers are kept as they are. Reading all channels then takes no more than a loop over the planes.
    private bool IsPlain(int channel) =>
        Planes.Integer(MomentArrays.Count, channel) != 0 && Planes.Integer(MomentArrays.Scale, channel) == ChannelScale.Normal;

    private double PlainVariance(int channel, double correction)
    {
        double freedom = Planes.Value(MomentArrays.Weight, channel) - correction;
        double squares = Planes.Value(MomentArrays.SquaresHigh, channel) + Planes.Value(MomentArrays.SquaresLow, channel);
        return freedom > 0 ? squares / freedom : double.NaN;
    }

    private void CheckDestination(int length, string name)
    {
        if (length < ChannelCount)
        {
            throw new ArgumentException($"{name} has room for {length} values, but there are {ChannelCount} channels.", name);
        }
    }
}
