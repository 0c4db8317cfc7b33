namespace Norm.ML.Tests.Statistics;

/// <summary>Going on from statistics that were put away.</summary>
public sealed class ResumeTests
{
    private const int Chunk = StatisticsAccumulator.RowsPerChunk, Channels = 3;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(3, Chunk + 7)]
    [InlineData(6, 2 * Chunk)]
    [InlineData(7, 9 * Chunk + 1)]
    public void Goes_on_with_the_bits_of_one_accumulator(int chunks, int more)
    {
        double[] rows = Rows(chunks * Chunk + more);
        StatisticsAccumulator first = Add(new(Channels, NonFinitePolicy.Ignore, ["a", "b", "c"]), rows[..(chunks * Chunk * Channels)]);
        RunningStatistics kept = Reload(first.ToShard());
        Assert.Equal(new ChunkRange(0, chunks), kept.Chunks);
        Assert.True(StatisticsAccumulator.CanResume(kept));

        RunningStatistics whole = Add(new(Channels, NonFinitePolicy.Ignore, ["a", "b", "c"]), rows).ToStatistics();
        StatisticsAccumulator resumed = Add(StatisticsAccumulator.Resume(kept), rows[(chunks * Chunk * Channels)..]);
        Assert.Equal(whole, resumed.ToStatistics());
        Assert.Equal(whole, resumed.ToShard().WithoutChunks());

        // What was kept are copies: going on has not touched them.
        Assert.Equal(kept, first.ToShard());
    }

    [Fact]
    public void An_empty_accumulator_is_a_beginning()
    {
        RunningStatistics nothing = new StatisticsAccumulator(Channels).ToShard();
        Assert.True(StatisticsAccumulator.CanResume(nothing));
        Assert.Equal(Add(new(Channels), Rows(700)).ToShard(), Add(StatisticsAccumulator.Resume(nothing), Rows(700)).ToShard());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(3 * Chunk + 9)]
    [InlineData(7 * Chunk)]
    public void A_shard_that_is_taken_is_the_one_that_is_copied_and_stays_as_it_is(int count)
    {
        StatisticsAccumulator source = Add(new(Channels), Rows(count));
        RunningStatistics copied = source.ToShard(), taken = source.TakeShard();
        Assert.Equal(copied, taken);
        Assert.Equal(0, source.RowCount);
        // The accumulator begins anew, without what it has handed over.
        Add(source, Rows(9 * Chunk));
        Assert.Equal(copied, taken);
        Assert.Equal(Add(new(Channels), Rows(9 * Chunk)).ToShard(), source.ToShard());
    }

    [Fact]
    public void Agrees_with_the_tree()
    {
        var tree = new StatisticsTree();
        for (int chunk = 0; chunk < 6; chunk++)
        {
            tree.AddChunks(0, chunk, Add(new(Channels),
                Rows(6 * Chunk - 5).AsSpan(chunk * Chunk * Channels, (chunk == 5 ? Chunk - 5 : Chunk) * Channels)).ToStatistics());
        }

        RunningStatistics seen = Add(new(Channels), Rows(6 * Chunk - 5)).ToShard();
        Assert.Equal((tree.ToShard(0).Chunks, tree.ToShard(0).WithoutChunks()), (seen.Chunks, seen.WithoutChunks()));
        var second = new StatisticsTree();
        second.AddChunks(seen);
        Assert.Equal(seen.WithoutChunks(), second.ToStatistics());
    }

    [Fact]
    public void Refuses_rows_that_fill_no_chunk()
    {
        RunningStatistics ragged = Add(new(Channels), Rows(5 * Chunk + 3)).ToShard(), whole = Add(new(Channels), Rows(2 * Chunk)).ToShard();
        var later = new StatisticsTree();
        later.AddChunks(0, 1, Add(new(Channels), Rows(Chunk)).ToStatistics());
        foreach (RunningStatistics statistics in new[] { ragged, whole.WithoutChunks(), RunningStatistics.Merge(whole, whole), later.ToShard(1) })
        {
            Assert.False(StatisticsAccumulator.CanResume(statistics));
            Assert.Throws<ArgumentException>(() => StatisticsAccumulator.Resume(statistics));
        }
        Assert.True(StatisticsAccumulator.CanResume(whole.WithExponential(ExponentialMoments.Start(Channels, MomentumRule.PyTorch()))));
    }

    private static RunningStatistics Reload(RunningStatistics statistics)
    {
        using var file = new MemoryStream();
        statistics.Save(file);
        file.Position = 0;
        return RunningStatistics.Load(file);
    }

    private static StatisticsAccumulator Add(StatisticsAccumulator accumulator, ReadOnlySpan<double> rows)
    {
        accumulator.Add(rows);
        return accumulator;
    }

    private static double[] Rows(int rows)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, rows * Channels).Select(i => 1e6 * (i % Channels) + random.NextDouble())];
    }
}
