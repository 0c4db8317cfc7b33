namespace Norm.ML.Tests.Statistics;

public sealed class WeightTests
{
    private const int Channels = 11;

    [Fact]
    public void Weights_of_one_give_the_bits_of_no_weights()
    {
        foreach (int channels in (int[])[1, 4, 8, 21])
        {
            double[] rows = Data.Rows(1300, channels);
            var weighted = new StatisticsAccumulator(channels);
            weighted.Add(rows, [.. Enumerable.Repeat(1.0, 1300)]);
            Assert.Equal(Data.Of(rows, channels), weighted.ToStatistics());
        }
    }

    [Fact]
    public void Rows_with_and_without_weights_mix()
    {
        foreach (int channels in (int[])[1, 12])
        {
            double[] rows = Data.Rows(1500, channels);
            double[] weights = [.. Enumerable.Range(0, 1500).Select(i => i / 50 % 3 == 1 ? 0.5 : 1)];
            var mixed = new StatisticsAccumulator(channels);
            var all = new StatisticsAccumulator(channels);
            all.Add(rows, weights);
            for (int i = 0; i < 1500; i += 50)
            {
                ReadOnlySpan<double> some = rows.AsSpan(i * channels, 50 * channels);
                if (weights[i] == 1)
                {
                    mixed.Add(some);
                }
                else
                {
                    mixed.Add(some, weights.AsSpan(i, 50));
                }
            }
            Assert.Equal(all.ToStatistics(), mixed.ToStatistics());
        }
    }

    [Fact]
    public void A_weight_counts_as_repetitions()
    {
        var random = new Random(5);
        double[] rows = Data.Rows(900, Channels);
        double[] weights = [.. Enumerable.Range(0, 900).Select(_ => (double)random.Next(0, 4))];
        var weighted = new StatisticsAccumulator(Channels);
        var repeated = new StatisticsAccumulator(Channels);
        weighted.Add(rows, weights);
        for (int i = 0; i < 900; i++)
        {
            for (int k = 0; k < weights[i]; k++)
            {
                repeated.Add(rows.AsSpan(i * Channels, Channels));
            }
        }

        RunningStatistics w = weighted.ToStatistics(), r = repeated.ToStatistics();
        Assert.Equal(900, w.RowCount);
        for (int c = 0; c < Channels; c++)
        {
            Assert.Equal(r[c].Weight, w[c].Weight);
            Assert.Equal(weights.Count(x => x > 0), w[c].Count);
            Assert.Equal((r[c].Min, r[c].Max), (w[c].Min, w[c].Max));
            double spread = r[c].GetStandardDeviation(1);
            Assert.Equal(0, w[c].Mean - r[c].Mean + (w[c].MeanLow - r[c].MeanLow), 1e-14 * spread);
            Assert.Equal(spread, w[c].GetStandardDeviation(1), 1e-14 * spread);
        }
    }

    [Fact]
    public void Weighted_statistics_are_exact_on_every_pattern()
    {
        foreach ((string name, Func<int, Random, double> value) in Patterns.All.Concat(Patterns.Extreme))
        {
            double[] column = Patterns.Column(value, 1200);
            var random = new Random(9);
            double[] weights = [.. column.Select((_, i) => i % 7 == 0 ? 0 : random.NextDouble() + 0.01)];
            var exact = new ExactMoments();
            for (int i = 0; i < column.Length; i++)
            {
                exact.Add(column[i], weights[i]);
            }

            foreach (int channels in (int[])[1, 9])
            {
                var accumulator = new StatisticsAccumulator(channels);
                accumulator.Add(Patterns.Rows([.. Enumerable.Repeat(column, channels)]), weights);
                ChannelStatistics c = accumulator.ToStatistics()[channels - 1];
                double deviation = exact.StandardDeviation;
                Assert.True(deviation == 0 ? c.StandardDeviation == 0 : Math.Abs(c.StandardDeviation / deviation - 1) < 1e-14,
                    $"{name}: {c.StandardDeviation} for {deviation}");
            }
        }
    }

    [Fact]
    public void A_row_of_weight_zero_leaves_no_trace_but_in_the_number_of_rows()
    {
        var accumulator = new StatisticsAccumulator(2, NonFinitePolicy.Throw);
        accumulator.AddRow([double.NaN, 1e9], 0);
        accumulator.AddRow([3, 4], 0.5);
        accumulator.AddRow([5, 8], 0.5);
        RunningStatistics s = accumulator.ToStatistics();
        Assert.Equal(3, s.RowCount);
        Assert.Equal((2, 1.0, 0L, 4.0, 3.0, 5.0), (s[0].Count, s[0].Weight, s[0].Missing, s[0].Mean, s[0].Min, s[0].Max));
        Assert.Equal((6.0, 4.0, 8.0), (s[1].Mean, s[1].Variance, s[1].Max));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e-31)]
    [InlineData(1e31)]
    public void Weights_out_of_range_are_refused_before_anything_is_added(double weight)
    {
        var accumulator = new StatisticsAccumulator(1);
        string message = Assert.Throws<ArgumentException>(() => accumulator.Add([1.0, 2.0, 3.0], [1, weight, 1])).Message;
        Assert.Contains("row 1", message);
        Assert.Equal(0, accumulator.RowCount);
        Assert.Throws<ArgumentException>(() => accumulator.AddChannelsFirst([1.0, 2.0], 1, [1, weight]));
        Assert.Throws<ArgumentException>(() => accumulator.AddRow([1.0], weight));
    }
}
