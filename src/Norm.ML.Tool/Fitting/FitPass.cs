using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Dataflow;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Fitting;

/// <summary>
/// One pass over a source: a thread finds the blocks, several sum them, and the calling one takes the sums in, in the order of the rows. So the bits,
/// and the first problem, do not depend on the number of threads. Memory stays at a few blocks a thread.
/// </summary>
internal sealed class FitPass(RowSource source, CandidateColumns candidates, ReadRange extent, int workers)
{
    private readonly StatisticsTree _tree = new();

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

    /// <summary>Takes in the rest.</summary>
    /// <param name="blocks">The blocks that follow; it is read by another thread.</param>
    /// <param name="stop">Ends the reading: cancelled when this ends, for whatever reason.</param>
    /// <param name="cancellation">Stops within some milliseconds.</param>
    /// <exception cref="OperationCanceledException">It was stopped; what was taken in stays.</exception>
    public void Run(IEnumerable<RowBlock> blocks, CancellationTokenSource stop, CancellationToken cancellation)
    {
        var summers = new ConcurrentBag<BlockSummer>();
        var sums = new TransformBlock<RowBlock, (RowBlock Block, BlockSum Sum)>(block => (block, Sum(block, summers, stop.Token)),
            new ExecutionDataflowBlockOptions
            {
                MaxDegreeOfParallelism = workers,
                BoundedCapacity = 2 * workers + 1,
                EnsureOrdered = true,
                SingleProducerConstrained = true,
            });
        Exception? readingProblem = null;
        Task reader = Task.Run(async () =>
        {
            try
            {
                foreach (RowBlock block in blocks)
                {
                    await sums.SendAsync(block, stop.Token);
                }
            }
            catch (Exception problem)
            {
                readingProblem = problem;
            }

            sums.Complete();
        }, CancellationToken.None);

        try
        {
            // What was read before a problem comes before it.
            while (sums.OutputAvailableAsync(cancellation).GetAwaiter().GetResult())
            {
                (RowBlock block, BlockSum sum) = sums.Receive(cancellation);
                cancellation.ThrowIfCancellationRequested();
                Commit(block, sum);
            }

            cancellation.ThrowIfCancellationRequested();
            if (readingProblem is not null)
            {
                ExceptionDispatchInfo.Throw(readingProblem);
            }
        }
        finally
        {
            // No thread may still read when the files are closed.
            stop.Cancel();
            reader.Wait(CancellationToken.None);
            sums.LinkTo(DataflowBlock.NullTarget<(RowBlock, BlockSum)>());
            sums.Completion.ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }
    }

    /// <summary>What was taken in, with the tree's nodes; null if there were no rows.</summary>
    public RunningStatistics? ToShard(ShardInfo? shard) => Rows > 0 ? _tree.ToShard(extent.Chunks.First, shard) : null;

    /// <summary>What was taken in; null if there were no rows.</summary>
    public RunningStatistics? ToStatistics() => Rows > 0 ? _tree.ToStatistics() : null;

    private BlockSum Sum(RowBlock block, ConcurrentBag<BlockSummer> summers, CancellationToken stop)
    {
        BlockSummer? summer = null;
        try
        {
            stop.ThrowIfCancellationRequested();
            if (!summers.TryTake(out summer))
            {
                summer = source.CreateSummer(candidates);
            }

            return summer.Sum(block, stop);
        }
        catch (Exception problem)
        {
            return new BlockSum(null, [], new RowProblem(0, problem));
        }
        finally
        {
            source.Release(block);
            if (summer is not null)
            {
                summers.Add(summer);
            }
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
