using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Norm.ML.Internals.Groups;
using Norm.ML.Internals.Moments;

namespace Norm.ML;

/// <summary>
/// Statistics per key: one <see cref="RunningStatistics"/> for each value of a column such as tenant, sensor or country, and those of all rows. Keys
/// are texts that are compared exactly. Immutable; enumerated in the order of the keys' UTF-16 codes.
/// </summary>
/// <remarks>
/// <para>Values are made by a <see cref="GroupedStatisticsAccumulator"/>, by <c>BatchNorm.FitGroups</c> from ML.NET data and by
/// <c>BatchNorm.FitGroupsFromDatabase</c> from a database; joined by <see cref="Merge(GroupedStatistics, GroupedStatistics)"/>, and kept in files
/// (<see cref="Save(string)"/>, docs/statistics-file.md).</para>
/// <para><b>Missing keys.</b> A row whose key is missing (an empty text) belongs to no key. It counts in <see cref="All"/> and in
/// <see cref="RowsWithoutKey"/>.</para>
/// <para><b>Memory.</b> A key of one row takes about 6 bytes a channel, any other at most 90. <see cref="this[string]"/> makes the statistics anew
/// each time, with all their bits.</para>
/// </remarks>
public sealed partial class GroupedStatistics : IReadOnlyDictionary<string, RunningStatistics>, IEquatable<GroupedStatistics>
{
    private readonly string[] _keys; // ascending by their codes
    private readonly byte[][] _packed;
    private readonly Lazy<Dictionary<string, int>> _numbers;

    // The keys ascend by their codes, and are different.
    internal GroupedStatistics(string[] keys, byte[][] packed, RunningStatistics all)
    {
        (_keys, _packed, All) = (keys, packed, all);
        RowsWithoutKey = all.RowCount - packed.Sum(group => PackedMoments.Rows(group));
        _numbers = new(() =>
        {
            var numbers = new Dictionary<string, int>(keys.Length, StringComparer.Ordinal);
            for (int i = 0; i < keys.Length; i++)
            {
                numbers.Add(keys[i], i);
            }

            return numbers;
        });
    }

    /// <summary>The statistics of all rows, those without a key included.</summary>
    public RunningStatistics All { get; }

    /// <summary>The number of keys.</summary>
    public int Count => _keys.Length;

    /// <summary>The number of rows whose key is missing.</summary>
    public long RowsWithoutKey { get; }

    /// <summary>The number of channels.</summary>
    public int ChannelCount => All.ChannelCount;

    /// <summary>The channels' names in order; empty if none were given.</summary>
    public IReadOnlyList<string> ChannelNames => All.ChannelNames;

    /// <summary>The keys, ascending by their UTF-16 codes.</summary>
    public IEnumerable<string> Keys => _keys;

    /// <summary>The statistics of each key, in the order of <see cref="Keys"/>.</summary>
    public IEnumerable<RunningStatistics> Values
    {
        get
        {
            for (int i = 0; i < _packed.Length; i++)
            {
                yield return Of(i);
            }
        }
    }

    /// <summary>The statistics of a key: the bits of its rows alone.</summary>
    /// <param name="key">The key, compared exactly.</param>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    public RunningStatistics this[string key] => TryGetValue(key, out RunningStatistics? statistics) ? statistics
        : throw new KeyNotFoundException($"There is no key {GroupKeys.Show(key)} among the {Count} keys of these statistics.");

    /// <summary>Whether rows of a key were seen.</summary>
    /// <param name="key">The key, compared exactly.</param>
    public bool ContainsKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return IndexOf(key) >= 0;
    }

    /// <summary>The statistics of a key, if rows of it were seen.</summary>
    /// <param name="key">The key, compared exactly.</param>
    /// <param name="value">Its statistics.</param>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out RunningStatistics value)
    {
        ArgumentNullException.ThrowIfNull(key);
        int index = IndexOf(key);
        value = index < 0 ? null : Of(index);
        return index >= 0;
    }

    /// <summary>The keys with their statistics, in the order of <see cref="Keys"/>.</summary>
    public IEnumerator<KeyValuePair<string, RunningStatistics>> GetEnumerator()
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            yield return new(_keys[i], Of(i));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>True if the keys are the same, and all statistics have the same bits.</summary>
    /// <param name="other">Another value, or null.</param>
    public bool Equals(GroupedStatistics? other)
    {
        if (other is null || !All.Equals(other.All) || !_keys.AsSpan().SequenceEqual(other._keys))
        {
            return false;
        }

        for (int i = 0; i < _packed.Length; i++)
        {
            if (!_packed[i].AsSpan().SequenceEqual(other._packed[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GroupedStatistics);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, All);

    /// <summary>A line for logs: keys, and what <see cref="All"/> says.</summary>
    public override string ToString() => FormattableString.Invariant($"{Count} keys, {RowsWithoutKey} rows without a key, {All}");

    /// <summary>The place of a key in <see cref="Keys"/>; -1 if there is none. Safe on many threads.</summary>
    internal int IndexOf(ReadOnlySpan<char> key) =>
        _numbers.Value.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out int index) ? index : -1;

    internal string KeyAt(int index) => _keys[index];

    /// <summary>The statistics of the key at a place in <see cref="Keys"/>.</summary>
    internal RunningStatistics Of(int index) => new(PackedMoments.Unpack(_packed[index], ChannelCount, "a key"), All.Names);

    /// <summary>The same statistics, marked as those of a shard.</summary>
    internal GroupedStatistics WithShard(ShardInfo? shard) => new(_keys, _packed, All.WithoutChunks().WithShard(shard));

    /// <summary>Some of the channels, in a given order.</summary>
    internal GroupedStatistics Select(IReadOnlyList<int> channels) => new(
        _keys, [.. Values.Select(statistics => PackedMoments.Pack(statistics.Planes.Select(channels)))], All.Select(channels));

    /// <summary>The statistics of keys in any order.</summary>
    /// <param name="groups">The keys, each once, with their statistics: of one row or more.</param>
    /// <param name="all">The statistics of all rows.</param>
    internal static GroupedStatistics Create(IEnumerable<(string Key, MomentArrays Moments)> groups, RunningStatistics all)
    {
        List<string> keys = [];
        List<byte[]> packed = [];
        foreach ((string key, MomentArrays moments) in groups)
        {
            keys.Add(key);
            packed.Add(PackedMoments.Pack(moments));
        }

        string[] sorted = [.. keys];
        byte[][] values = [.. packed];
        Array.Sort(sorted, values, StringComparer.Ordinal);
        return new(sorted, values, all.WithoutChunks());
    }
}
