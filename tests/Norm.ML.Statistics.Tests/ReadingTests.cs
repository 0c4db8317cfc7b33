namespace Norm.ML.Tests.Statistics;

/// <summary>What is read from statistics, and what is refused.</summary>
public sealed class ReadingTests
{
    [Fact]
    public void Corrections_divide_as_they_say()
    {
        ChannelStatistics c = Data.Of([2, 4, 4, 4, 5, 5, 7, 9], 1)[0];
        Assert.Equal((8L, 8.0, 5.0, 0.0, 2.0, 9.0, 32.0), (c.Count, c.Weight, c.Mean, c.MeanLow, c.Min, c.Max, c.SquaredDeviations));
        Assert.Equal((4.0, 32.0 / 7, 8.0), (c.Variance, c.GetVariance(1), c.GetVariance(4)));
        Assert.Equal((2.0, 1 / Math.Sqrt(4 + 12), 0.5), (c.StandardDeviation, c.InverseStandardDeviation(12), c.InverseStandardDeviation(0)));
        Assert.True(double.IsNaN(c.GetVariance(8)) && double.IsNaN(c.GetVariance(9)) && double.IsNaN(Data.Of([3], 1)[0].GetVariance(1)));
        Assert.Equal(0, Data.Of([3], 1)[0].Variance);
        Assert.Throws<ArgumentOutOfRangeException>(() => c.GetVariance(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => c.InverseStandardDeviation(-1));
    }

    [Fact]
    public void Deviations_are_right_where_the_variance_is_no_double()
    {
        ChannelStatistics huge = Data.Of([-1e200, 1e200], 1)[0], tiny = Data.Of([-1e-200, 1e-200], 1)[0],
            least = Data.Of([0, 2 * double.Epsilon], 1)[0];
        Assert.Equal((double.PositiveInfinity, 1e200, 0.0), (huge.Variance, huge.StandardDeviation, huge.Mean));
        Assert.Equal((0.0, 1e-200), (tiny.Variance, tiny.StandardDeviation));
        Assert.Equal((double.Epsilon, double.Epsilon), (least.StandardDeviation, least.Mean));
        Assert.Equal(1, huge.InverseStandardDeviation(1e-5) * 1e200, 1e-15);
        Assert.Equal(1, tiny.InverseStandardDeviation(0) * 1e-200, 1e-15);
        Assert.Equal(1 / Math.Sqrt(1e-5), tiny.InverseStandardDeviation(1e-5));
        Assert.Equal(double.MaxValue, Data.Of([-double.MaxValue, double.MaxValue], 1)[0].StandardDeviation);
    }

    [Fact]
    public void Constants_have_variance_zero_and_their_own_value_as_mean()
    {
        foreach (double x in (double[])[0.1, 1e6 / 3, 1e30, -1e200, double.MaxValue, double.Epsilon, 0])
        {
            foreach (int rows in (int[])[1, 2, 511, 512, 5000])
            {
                ChannelStatistics c = Data.Of([.. Enumerable.Repeat(x, rows)], 1)[0];
                Assert.Equal((x, 0.0, 0.0, true), (c.Mean, c.MeanLow, c.Variance, c.IsConstant));
            }
        }
    }

    [Fact]
    public void A_million_rows_far_from_zero_keep_twelve_digits()
    {
        foreach ((double mean, double spread, double bound) in ((double, double, double)[])[(1e6, 1, 1e-12), (1e9, 1e-2, 1e-11)])
        {
            var random = new Random(3);
            double[] rows = [.. Enumerable.Range(0, 1_000_000).Select(_ => mean + spread * (random.NextDouble() * 2 - 1))];
            double exact = ExactMoments.Of(rows).GetVariance(1);
            Assert.Equal(0, Data.Of(rows, 1)[0].GetVariance(1) / exact - 1, bound / 1000);
            RunningStatistics merged = RunningStatistics.Merge(rows.Chunk(777).Select(part => Data.Of(part, 1)));
            Assert.Equal(0, merged[0].GetVariance(1) / exact - 1, bound / 1000);
        }
    }

    [Fact]
    public void Channels_are_found_by_name()
    {
        var accumulator = new StatisticsAccumulator(2, channelNames: ["x", "X"]);
        accumulator.Add([1.0, 2.0]);
        RunningStatistics s = accumulator.ToStatistics();
        Assert.Equal((1.0, 2.0, 1, -1), (s["x"].Mean, s["X"].Mean, s.IndexOf("X"), s.IndexOf("y")));
        Assert.Equal(("X", 1), (s[1].Name, s[1].Index));
        Assert.Contains("'x', 'X'", Assert.Throws<KeyNotFoundException>(() => s["y"]).Message);
        Assert.Throws<KeyNotFoundException>(() => s.WithChannelNames(null)["x"]);
        Assert.Throws<ArgumentOutOfRangeException>(() => s[2]);
        Assert.Equal("2 channels, 1 rows, 0 missing and 0 infinite values", s.ToString());
    }

    [Fact]
    public void All_channels_are_copied_at_once()
    {
        double[] rows = Data.Rows(700, 9);
        for (int i = 0; i < 700; i++)
        {
            rows[9 * i + 2] *= 1e170;
            rows[9 * i + 3] = double.NaN;
            rows[9 * i + 5] *= 1e-170;
        }

        RunningStatistics s = Data.Of(rows, 9);
        double[] mean = new double[9], low = new double[9], variance = new double[9], inverse = new double[10];
        s.CopyMeansTo(mean, low);
        s.CopyVariancesTo(variance, 1);
        s.CopyInverseStandardDeviationsTo(inverse, 1e-3);
        for (int c = 0; c < 9; c++)
        {
            Assert.Equal((s[c].Mean, s[c].MeanLow, s[c].GetVariance(1), s[c].InverseStandardDeviation(1e-3)),
                (mean[c], low[c], variance[c], inverse[c]));
        }

        Assert.Equal(0, inverse[9]);
        s.CopyVariancesTo(variance, 700);
        Assert.All(variance, v => Assert.True(double.IsNaN(v)));
        Assert.Throws<ArgumentOutOfRangeException>(() => s.CopyVariancesTo(variance, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => s.CopyInverseStandardDeviationsTo(inverse, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => s.CopyInverseStandardDeviationsTo(inverse, 0, double.NaN));
        Assert.Throws<ArgumentException>(() => s.CopyMeansTo(new double[8]));
        Assert.Throws<ArgumentException>(() => s.CopyMeansTo(mean, new double[1]));
        Assert.Throws<ArgumentException>(() => s.CopyVariancesTo([]));
    }

    [Fact]
    public void Arguments_out_of_range_are_refused_with_both_numbers()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StatisticsAccumulator(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StatisticsAccumulator(1 << 25));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StatisticsAccumulator(1, (NonFinitePolicy)7));
        Assert.Contains("1 names, but there are 2",
            Assert.Throws<ArgumentException>(() => new StatisticsAccumulator(2, channelNames: ["a"])).Message);
        Assert.Contains("0 and 1 both 'a'", Assert.Throws<ArgumentException>(() => new StatisticsAccumulator(2, channelNames: ["a", "a"])).Message);
        var accumulator = new StatisticsAccumulator(3);
        Assert.Contains("7 values, which is not a multiple of the 3", Assert.Throws<ArgumentException>(() => accumulator.Add(new float[7])).Message);
        Assert.Contains("2 values, but there are 1 rows", Assert.Throws<ArgumentException>(() => accumulator.Add(new float[3], [1, 1])).Message);
        Assert.Throws<ArgumentException>(() => accumulator.AddRow(new float[6]));
        Assert.Throws<ArgumentException>(() => accumulator.AddChannelsFirst(new float[9], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => accumulator.AddChannelsFirst(new float[9], 0));
        Assert.Throws<ArgumentException>(() => accumulator.AddChannelsFirst(new float[6], 2, [1, 1]));
        Assert.Equal(0, accumulator.RowCount);
        accumulator.Add(ReadOnlySpan<double>.Empty);
        Assert.Equal(0, accumulator.ToStatistics().RowCount);
    }
}
