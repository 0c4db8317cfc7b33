namespace Norm.ML.Tests.Statistics;

public sealed class NonFiniteTests
{
    private const double Inf = double.PositiveInfinity, NaN = double.NaN;

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void Ignored_values_are_counted_and_left_out(int channels)
    {
        double[] rows = Data.Rows(2000, channels);
        double[] clean = [.. Enumerable.Range(0, 2000).Select(i => rows[i * channels])];
        for (int i = 0; i < 2000; i += 3)
        {
            rows[i * channels] = i % 2 == 0 ? NaN : i % 4 == 1 ? Inf : -Inf;
        }

        RunningStatistics s = Data.Of(rows, channels);

        ExactMoments exact = ExactMoments.Of(clean.Where((_, i) => i % 3 != 0));
        Assert.Equal((2000L, 2000L - 667, 334L, 333L), (s.RowCount, s[0].Count, s[0].Missing, s[0].Infinite));
        Assert.Equal(exact.Variance, s[0].Variance, 1e-14);
        Assert.Equal(exact.Mean.High, s[0].Mean, 1e-16);
        Assert.Equal(Data.Of(Data.Rows(2000, channels), channels)[1].Mean, s[1].Mean);
    }

    [Fact]
    public void Propagation_makes_the_channel_NaN_for_ever_and_no_other()
    {
        double[] rows = Data.Rows(1500, 9);
        rows[9 * 700 + 3] = Inf;
        RunningStatistics s = Data.Of(rows, 9, NonFinitePolicy.Propagate), clean = Data.Of(Data.Rows(1500, 9), 9);
        Assert.True(double.IsNaN(s[3].Mean) && double.IsNaN(s[3].Variance) && double.IsNaN(s[3].GetStandardDeviation(1)));
        Assert.Equal((1499L, 1L), (s[3].Count, s[3].Infinite));
        for (int c = 0; c < 9; c++)
        {
            if (c != 3)
            {
                Assert.Equal((clean[c].Mean, clean[c].Variance), (s[c].Mean, s[c].Variance));
            }
        }

        Assert.True(double.IsNaN(RunningStatistics.Merge(s, clean)[3].Mean));
        Assert.True(double.IsNaN(RunningStatistics.Merge(RunningStatistics.Empty(9), s)[3].Variance));
        Assert.False(double.IsNaN(RunningStatistics.Merge(s, clean)[4].Mean));
    }

    [Fact]
    public void A_channel_of_nothing_but_missing_values_has_no_mean()
    {
        foreach (NonFinitePolicy policy in (NonFinitePolicy[])[NonFinitePolicy.Ignore, NonFinitePolicy.Propagate])
        {
            ChannelStatistics c = Data.Of([NaN, NaN, NaN], 1, policy)[0];
            Assert.Equal((0L, 3L), (c.Count, c.Missing));
            Assert.All((double[])[c.Mean, c.MeanLow, c.Min, c.Max, c.Variance, c.StandardDeviation, c.SquaredDeviations],
                x => Assert.True(double.IsNaN(x)));
        }
        Assert.Equal(5, RunningStatistics.Merge(Data.Of([NaN], 1), Data.Of([5], 1))[0].Mean);
    }

    [Fact]
    public void Throwing_names_row_and_channel_and_adds_nothing()
    {
        var accumulator = new StatisticsAccumulator(3, NonFinitePolicy.Throw, ["age", "height", "weight"]);
        accumulator.Add(Data.Rows(600, 3));
        float[] rows = Data.Floats(Data.Rows(1000, 3));
        rows[3 * 700 + 1] = float.NegativeInfinity;
        string message = Assert.Throws<NotFiniteNumberException>(() => accumulator.Add(rows)).Message;
        Assert.Contains("Row 1300", message);
        Assert.Contains("channel 1 ('height')", message);
        Assert.Equal(600, accumulator.RowCount);

        double[] examples = new double[2 * 3 * 40];
        examples[3 * 40 + 2 * 40 + 7] = NaN;
        message = Assert.Throws<NotFiniteNumberException>(() => accumulator.AddChannelsFirst(examples, 40)).Message;
        Assert.Contains("Row 647", message);
        Assert.Contains("channel 2 ('weight')", message);
        Assert.Equal(600, accumulator.RowCount);
    }

    [Fact]
    public void The_sign_of_zero_does_not_show()
    {
        ChannelStatistics c = Data.Of([-0.0, 0.0, -0.0], 1)[0];
        Assert.All((double[])[c.Min, c.Max, c.Mean], x => Assert.Equal(0L, BitConverter.DoubleToInt64Bits(x)));
    }
}
