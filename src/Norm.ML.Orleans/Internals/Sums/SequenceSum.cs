namespace Norm.ML.Internals.Sums;

/// <summary>
/// The sum of a sequence of rows and of moments, as a tree over chunks. Rows alone, and moments of <c>512 * 2^p</c> rows that begin at a multiple of
/// their number, give the bits of one <see cref="StatisticsAccumulator"/> over all rows. Other moments end the open chunk and are a chunk of their
/// own.
/// </summary>
/// <remarks>An immutable value, except for <see cref="OpenRows"/>: adding gives a new one.</remarks>
internal sealed class SequenceSum
{
    private readonly RunningStatistics?[] _nodes; // [l]: 2^l chunks, held if bit l of Chunks is set

    public SequenceSum(int channels, bool propagate, long chunks, RunningStatistics?[] nodes, OpenRows open)
    {
        (ChannelCount, Propagate, Chunks, _nodes, Open) = (channels, propagate, chunks, nodes, open);
    }

    public static SequenceSum Empty(int channels, bool propagate) => new(channels, propagate, 0, [], default);

    public int ChannelCount { get; }

    /// <summary>Whether values that are not finite make their channel NaN.</summary>
    public bool Propagate { get; }

    /// <summary>The number of full or ended chunks.</summary>
    public long Chunks { get; }

    public OpenRows Open { get; }

    public ReadOnlySpan<RunningStatistics?> Nodes => _nodes;

    public SequenceSum Add(RowValues rows)
    {
        SequenceSum sum = this;
        int count = rows.Count(ChannelCount);
        for (int done = 0; done < count;)
        {
            int some = Math.Min(StatisticsAccumulator.RowsPerChunk - sum.Open.Count, count - done);
            RowValues part = rows.Slice(done, some, ChannelCount);
            if (some == StatisticsAccumulator.RowsPerChunk)
            {
                sum = sum.Push(0, ChunkSums.Sum(part.Bytes.Span, part.AreDoubles, ChannelCount, Propagate));
            }
            else
            {
                sum = sum.With(sum.Open.Add(part, ChannelCount));
                if (sum.Open.Count == StatisticsAccumulator.RowsPerChunk)
                {
                    sum = sum.EndChunk();
                }
            }
            done += some;
        }
        return sum;
    }

    public SequenceSum Add(RunningStatistics moments)
    {
        SequenceSum sum = Open.Count > 0 ? EndChunk() : this;
        long chunks = moments.RowCount / StatisticsAccumulator.RowsPerChunk;
        bool isNode = moments.RowCount % StatisticsAccumulator.RowsPerChunk == 0 && long.IsPow2(chunks) && sum.Chunks % chunks == 0;
        return sum.Push(isNode ? long.TrailingZeroCount(chunks) : 0, moments);
    }

    /// <summary>The statistics of everything that was added, without names.</summary>
    public RunningStatistics ToStatistics()
    {
        RunningStatistics? result = Open.Count > 0 ? Open.Sum(ChannelCount, Propagate) : null;
        foreach (RunningStatistics? node in _nodes)
        {
            if (node is not null)
            {
                result = result is null ? node : RunningStatistics.Merge(node, result);
            }
        }

        return result ?? RunningStatistics.Empty(ChannelCount);
    }

    private SequenceSum With(OpenRows open) => new(ChannelCount, Propagate, Chunks, _nodes, open);

    private SequenceSum EndChunk() => With(default(OpenRows)).Push(0, Open.Sum(ChannelCount, Propagate));

    // As a binary counter takes 2^level.
    private SequenceSum Push(long level, RunningStatistics part)
    {
        int at = (int)level;
        for (; (Chunks >> at & 1) == 1; at++)
        {
            part = RunningStatistics.Merge(_nodes[at]!, part);
        }

        var nodes = new RunningStatistics?[Math.Max(_nodes.Length, at + 1)];
        _nodes.CopyTo(nodes, 0);
        nodes.AsSpan((int)level, at - (int)level).Clear();
        nodes[at] = part;
        return new(ChannelCount, Propagate, Chunks + (1L << (int)level), nodes, Open);
    }
}
