using Norm.ML.Internals.Moments;

namespace Norm.ML;

public sealed partial class StatisticsTree
{
    /// <summary>The largest level of a part that is added as chunks: 2^40 chunks are 5e14 rows.</summary>
    public const int MaximumLevel = 40;

    private bool _ofChunks;

    /// <summary>
    /// Adds the statistics of a node of the tree over the source's chunks: of chunks <c>index 2^level</c> to <c>(index + 1) 2^level - 1</c>.
    /// </summary>
    /// <param name="level">0 to <see cref="MaximumLevel"/>.</param>
    /// <param name="index">The node's number on its level, from 0.</param>
    /// <param name="part">The statistics of these rows, in the source's order; only at the source's end may there be fewer.</param>
    /// <exception cref="ArgumentException">A number is out of range, the chunks were added before, the part has no rows or more than fit, or the
    /// channels differ in number or name.</exception>
    /// <exception cref="InvalidOperationException">The part carries <see cref="RunningStatistics.Exponential"/> statistics, or the other parts were
    /// not added as chunks.</exception>
    public void AddChunks(int level, long index, RunningStatistics part)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, MaximumLevel);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, long.MaxValue >> (level + 10));
        if (part.RowCount < 1 || part.RowCount > (long)StatisticsAccumulator.RowsPerChunk << level)
        {
            throw new ArgumentException(
                $"part has {part.RowCount} rows; {1L << level} chunks have 1 to {(long)StatisticsAccumulator.RowsPerChunk << level}.", nameof(part));
        }
        lock (_lock)
        {
            InsertChunks(new(level, index, part.Planes), part);
        }
    }

    /// <summary>Adds the nodes of a shard that knows its chunks.</summary>
    /// <param name="shard">What <see cref="ToShard"/> gave, perhaps in another process.</param>
    /// <exception cref="ArgumentException">The shard does not know its <see cref="RunningStatistics.Chunks"/>, some of them were added before, or the
    /// channels differ in number or name. Nothing of it was added.</exception>
    /// <exception cref="InvalidOperationException">It carries <see cref="RunningStatistics.Exponential"/> statistics, or the other parts were not
    /// added as chunks.</exception>
    public void AddChunks(RunningStatistics shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        if (shard.Nodes is not { } nodes)
        {
            throw new ArgumentException("shard does not know which chunks of its source it holds.", nameof(shard));
        }

        lock (_lock)
        {
            RunningStatistics.CheckMergeable(_first ?? shard, shard);
            foreach (ChunkNode node in nodes.List)
            {
                CheckFree(node);
            }

            CheckKind(chunks: true);
            foreach (ChunkNode node in nodes.List)
            {
                InsertChunks(node, new(node.Planes, shard.Names));
            }

            _first ??= shard;
        }
    }

    /// <summary>
    /// The statistics of the chunks added so far, with the tree's nodes kept in them, so that shards give the bits of one pass when they are merged
    /// (<see cref="RunningStatistics.MergeShards"/>), or more chunks can follow. About 90 bytes per channel and node; a range of n chunks has at
    /// most <c>2 log2(n)</c> nodes.
    /// </summary>
    /// <param name="first">The chunk that the shard begins with.</param>
    /// <param name="shard">Which shard of which source it is; null if that is not to be recorded.</param>
    /// <exception cref="InvalidOperationException">No part was added, they were not added as chunks, or there is a gap between
    /// <paramref name="first"/> and the last one.</exception>
    public RunningStatistics ToShard(long first, ShardInfo? shard = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        lock (_lock)
        {
            if (_first is null || !_ofChunks)
            {
                throw new InvalidOperationException("No chunks were added to the tree.");
            }

            try
            {
                var nodes = new ChunkNodes(first,
                    [.. _nodes.Select(n => new ChunkNode(n.Key.Level, n.Key.Index, n.Value.Planes)).OrderBy(n => n.First)]);
                RunningStatistics root = Root();
                return Marked(new(root.Planes, root.Names, null, null, nodes), shard);
            }
            catch (StatisticsFormatException problem)
            {
                throw new InvalidOperationException($"The chunks from {first} on are not a range: {problem.Message}");
            }
        }
    }

    /// <summary>A shard of a source that has no rows for it.</summary>
    /// <param name="channels">The number of channels.</param>
    /// <param name="channelNames">Their names, or null.</param>
    /// <param name="first">The chunk that it would begin with.</param>
    /// <param name="shard">Which shard of which source it is; null if that is not to be recorded.</param>
    /// <exception cref="ArgumentException">A number or name is out of range.</exception>
    public static RunningStatistics EmptyShard(int channels, IReadOnlyList<string>? channelNames, long first, ShardInfo? shard = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        RunningStatistics empty = RunningStatistics.Empty(channels, channelNames);
        return Marked(new(empty.Planes, empty.Names, null, null, new ChunkNodes(first, [])), shard);
    }

    private static RunningStatistics Marked(RunningStatistics statistics, ShardInfo? shard) =>
        shard is null ? statistics : statistics.WithShard(shard);

    private void InsertChunks(ChunkNode node, RunningStatistics part)
    {
        CheckFree(node);
        CheckKind(chunks: true);
        Insert(node.Level, node.Index, node.End, part);
    }

    private void CheckFree(ChunkNode node)
    {
        if (Overlaps(node.Level, node.Index))
        {
            throw new ArgumentException($"Some of the chunks {node.First} to {node.End - 1} were added before.");
        }
    }

    private void CheckKind(bool chunks)
    {
        if (Count == 0)
        {
            _ofChunks = chunks;
        }
        else if (_ofChunks != chunks)
        {
            throw new InvalidOperationException("A tree takes numbered parts or chunks, not both.");
        }
    }
}
