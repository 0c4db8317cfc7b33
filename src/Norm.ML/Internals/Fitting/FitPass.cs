using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.ML;

namespace Norm.ML.Internals.Fitting;

/// <summary>
/// One pass over the data. Rows are read by as many cursors as the source gives and summed in row order by the calling thread, so that one cursor and
/// many give the same bits. Memory stays at a few blocks a cursor.
/// </summary>
internal sealed class FitPass(
    IDataView data, DataViewSchema.Column[] inputs, FitColumn[] columns, DataViewSchema.Column? weight, FitKeys? keys, long maximumRows,
    Action<long> progress, CancellationToken cancellation)
{
    // Blocks that a cursor may be ahead of the sums.
    private const int ReadAhead = 4;

    private long _rows;

    /// <summary>Reads everything and returns the number of rows.</summary>
    public long Run()
    {
        DataViewRowCursor[] cursors = data.GetRowCursorSet(
            [.. inputs, .. weight is { } counts ? [counts] : Array.Empty<DataViewSchema.Column>(), .. keys?.Columns ?? []],
            Environment.ProcessorCount);
        try
        {
            if (cursors.Length == 1)
            {
                ReadAlone(cursors[0]);
            }
            else
            {
                ReadTogether(cursors);
            }

            Array.ForEach(columns, column => column.Flush());
        }
        catch (InvalidOperationException problem) when (SourceProblem.In(problem) is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
        }
        finally
        {
            foreach (DataViewRowCursor cursor in cursors)
            {
                cursor.Dispose();
            }
        }

        return _rows;
    }

    private void ReadAlone(DataViewRowCursor cursor)
    {
        var reader = new RowReader(cursor, columns, weight, keys);
        var block = new RowBlock(columns, weight is not null, keys is not null);
        bool more = true;
        while (more && _rows < maximumRows)
        {
            block.Clear(0);
            while (!block.IsFull && (more = cursor.MoveNext()))
            {
                block.Read(reader);
            }

            Add(block);
        }
    }

    // Every cursor's batches ascend, and a batch lies in one cursor alone: the smallest number at the head of all queues is the next in the data.
    private void ReadTogether(DataViewRowCursor[] cursors)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Channel<RowBlock>[] filled = Array.ConvertAll(cursors, _ => Channel.CreateBounded<RowBlock>(ReadAhead));
        Channel<RowBlock>[] empty = Array.ConvertAll(cursors, _ => Channel.CreateUnbounded<RowBlock>());
        List<Task> readers = [];
        try
        {
            for (int i = 0; i < cursors.Length; i++)
            {
                DataViewRowCursor cursor = cursors[i];
                (ChannelWriter<RowBlock> output, ChannelReader<RowBlock> used) = (filled[i].Writer, empty[i].Reader);
                readers.Add(Task.Factory.StartNew(() => Produce(cursor, used, output, stop.Token), stop.Token, TaskCreationOptions.LongRunning,
                    TaskScheduler.Default));
            }

            RowBlock?[] heads = Array.ConvertAll(filled, channel => Next(channel.Reader));
            while (_rows < maximumRows)
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
                    break;
                }

                Add(heads[first]!);
                empty[first].Writer.TryWrite(heads[first]!);
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

    private void Produce(DataViewRowCursor cursor, ChannelReader<RowBlock> used, ChannelWriter<RowBlock> output, CancellationToken stop)
    {
        Exception? error = null;
        try
        {
            var reader = new RowReader(cursor, columns, weight, keys);
            RowBlock? block = null;
            while (cursor.MoveNext())
            {
                if (block is not null && (block.IsFull || block.Batch != cursor.Batch))
                {
                    output.WriteAsync(block, stop).AsTask().Wait(stop);
                    block = null;
                }

                if (block is null)
                {
                    if (!used.TryRead(out block))
                    {
                        block = new RowBlock(columns, weight is not null, keys is not null);
                    }

                    block.Clear(cursor.Batch);
                }

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

    // The cursor's next block, or null at its end; a reader's error comes out here.
    private RowBlock? Next(ChannelReader<RowBlock> blocks)
    {
        if (!blocks.WaitToReadAsync(cancellation).AsTask().GetAwaiter().GetResult())
        {
            return null;
        }

        return blocks.TryRead(out RowBlock? block) ? block : null;
    }

    private void Add(RowBlock block)
    {
        cancellation.ThrowIfCancellationRequested();
        int rows = (int)Math.Min(block.Rows, maximumRows - _rows);
        block.AddTo(columns, rows);
        _rows += rows;
        progress(_rows);
    }
}
