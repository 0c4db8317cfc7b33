using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.ML;
using Norm.ML.Internals.Passes;

namespace Norm.ML.Internals.Fitting;

/// <summary>
/// The rows of an <c>IDataView</c> for a fit, in their order. As many cursors as the data gives read them, each on a thread of its own; so one cursor
/// and many give the same bits. Memory stays at a few blocks a cursor.
/// </summary>
/// <remarks>
/// ML.NET does not say which rows of the data a cursor's batch holds before all batches in front of it were read. So blocks are not chunks that
/// threads could sum apart, as those of files are: the calling thread gives all rows to one accumulator, which cuts them.
/// </remarks>
internal sealed class CursorBlocks(
    IDataView data, DataViewSchema.Column[] inputs, FitColumn[] columns, DataViewSchema.Column? weight, FitKeys? keys, long maximumRows,
    CancellationToken cancellation) : IBlockSource<CursorBlock>
{
    // Blocks that a cursor may be ahead of the sums.
    private const int ReadAhead = 4;

    private readonly ConcurrentBag<CursorBlock> _idle = [];

    /// <summary>Takes every row into the columns' statistics.</summary>
    /// <param name="progress">Is told how many rows were taken in so far.</param>
    public void AddToColumns(Action<long> progress)
    {
        long rows = 0;
        try
        {
            OrderedBlocks.Run(this, Read(), block =>
            {
                block.AddTo(columns);
                progress(rows += block.Rows);
            }, cancellation);
        }
        catch (InvalidOperationException problem) when (SourceProblem.In(problem) is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
        }
    }

    public void Release(CursorBlock block) => _idle.Add(block);

    private IEnumerable<CursorBlock> Read()
    {
        DataViewRowCursor[] cursors = data.GetRowCursorSet(
            [.. inputs, .. weight is { } counts ? [counts] : Array.Empty<DataViewSchema.Column>(), .. keys?.Columns ?? []],
            Environment.ProcessorCount);
        try
        {
            long left = maximumRows;
            foreach (CursorBlock block in cursors.Length == 1 ? ReadAlone(cursors[0]) : ReadTogether(cursors))
            {
                block.Keep(left);
                left -= block.Rows;
                yield return block;
                if (left == 0)
                {
                    yield break;
                }
            }
        }
        finally
        {
            foreach (DataViewRowCursor cursor in cursors)
            {
                cursor.Dispose();
            }
        }
    }

    private IEnumerable<CursorBlock> ReadAlone(DataViewRowCursor cursor)
    {
        var reader = new CursorReader(cursor, columns, weight, keys);
        for (bool more = true; more;)
        {
            CursorBlock block = Empty(0);
            while (!block.IsFull && (more = cursor.MoveNext()))
            {
                block.Read(reader);
            }

            yield return block;
        }
    }

    // Every cursor's batches ascend, and a batch lies in one cursor alone: the smallest number at the head of all queues is the next in the data.
    private IEnumerable<CursorBlock> ReadTogether(DataViewRowCursor[] cursors)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Channel<CursorBlock>[] filled = Array.ConvertAll(cursors, _ => Channel.CreateBounded<CursorBlock>(ReadAhead));
        List<Task> readers = [];
        try
        {
            foreach ((DataViewRowCursor cursor, Channel<CursorBlock> output) in cursors.Zip(filled))
            {
                readers.Add(Task.Factory.StartNew(() => Produce(cursor, output.Writer, stop.Token), stop.Token, TaskCreationOptions.LongRunning,
                    TaskScheduler.Default));
            }

            CursorBlock?[] heads = Array.ConvertAll(filled, channel => Next(channel.Reader));
            while (true)
            {
                int first = -1;
                for (int i = 0; i < heads.Length; i++)
                {
                    if (heads[i] is { } block && (first < 0 || block.Batch < heads[first]!.Batch))
                    {
                        first = i;
                    }
                }

                if (first < 0)
                {
                    yield break;
                }

                yield return heads[first]!;
                heads[first] = Next(filled[first].Reader);
            }
        }
        finally
        {
            // Also after an error or an early end: no reader may still hold its cursor when the cursors are disposed of.
            stop.Cancel();
            Task.WhenAll(readers).ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }
    }

    private void Produce(DataViewRowCursor cursor, ChannelWriter<CursorBlock> output, CancellationToken stop)
    {
        Exception? error = null;
        try
        {
            var reader = new CursorReader(cursor, columns, weight, keys);
            CursorBlock? block = null;
            while (cursor.MoveNext())
            {
                if (block is not null && (block.IsFull || block.Batch != cursor.Batch))
                {
                    output.WriteAsync(block, stop).AsTask().Wait(stop);
                    block = null;
                }

                block ??= Empty(cursor.Batch);
                block.Read(reader);
            }

            if (block is not null)
            {
                output.WriteAsync(block, stop).AsTask().Wait(stop);
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception problem)
        {
            error = problem;
        }

        output.TryComplete(error);
    }

    private CursorBlock Empty(long batch)
    {
        CursorBlock block = _idle.TryTake(out CursorBlock? idle) ? idle : new CursorBlock(columns, weight is not null, keys is not null);
        block.Clear(batch);
        return block;
    }

    // The cursor's next block, or null at its end; a reader's error comes out here.
    private CursorBlock? Next(ChannelReader<CursorBlock> blocks)
    {
        if (!blocks.WaitToReadAsync(cancellation).AsTask().GetAwaiter().GetResult())
        {
            return null;
        }

        return blocks.TryRead(out CursorBlock? block) ? block : null;
    }
}
