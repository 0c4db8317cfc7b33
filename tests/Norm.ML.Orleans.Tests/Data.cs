namespace Norm.ML.Orleans.Tests;

/// <summary>Rows to add, and what one accumulator makes of them.</summary>
internal static class Data
{
    public static float[] Rows(int count, int channels, int seed = 1, double shift = 0)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * channels)
            .Select(i => (float)((i % channels + 1) * 1000.0 + shift + random.NextDouble() + random.NextDouble()))];
    }

    public static RunningStatistics Sum(ReadOnlySpan<float> rows, int channels, NonFinitePolicy policy = NonFinitePolicy.Ignore)
    {
        var accumulator = new StatisticsAccumulator(channels, policy);
        accumulator.Add(rows);
        return accumulator.ToStatistics();
    }

    /// <summary>The same statistics without the mark of where they come from and without names.</summary>
    public static RunningStatistics Plain(this RunningStatistics statistics) => statistics.WithShard(null).WithChannelNames(null);

    /// <summary>Fails with the first difference, bit by bit.</summary>
    public static void SameBits(RunningStatistics expected, RunningStatistics actual)
    {
        Assert.Equal(expected.RowCount, actual.RowCount);
        for (int c = 0; c < expected.ChannelCount; c++)
        {
            Assert.Equal(Bits(expected[c]), Bits(actual[c]));
        }
        Assert.True(expected.Plain().Equals(actual.Plain()), "The bits differ.");
    }

    private static long[] Bits(ChannelStatistics channel) =>
        [channel.Count, channel.Missing, channel.Infinite, .. new[] { channel.Weight, channel.Mean, channel.MeanLow, channel.SquaredDeviations,
        channel.Min, channel.Max }.Select(BitConverter.DoubleToInt64Bits)];
}
