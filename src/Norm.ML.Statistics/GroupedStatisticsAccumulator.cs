using Norm.ML.Internals.Groups;

namespace Norm.ML;

/// <summary>
/// Builds <see cref="GroupedStatistics"/> in one pass over rows with keys, in whatever order the keys come. For one thread at a time; shards use an
/// accumulator each and join the results with <see cref="GroupedStatistics.MergeShards"/>.
/// </summary>
/// <remarks>
/// <para><b>Bits.</b> The statistics of a key have the bits of a <see cref="StatisticsAccumulator"/> that has seen the rows of this key alone, in
/// their order. What other rows came between them does not matter.</para>
/// <para><b>Memory.</b> Of each key the rows of its last, unfinished chunk are kept: all of them up to
/// <see cref="StatisticsAccumulator.RowsPerChunk"/> - 1, 4 bytes a value where all values of the chunk are floats and weights are 1, otherwise 8; and
/// about 90 bytes a channel for every doubling of the rows from there on. So a key that is seen once takes one row and about 100 bytes, and memory is
/// never above the rows themselves, or 511 rows for each key. <c>maximumGroups</c> limits the keys.</para>
/// </remarks>
public sealed class GroupedStatisticsAccumulator
{
    /// <summary>The most keys where no other number is asked for.</summary>
    public const int DefaultMaximumGroups = 1_000_000;

    private readonly GroupKeys _keys = new();
    private readonly GroupRows _groups;
    private readonly StatisticsAccumulator _all;

    /// <summary>Creates an accumulator that has seen no rows.</summary>
    /// <param name="channels">The number of channels, 1 to 16,777,216.</param>
    /// <param name="policy">What to do with values that are NaN or infinite.</param>
    /// <param name="channelNames">The channels' names for results and messages: as many, all different; or null.</param>
    /// <param name="maximumGroups">The most keys, at least 1. One more is an error: a column that tells rows apart was probably not meant.</param>
    /// <exception cref="ArgumentException">A parameter is out of range, or a name is null or comes twice.</exception>
    public GroupedStatisticsAccumulator(
        int channels, NonFinitePolicy policy = NonFinitePolicy.Ignore, IReadOnlyList<string>? channelNames = null,
        int maximumGroups = DefaultMaximumGroups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumGroups, 1);
        _all = new(channels, policy, channelNames);
        _groups = new(channels, policy);
        MaximumGroups = maximumGroups;
    }

    /// <summary>The number of channels.</summary>
    public int ChannelCount => _all.ChannelCount;

    /// <summary>What happens to values that are NaN or infinite.</summary>
    public NonFinitePolicy Policy => _all.Policy;

    /// <summary>The most keys.</summary>
    public int MaximumGroups { get; }

    /// <summary>The number of keys so far.</summary>
    public int GroupCount => _groups.Count;

    /// <summary>The number of rows added.</summary>
    public long RowCount => _all.RowCount;

    /// <summary>Adds a row of a key.</summary>
    /// <param name="key">The key. An empty one is missing: the row counts in <see cref="GroupedStatistics.All"/> only.</param>
    /// <param name="row">Shape [channels].</param>
    /// <param name="weight">0 leaves the row out, otherwise 1e-30 to 1e30.</param>
    /// <exception cref="ArgumentException">The length is not the number of channels, the weight is out of range, or no file can hold the key: it has
    /// more than 65,536 bytes of UTF-8, or half of a surrogate pair. Nothing was added.</exception>
    /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and <see cref="Policy"/> is
    /// <see cref="NonFinitePolicy.Throw"/>. Nothing was added.</exception>
    /// <exception cref="InvalidOperationException">It is one key more than <see cref="MaximumGroups"/>. Nothing was added.</exception>
    public void AddRow(ReadOnlySpan<char> key, ReadOnlySpan<float> row, double weight = 1)
    {
        Check(key);
        _all.AddRow(row, weight);
        Add(key, row, weight);
    }

    /// <inheritdoc cref="AddRow(ReadOnlySpan{char}, ReadOnlySpan{float}, double)"/>
    public void AddRow(ReadOnlySpan<char> key, ReadOnlySpan<double> row, double weight = 1)
    {
        Check(key);
        _all.AddRow(row, weight);
        Add(key, row, weight);
    }

    /// <summary>The statistics of all rows added so far. More may be added afterwards.</summary>
    public GroupedStatistics ToStatistics() => ToStatistics(_groups, _keys, _all.ToStatistics());

    internal static GroupedStatistics ToStatistics(GroupRows groups, GroupKeys keys, RunningStatistics all)
    {
        return GroupedStatistics.Create(Enumerable.Range(0, groups.End).Where(groups.Has).Select(i => (keys[i], groups.ToMoments(i))), all);
    }

    private void Check(ReadOnlySpan<char> key)
    {
        if (key.IsEmpty || _keys.Find(key) >= 0)
        {
            return;
        }

        GroupKeys.Check(key);
        if (GroupCount == MaximumGroups)
        {
            throw new InvalidOperationException(
                $"Key {GroupKeys.Show(key)} is one more than the {MaximumGroups} that are allowed; maximumGroups sets how many that is.");
        }
    }

    private void Add<T>(ReadOnlySpan<char> key, ReadOnlySpan<T> row, double weight)
        where T : unmanaged
    {
        if (_keys.NumberOf(key) is var number and >= 0)
        {
            _groups.Add(number, row, weight == 1 ? null : weight);
        }
    }
}
