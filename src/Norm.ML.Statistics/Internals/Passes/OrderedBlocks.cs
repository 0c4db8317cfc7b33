using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Dataflow;

namespace Norm.ML.Internals.Passes;

/// <summary>
/// The one way in which rows are passed over, for every fit and every command: a thread finds the blocks, several read them, and the calling one
/// takes the results in, in the order of the rows. So what comes out, and the first problem, do not depend on the number of threads. Memory stays at
/// a few blocks a thread.
/// </summary>
internal static class OrderedBlocks
{
    /// <summary>Passes over blocks.</summary>
    /// <param name="source">Gets each block's memory back, after it was read.</param>
    /// <param name="blocks">The blocks; they are found on another thread.</param>
    /// <param name="workers">How many threads read them.</param>
    /// <param name="work">Reads a block. What it throws comes out here, after the results before it were taken in.</param>
    /// <param name="commit">Takes in what a block gave.</param>
    /// <param name="stop">Ends the reading: cancelled when this ends, for whatever reason.</param>
    /// <param name="cancellation">Stops within some milliseconds.</param>
    /// <exception cref="OperationCanceledException">It was stopped; what was taken in stays.</exception>
    public static void Run<TBlock, TResult>(
        IBlockSource<TBlock> source, IEnumerable<TBlock> blocks, int workers, Func<TBlock, CancellationToken, TResult> work,
        Action<TBlock, TResult> commit, CancellationTokenSource stop, CancellationToken cancellation)
    {
        var results = new TransformBlock<TBlock, (TBlock Block, TResult? Result, Exception? Problem)>(block => Try(source, block, work, stop.Token),
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
                foreach (TBlock block in blocks)
                {
                    // Only what has failed, which is told below, takes no more.
                    if (!await results.SendAsync(block, stop.Token).ConfigureAwait(false))
                    {
                        break;
                    }
                }
            }
            catch (Exception problem)
            {
                readingProblem = problem;
            }

            results.Complete();
        }, CancellationToken.None);

        try
        {
            // First take in the blocks that were read before a problem, then throw it.
            while (results.OutputAvailableAsync(cancellation).GetAwaiter().GetResult())
            {
                cancellation.ThrowIfCancellationRequested();
                if (!results.TryReceive(out (TBlock Block, TResult? Result, Exception? Problem) one))
                {
                    // A thread has failed since, and what was there is gone: its problem comes out below.
                    continue;
                }

                (TBlock block, TResult? result, Exception? problem) = one;
                if (problem is not null)
                {
                    ExceptionDispatchInfo.Throw(problem);
                }

                commit(block, result!);
            }

            // A thread that failed, as for want of memory, has not given all of its results.
            results.Completion.GetAwaiter().GetResult();
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
            results.LinkTo(DataflowBlock.NullTarget<(TBlock, TResult?, Exception?)>());
            results.Completion.ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }
    }

    /// <summary>The same for a source that reads its blocks on threads of its own: the calling thread does all else.</summary>
    /// <param name="source">Gets each block's memory back, after it was taken in.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="commit">Takes in a block.</param>
    /// <param name="cancellation">Stops before the next block.</param>
    /// <exception cref="OperationCanceledException">It was stopped; what was taken in stays.</exception>
    public static void Run<TBlock>(
        IBlockSource<TBlock> source, IEnumerable<TBlock> blocks, Action<TBlock> commit, CancellationToken cancellation)
    {
        foreach (TBlock block in blocks)
        {
            cancellation.ThrowIfCancellationRequested();
            commit(block);
            source.Release(block);
        }
    }

    private static (TBlock Block, TResult? Result, Exception? Problem) Try<TBlock, TResult>(
        IBlockSource<TBlock> source, TBlock block, Func<TBlock, CancellationToken, TResult> work, CancellationToken stop)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            return (block, work(block, stop), null);
        }
        catch (Exception problem)
        {
            return (block, default, problem);
        }
        finally
        {
            source.Release(block);
        }
    }
}
