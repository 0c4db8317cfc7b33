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
    public void GoesOnWithTheBitsOfOneAccumulator(int chunks, int more)
    {
        double[] rows = Rows(chunks * Chunk + more);
        StatisticsAccumulator first = Add(new(Channels, NonFinitePolicy.Ignore, ["a", "b", "c"]), rows[..(chunks * Chunk * Channels)]);
        RunningStatistics[] kept = [.. first.ToParts().Select(part => RunningStatistics.FromJson(part.ToJson()))];
        Assert.Equal(System.Numerics.BitOperations.PopCount((uint)chunks), kept.Length);
        Assert.True(StatisticsAccumulator.CanResume(kept));

        RunningStatistics whole = Add(new(Channels, NonFinitePolicy.Ignore, ["a", "b", "c"]), rows).ToStatistics();
        StatisticsAccumulator resumed = Add(StatisticsAccumulator.Resume(kept), rows[(chunks * Chunk * Channels)..]);
        Assert.Equal(whole, resumed.ToStatistics());
        Assert.Equal(whole, Merged(resumed.ToParts()));

        // The parts are copies: going on has not touched them.
        Assert.Equal(kept, first.ToParts());
    }

    [Fact]
    public void RowsThatFillNoChunkAreAPartOfTheirOwn()
    {
        IReadOnlyList<RunningStatistics> parts = Add(new(Channels), Rows(5 * Chunk + 3)).ToParts();
        Assert.Equal([4 * Chunk, Chunk, 3], parts.Select(part => part.RowCount));
        Assert.False(StatisticsAccumulator.CanResume(parts));
        Assert.Equal(Add(new(Channels), Rows(5 * Chunk + 3)).ToStatistics(), Merged(parts));
        Assert.Equal(RunningStatistics.Empty(Channels), Assert.Single(new StatisticsAccumulator(Channels).ToParts()));
    }

    [Fact]
    public void RefusesPartsThatAreNoChunks()
    {
        RunningStatistics one = Add(new(Channels), Rows(Chunk)).ToStatistics(), two = Add(new(Channels), Rows(2 * Chunk)).ToStatistics();
        Assert.True(StatisticsAccumulator.CanResume([two, one]));
        foreach (RunningStatistics[] parts in new RunningStatistics[][] { [], [one, two], [one, one], [Add(new(Channels), Rows(3 * Chunk)).ToStatistics()], [RunningStatistics.Empty(2)] })
        {
            Assert.False(StatisticsAccumulator.CanResume(parts));
            Assert.Throws<ArgumentException>(() => StatisticsAccumulator.Resume(parts));
        }
        Assert.Throws<ArgumentException>(() => StatisticsAccumulator.Resume([two.WithChannelNames(["a", "b", "c"]), one.WithChannelNames(["a", "b", "d"])]));
        Assert.Throws<InvalidOperationException>(() => StatisticsAccumulator.Resume([one.WithExponential(ExponentialMoments.Start(Channels, MomentumRule.PyTorch()))]));
    }

    private static RunningStatistics Merged(IReadOnlyList<RunningStatistics> parts) =>
        parts.Reverse().Aggregate((later, earlier) => RunningStatistics.Merge(earlier, later));

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
