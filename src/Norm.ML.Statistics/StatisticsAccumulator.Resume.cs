using Norm.ML.Internals.Moments;

namespace Norm.ML;

public sealed partial class StatisticsAccumulator
{
    /// <summary>
    /// The statistics of all rows added so far, with the tree's nodes kept in them (<see cref="RunningStatistics.Chunks"/>), so that
    /// <see cref="Resume"/> can go on from them and <see cref="StatisticsTree.AddChunks(RunningStatistics)"/> can take them as the source's
    /// beginning.
    /// </summary>
    /// <returns><see cref="ToStatistics"/> with a node for each bit of the number of chunks, and one for the rows that fill no chunk.</returns>
    public RunningStatistics ToShard() => Shard(copy: true);

    /// <summary>What <see cref="ToShard"/> gives, without a copy of the nodes; the accumulator begins anew.</summary>
    internal RunningStatistics TakeShard()
    {
        RunningStatistics shard = Shard(copy: false);
        _levels.Clear();
        Reset();
        return shard;
    }

    private RunningStatistics Shard(bool copy)
    {
        List<ChunkNode> nodes = [];
        long next = 0;
        for (int level = _levels.Count - 1; level >= 0; level--)
        {
            if ((_chunks >> level & 1) == 0)
            {
                continue;
            }

            MomentArrays node = _levels[level];
            if (copy)
            {
                node = new(ChannelCount);
                _levels[level].CopyTo(node);
            }

            nodes.Add(new(level, next >> level, node));
            next += 1L << level;
        }
        if (_buffered > 0)
        {
            nodes.Add(new(0, next, Tail()));
        }

        // From the last node to the first, as ToStatistics does, but summing the last rows once.
        MomentArrays all = MomentArrays.Empty(ChannelCount);
        if (nodes.Count > 0)
        {
            nodes[^1].Planes.CopyTo(all);
        }

        for (int i = nodes.Count - 2; i >= 0; i--)
        {
            MomentMerge.Merge(nodes[i].Planes, all, all);
        }

        return new(all, _names, null, null, new ChunkNodes(0, nodes));
    }

    /// <summary>Whether <see cref="Resume"/> can go on from these statistics: they know their <see cref="RunningStatistics.Chunks"/>, from the
    /// source's first on, and the last one is full.</summary>
    /// <param name="statistics">Statistics of the rows so far.</param>
    public static bool CanResume(RunningStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        if (statistics.Nodes is not { Range.First: 0, IsWhole: true } nodes)
        {
            return false;
        }

        for (int i = 1; i < nodes.List.Count; i++)
        {
            if (nodes.List[i].Level >= nodes.List[i - 1].Level)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Goes on where another accumulator stopped: adding rows to the result gives the bits of one accumulator that saw all rows.</summary>
    /// <param name="statistics">What <see cref="ToShard"/> gave, for which <see cref="CanResume"/> holds; also after having been kept in a
    /// file.</param>
    /// <param name="policy">What to do with values that are NaN or infinite.</param>
    /// <exception cref="ArgumentException">The statistics do not know their chunks, or end within one.</exception>
    public static StatisticsAccumulator Resume(RunningStatistics statistics, NonFinitePolicy policy = NonFinitePolicy.Ignore)
    {
        if (!CanResume(statistics))
        {
            throw new ArgumentException(
                $"statistics have to know their chunks of {RowsPerChunk} rows, the first and all that follow, each of them full; those of "
                    + $"{statistics.RowCount} rows given here do not.",
                nameof(statistics));
        }

        var resumed = new StatisticsAccumulator(statistics.ChannelCount, policy, statistics.Names?.List);
        foreach (ChunkNode node in statistics.Nodes!.List)
        {
            while (resumed._levels.Count <= node.Level)
            {
                resumed._levels.Add(new(resumed.ChannelCount));
            }

            node.Planes.CopyTo(resumed._levels[node.Level]);
            resumed._chunks |= 1L << node.Level;
        }
        return resumed;
    }

    /// <summary>The rows that fill no chunk; one at least.</summary>
    private MomentArrays Tail()
    {
        MomentArrays tail = new(ChannelCount);
        if (_sparse is { Rows: > 0 })
        {
            RunSparse(tail);
            return tail;
        }

        RunBuffer(tail);
        return tail;
    }
}
