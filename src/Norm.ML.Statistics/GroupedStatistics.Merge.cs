using Norm.ML.Internals.Groups;
using Norm.ML.Internals.Moments;

namespace Norm.ML;

public sealed partial class GroupedStatistics
{
    /// <summary>The statistics of two data sets together: of a key that both have, what <see cref="RunningStatistics.Merge(RunningStatistics,
    /// RunningStatistics)"/> gives; any other as it is.</summary>
    /// <param name="a">The statistics of the rows that come first.</param>
    /// <param name="b">The statistics of the rows that follow; as many channels.</param>
    /// <remarks>A key has the bits of one pass where the number of its rows in <paramref name="a"/> is
    /// <see cref="StatisticsAccumulator.RowsPerChunk"/> times a power of two and not less than that in <paramref name="b"/>. Otherwise mean and
    /// deviation are the same to about 1e-15 of the deviation.</remarks>
    /// <exception cref="ArgumentException">The channels differ in number or name.</exception>
    /// <exception cref="OverflowException">The rows together exceed <see cref="long.MaxValue"/>.</exception>
    public static GroupedStatistics Merge(GroupedStatistics a, GroupedStatistics b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return MergeKeys(a, b, RunningStatistics.Merge(a.All, b.All));
    }

    /// <summary>
    /// The statistics of a source from those of its shards, whatever their order; or of several whole sources together. Keys are merged in the order
    /// of the shards, or of the sources' digests.
    /// </summary>
    /// <param name="parts">All shards of one source, or statistics of whole sources, none of them twice.</param>
    /// <param name="allowMissing">True leaves out the shards that are not there.</param>
    /// <param name="names">What messages call the parts, such as their files; null for numbers from 1.</param>
    /// <exception cref="InvalidDataException">As for <see cref="RunningStatistics.MergeShards"/>.</exception>
    /// <exception cref="ArgumentException">The list is empty or holds a null, or there is not one name for each part.</exception>
    public static GroupedStatistics MergeShards(IReadOnlyList<GroupedStatistics> parts, bool allowMissing = false,
        IReadOnlyList<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Contains(null!))
        {
            throw new ArgumentException("parts holds a null.", nameof(parts));
        }

        RunningStatistics all = RunningStatistics.MergeShards([.. parts.Select(part => part.All)], allowMissing, names);
        GroupedStatistics[] ordered =
        [
            .. parts.OrderBy(part => part.All.Shard?.Index ?? 0).ThenBy(part => part.All.Shard?.SourceDigest ?? "", StringComparer.Ordinal),
        ];
        return MergeAll(ordered, all.WithoutChunks());
    }

    private static GroupedStatistics MergeAll(GroupedStatistics[] parts, RunningStatistics all) =>
        parts.Skip(1).Aggregate(new GroupedStatistics(parts[0]._keys, parts[0]._packed, all), (merged, part) => MergeKeys(merged, part, all));

    // Both lists ascend.
    internal static GroupedStatistics MergeKeys(GroupedStatistics a, GroupedStatistics b, RunningStatistics all)
    {
        var keys = new List<string>(Math.Max(a.Count, b.Count));
        var packed = new List<byte[]>(keys.Capacity);
        for (int i = 0, j = 0; i < a.Count || j < b.Count;)
        {
            int order = i == a.Count ? 1 : j == b.Count ? -1 : string.CompareOrdinal(a._keys[i], b._keys[j]);
            keys.Add(order <= 0 ? a._keys[i] : b._keys[j]);
            if (order == 0)
            {
                MomentArrays merged = a.Of(i++).Planes;
                MomentMerge.Merge(merged, b.Of(j++).Planes, merged);
                packed.Add(PackedMoments.Pack(merged));
            }
            else
            {
                packed.Add(order < 0 ? a._packed[i++] : b._packed[j++]);
            }
        }

        return new([.. keys], [.. packed], all);
    }
}
