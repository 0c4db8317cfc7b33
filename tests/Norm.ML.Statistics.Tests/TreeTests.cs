namespace Norm.ML.Tests.Statistics;

/// <summary>Merging: one tree, whatever the order of arrival and the number of workers.</summary>
public sealed class TreeTests
{
    private const int Chunk = StatisticsAccumulator.RowsPerChunk, Channels = 6;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Parts_of_a_power_of_two_chunks_give_the_bits_of_one_accumulator_in_any_order(int chunksPerPart)
    {
        foreach (int rows in (int[])[1, Chunk, 7 * Chunk, 13 * Chunk + 99, 16 * Chunk])
        {
            double[] data = Data.Rows(rows, Channels);
            RunningStatistics whole = Data.Of(data, Channels);
            int part = chunksPerPart * Chunk, count = (rows + part - 1) / part;
            for (int seed = 0; seed < 4; seed++)
            {
                int[] order = [.. Enumerable.Range(0, count)];
                new Random(seed).Shuffle(order);
                var tree = new StatisticsTree();
                foreach (int i in order)
                {
                    tree.Add(i, Part(data, i, part));
                }

                Assert.Equal(whole, tree.ToStatistics());
            }
        }
    }

    [Fact]
    public void Threads_give_the_bits_of_one_thread()
    {
        const int Part = 2 * Chunk;
        double[] data = Data.Rows(40 * Chunk + 7, Channels);
        RunningStatistics whole = Data.Of(data, Channels);
        for (int threads = 1; threads <= 8; threads *= 2)
        {
            var tree = new StatisticsTree();
            Parallel.For(0, 21, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => tree.Add(i, TreeTests.Part(data, i, Part)));
            Assert.Equal(whole, tree.ToStatistics());
        }
    }

    [Fact]
    public void Other_parts_give_one_result_in_any_order_close_to_one_accumulator()
    {
        double[] data = Data.Rows(10_000, Channels);
        RunningStatistics whole = Data.Of(data, Channels);
        RunningStatistics? first = null;
        for (int seed = 0; seed < 20; seed++)
        {
            int[] order = [.. Enumerable.Range(0, 30)];
            new Random(seed).Shuffle(order);
            var tree = new StatisticsTree();
            foreach (int i in order)
            {
                tree.Add(i, Part(data, i, 337));
            }

            first ??= tree.ToStatistics();
            Assert.Equal(first, tree.ToStatistics());
        }
        for (int c = 0; c < Channels; c++)
        {
            Assert.Equal(whole[c].StandardDeviation, first![c].StandardDeviation, 1e-15 * whole[c].StandardDeviation);
        }
    }

    [Fact]
    public void Gaps_and_doubles_are_named()
    {
        double[] data = Data.Rows(10, Channels);
        var tree = new StatisticsTree();
        Assert.Throws<InvalidOperationException>(() => tree.ToStatistics());
        foreach (int i in (int[])[0, 1, 2, 3, 6])
        {
            tree.Add(i, Part(data, i, 1));
        }

        Assert.True(tree.HasGaps);
        Assert.Contains("part 4", Assert.Throws<InvalidOperationException>(() => tree.ToStatistics()).Message);
        Assert.Equal(5, tree.ToStatistics(allowGaps: true).RowCount);
        foreach (int i in (int[])[0, 3, 6])
        {
            Assert.Contains($"Part {i} ", Assert.Throws<ArgumentException>(() => tree.Add(i, Part(data, i, 1))).Message);
        }

        tree.Add(5, Part(data, 5, 1));
        tree.Add(4, Part(data, 4, 1));
        Assert.False(tree.HasGaps);
        Assert.Equal(7, tree.ToStatistics().RowCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Add(-1, Part(data, 0, 1)));
        Assert.Throws<ArgumentException>(() => tree.Add(9, RunningStatistics.Empty(2)));
    }

    [Fact]
    public void Gaps_do_not_depend_on_the_order_either()
    {
        double[] data = Data.Rows(4000, Channels);
        RunningStatistics? first = null;
        for (int seed = 0; seed < 20; seed++)
        {
            int[] order = [0, 2, 3, 4, 5, 9, 14, 31];
            new Random(seed).Shuffle(order);
            var tree = new StatisticsTree();
            foreach (int i in order)
            {
                tree.Add(i, Part(data, i, 100));
            }

            first ??= tree.ToStatistics(allowGaps: true);
            Assert.Equal(first, tree.ToStatistics(allowGaps: true));
        }
    }

    [Fact]
    public void Empty_statistics_leave_the_other_side_as_it_is()
    {
        RunningStatistics some = Data.Of(Data.Rows(700, Channels), Channels), none = RunningStatistics.Empty(Channels);
        Assert.Equal(some, RunningStatistics.Merge(some, none));
        Assert.Equal(some, RunningStatistics.Merge(none, some));
        Assert.Equal(none, RunningStatistics.Merge(none, none));
        Assert.Equal(some, RunningStatistics.Merge([none, some, none]));
    }

    [Fact]
    public void What_cannot_be_merged_is_refused()
    {
        RunningStatistics two = RunningStatistics.Empty(2, ["a", "b"]);
        Assert.Contains("3 channels", Assert.Throws<ArgumentException>(() => RunningStatistics.Merge(two, RunningStatistics.Empty(3))).Message);
        Assert.Contains("'c' in b, but 'b' in a", Assert.Throws<ArgumentException>(
            () => RunningStatistics.Merge(two, RunningStatistics.Empty(2, ["a", "c"]))).Message);
        Assert.Contains("no name for channel 1", Assert.Throws<ArgumentException>(() => RunningStatistics.Empty(2, ["a", null!])).Message);
        Assert.Throws<ArgumentException>(() => RunningStatistics.Merge([]));
        RunningStatistics exponential = two.WithExponential(ExponentialMoments.Start(2, MomentumRule.PyTorch()));
        Assert.Contains("order of batches", Assert.Throws<InvalidOperationException>(() => RunningStatistics.Merge(two, exponential)).Message);
        Assert.Equal(["a", "b"], RunningStatistics.Merge(RunningStatistics.Empty(2), two).ChannelNames);
    }

    private static RunningStatistics Part(double[] data, int index, int rows) =>
        Data.Of(data.AsSpan()[Math.Min(data.Length, index * rows * Channels)..Math.Min(data.Length, (index + 1) * rows * Channels)], Channels);
}
