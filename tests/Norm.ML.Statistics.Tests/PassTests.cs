using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Passes;

namespace Norm.ML.Tests.Statistics;

/// <summary>The one pass over rows that every fit makes.</summary>
public sealed class PassTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Results_are_taken_in_in_the_order_of_the_blocks(int workers)
    {
        var source = new Numbers(50);
        List<int> taken = [];
        using var stop = new CancellationTokenSource();
        OrderedBlocks.Run(source, source.Read(), workers, (block, _) =>
        {
            // Later blocks are done earlier.
            Thread.Sleep((block * 7) % 5);
            return block;
        }, (_, result) => taken.Add(result), stop, default);
        Assert.Equal(Enumerable.Range(0, 50), taken);
        Assert.Equal(Enumerable.Range(0, 50), source.Released.Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void The_first_problem_comes_out_after_the_results_before_it(int workers)
    {
        var source = new Numbers(50);
        List<int> taken = [];
        using var stop = new CancellationTokenSource();
        string message = Assert.Throws<InvalidDataException>(() => OrderedBlocks.Run(source, source.Read(), workers, (block, _) =>
        {
            if (block == 20)
            {
                Thread.Sleep(30);
            }

            return block < 20 ? block : throw new InvalidDataException($"block {block}");
        }, (_, result) => taken.Add(result), stop, default)).Message;
        Assert.Equal("block 20", message);
        Assert.Equal(Enumerable.Range(0, 20), taken);
    }

    [Fact]
    public void A_source_that_fails_is_told_after_the_blocks_before_it()
    {
        var source = new Numbers(50) { FailsAt = 9 };
        List<int> taken = [];
        using var stop = new CancellationTokenSource();
        Assert.Throws<IOException>(() => OrderedBlocks.Run(source, source.Read(), 3, (block, _) => block, (_, one) => taken.Add(one), stop, default));
        Assert.Equal(Enumerable.Range(0, 9), taken);
    }

    [Fact]
    public void A_block_that_cannot_be_given_back_is_the_problem_that_comes_out()
    {
        // The thread that fails takes the results of others with it, at whatever moment.
        for (int run = 0; run < 200; run++)
        {
            var source = new Numbers(40) { KeepsFrom = 1 + run % 20 };
            using var stop = new CancellationTokenSource();
            string told = Assert.ThrowsAny<Exception>(() => OrderedBlocks.Run(source, source.Read(), 3, (block, _) => block,
                (_, _) => Thread.SpinWait(run * 20), stop, default)).ToString();
            Assert.Contains("no room to give it back", told);
        }
    }

    [Fact]
    public void A_source_with_threads_of_its_own_gets_a_block_back_after_it_was_taken_in()
    {
        var source = new Numbers(5);
        OrderedBlocks.Run(source, source.Read(), block => Assert.DoesNotContain(block, source.Released), default);
        Assert.Equal(Enumerable.Range(0, 5), source.Released.Order());

        using var cancellation = new CancellationTokenSource();
        var stopped = new Numbers(5);
        Assert.ThrowsAny<OperationCanceledException>(() => OrderedBlocks.Run(stopped, stopped.Read(), block =>
        {
            if (block == 2)
            {
                cancellation.Cancel();
            }
        }, cancellation.Token));
        Assert.Equal([0, 1, 2], stopped.Released.Order());
    }

    [Fact]
    public void The_first_value_that_is_not_finite_is_named_whatever_the_threads()
    {
        double[] rows = Data.Rows(900_000, 4);
        foreach (int row in (int[])[140_001, 300_002, 500_003, 700_004, 899_999])
        {
            rows[4 * row + 1] = double.PositiveInfinity;
        }

        byte[] bytes = MemoryMarshal.AsBytes(rows.AsSpan()).ToArray();
        for (int workers = 1; workers <= 8; workers++)
        {
            Assert.Contains("Row 140001 holds", Assert.Throws<NotFiniteNumberException>(() => RunningStatistics.FromDoubles(
                new MemoryStream(bytes), 4, new() { Policy = NonFinitePolicy.Throw, Workers = workers })).Message);
        }
    }

    [Fact]
    public void Progress_counts_up()
    {
        List<long> told = [];
        RunningStatistics.FromDoubles(new MemoryStream(MemoryMarshal.AsBytes(Data.Rows(900_000, 4).AsSpan()).ToArray()), 4,
            new() { Workers = 4, Progress = new Reports(told.Add) });
        Assert.True(told.Count > 3);
        Assert.Equal(told.Order(), told);
        Assert.Equal(900_000, told[^1]);
    }

    [Fact]
    public void Blocks_are_nodes_of_the_tree_and_hold_each_chunk_once()
    {
        (int Level, long Index)[] blocks = [.. ChunkCut.Blocks(new(3, 18), 5, 2)];
        Assert.Equal(Enumerable.Range(5, 16).Select(chunk => (long)chunk),
            blocks.SelectMany(block => Enumerable.Range(0, 1 << block.Level).Select(i => (block.Index << block.Level) + i)));
        Assert.All(blocks, block => Assert.InRange(block.Level, 0, 2));
        Assert.Equal([(2, 1L), (2, 2L), (2, 3L)], ChunkCut.Blocks(new(0, ChunkCut.Unknown), 4, 2).Take(3));
        Assert.Equal([0, 1, 1, 2], new long[] { 0, 1, 512, 513 }.Select(ChunkCut.Count));
        Assert.Equal((0, 3, 12), (ChunkCut.LevelOf(1e9, 1 << 22), ChunkCut.LevelOf(1024, 1 << 22), ChunkCut.LevelOf(0.5, 1 << 22)));
    }

    private sealed class Numbers(int count) : IBlockSource<int>
    {
        public int FailsAt { get; init; } = int.MaxValue;

        public int KeepsFrom { get; init; } = int.MaxValue;

        public ConcurrentBag<int> Released { get; } = [];

        public IEnumerable<int> Read()
        {
            for (int i = 0; i < count; i++)
            {
                yield return i < FailsAt ? i : throw new IOException("the source fails");
            }
        }

        public void Release(int block)
        {
            if (block >= KeepsFrom)
            {
                throw new OutOfMemoryException("no room to give it back");
            }

            Released.Add(block);
        }
    }

    private sealed class Reports(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
