using System.Collections.Concurrent;
using Norm.ML.Internals.Passes;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Fitting;

/// <summary>One pass over a source that sums its rows: the bits do not depend on the number of threads.</summary>
internal sealed class FitPass(RowSource source, CandidateColumns candidates, ReadRange extent, int workers)
{
    private readonly StatisticsTree _tree = new();
    private readonly ConcurrentBag<BlockSummer> _summers = [];

    /// <summary>Rows that were taken in.</summary>
    public long Rows { get; private set; }

    /// <summary>Bytes that were read for them.</summary>
    public long Bytes { get; private set; }

    /// <summary>Where the row after them begins.</summary>
    public Position Next { get; private set; } = extent.Start;

    /// <summary>Called after some of the blocks.</summary>
    public Action<FitPass>? Committed { get; set; }

    /// <summary>Continues after rows that were read before.</summary>
    public void GoOn(RunningStatistics before, Position next, long bytes)
    {
        if (before.RowCount > 0)
        {
            _tree.AddChunks(before);
        }

        (Rows, Next, Bytes) = (before.RowCount, next, bytes);
    }

    /// <summary>Sums the blocks that follow, and adds them to the tree.</summary>
    /// <param name="blocks">The blocks that follow; it is read by another thread.</param>
    /// <param name="stop">Ends the reading: cancelled when this ends, for whatever reason.</param>
    /// <param name="cancellation">Stops within some milliseconds.</param>
    /// <exception cref="OperationCanceledException">It was stopped; what was taken in stays.</exception>
    public void Run(IEnumerable<RowBlock> blocks, CancellationTokenSource stop, CancellationToken cancellation) =>
        OrderedBlocks.Run(source, blocks, workers, Sum, Commit, stop, cancellation);

    /// <summary>What was taken in, with the tree's nodes; null if there were no rows.</summary>
    public RunningStatistics? ToShard(ShardInfo? shard) => Rows > 0 ? _tree.ToShard(extent.Chunks.First, shard) : null;

    /// <summary>What was taken in; null if there were no rows.</summary>
    public RunningStatistics? ToStatistics() => Rows > 0 ? _tree.ToStatistics() : null;

    private BlockSum Sum(RowBlock block, CancellationToken stop)
    {
        if (!_summers.TryTake(out BlockSummer? summer))
        {
            summer = new BlockSummer(source, candidates);
        }

        try
        {
            return summer.Sum(block, stop);
        }
        finally
        {
            _summers.Add(summer);
        }
    }

    private void Commit(RowBlock block, BlockSum sum)
    {
        candidates.Decide(sum);
        _tree.AddChunks(block.Level, block.Index, sum.Statistics!);
        (Rows, Next, Bytes) = (Rows + block.Rows, block.Next, block.Bytes);
        Committed?.Invoke(this);
    }
}
