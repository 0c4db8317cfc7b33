namespace Norm.ML;

/// <summary>Chunks of a source that follow one another: rows <c>512 First</c> to <c>512 (First + Count) - 1</c>, counted from the source's first row.
/// Only the source's last chunk may be shorter than <see cref="StatisticsAccumulator.RowsPerChunk"/>.</summary>
/// <param name="First">The first chunk, from 0.</param>
/// <param name="Count">How many; 0 for none.</param>
public readonly record struct ChunkRange(long First, long Count)
{
    /// <summary>The chunk after the last one.</summary>
    public long End => First + Count;

    /// <summary>What one of several equal shards of a source holds: chunks <c>floor(i n / k)</c> to <c>floor((i + 1) n / k) - 1</c>.</summary>
    /// <param name="chunks">n, the source's chunks.</param>
    /// <param name="index">i, the shard, from 0.</param>
    /// <param name="count">k, the number of shards.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the index is not below the count.</exception>
    public static ChunkRange OfShard(long chunks, int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(chunks);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        long first = (long)((Int128)chunks * index / count);
        return new(first, (long)((Int128)chunks * (index + 1) / count) - first);
    }

    /// <summary>The parts to sum this range in: nodes of the tree (docs/statistics-file.md), none larger than <c>2^largest</c> chunks. Part (l, i)
    /// holds chunks <c>i 2^l</c> to <c>(i + 1) 2^l - 1</c>.</summary>
    /// <param name="largest">The largest level, 0 to 40.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="largest"/> is out of range.</exception>
    public IEnumerable<(int Level, long Index)> Parts(int largest)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(largest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(largest, StatisticsTree.MaximumLevel);
        return Nodes(First, End, largest);
    }

    private static IEnumerable<(int Level, long Index)> Nodes(long first, long end, int largest)
    {
        for (long chunk = first; chunk < end;)
        {
            int level = 0;
            while (level < largest && (chunk >> level & 1) == 0 && end - chunk >= 2L << level)
            {
                level++;
            }

            yield return (level, chunk >> level);
            chunk += 1L << level;
        }
    }
}
