using Norm.ML.Internals.Moments;

namespace Norm.ML;

public sealed partial class RunningStatistics
{
    /// <summary>
    /// The statistics of a source from those of its shards (<see cref="Shard"/>), whatever their order; or of several whole sources together.
    /// </summary>
    /// <param name="parts">All shards of one source, or statistics of whole sources, none of them twice.</param>
    /// <param name="allowMissing">True leaves out the shards that are not there.</param>
    /// <param name="names">What messages call the parts, such as their files; null for numbers from 1.</param>
    /// <returns>The merged statistics. If shards hold chunks (<see cref="Chunks"/>), they have the bits of one pass over the source;
    /// otherwise bits that depend on the number of shards alone, within 1e-14 of one pass. Whole sources are merged in the order of their
    /// digests.</returns>
    /// <exception cref="InvalidDataException">A shard comes twice or is missing, its columns or its source are others, it was cut another way, or the
    /// parts have more than <see cref="long.MaxValue"/> rows together; the message names the parts and shards.</exception>
    /// <exception cref="ArgumentException">The list is empty or holds a null, or there is not one name for each part.</exception>
    /// <exception cref="InvalidOperationException">One of them carries <see cref="Exponential"/> statistics.</exception>
    public static RunningStatistics MergeShards(IReadOnlyList<RunningStatistics> parts, bool allowMissing = false,
        IReadOnlyList<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            throw new ArgumentException("parts has to hold at least one value, but is empty.", nameof(parts));
        }

        if (names is not null && names.Count != parts.Count)
        {
            throw new ArgumentException($"names has {names.Count} names for {parts.Count} parts.", nameof(names));
        }

        var set = new ShardSet(parts, i => names is null ? $"part {i + 1}" : names[i]);
        Int128 rows = 0;
        foreach (RunningStatistics part in parts)
        {
            rows += part?.RowCount ?? throw new ArgumentException("parts holds a null.", nameof(parts));
        }

        if (rows > long.MaxValue)
        {
            throw new InvalidDataException($"The {parts.Count} parts have {rows} rows together; statistics hold {long.MaxValue} at most.");
        }

        return set.IsOfWholes ? set.MergeWholes() : set.MergeShards(allowMissing);
    }
}
