using System.Text.RegularExpressions;

namespace Norm.ML.Tests.Statistics;

/// <summary>Numbers that no data have are refused, wherever they come from; whatever the library's own sums give is taken.</summary>
public sealed class ImpossibleStatisticsTests
{
    // The places of channel 0 in a file of one channel: counts from 48, numbers from 80.
    private const int Weight = 80, Mean = 88, MeanLow = 96, Squares = 104, SquaresLow = 112, Min = 120, Max = 128;

    public static TheoryData<string, string, (int At, double Value)[]> Impossible => new()
    {
        { "negative squared deviations in two parts", "squared deviations", [(Squares, 0), (SquaresLow, -6.5)] },
        { "negative squared deviations", "squared deviations", [(Squares, -6.5)] },
        { "squared deviations of NaN", "squared deviations", [(Squares, double.NaN)] },
        { "a low part of NaN", "squared deviations", [(SquaresLow, double.NaN)] },
        { "a low part larger than the high one", "squared deviations", [(SquaresLow, 7)] },
        { "a low part of more than half a unit", "squared deviations", [(SquaresLow, 1e-15)] },
        { "a mean's low part of more than half a unit", "mean", [(MeanLow, 1e-15)] },
        { "a mean above the maximum", "the mean 4.5 of values from 1 to 4", [(Mean, 4.5)] },
        { "a mean below the minimum", "the mean 0.5 of values from 1 to 4", [(Mean, 0.5)] },
        { "a mean of NaN where nothing is missing", "NaN", [(Mean, double.NaN), (Squares, double.NaN), (MeanLow, 0), (SquaresLow, 0)] },
        { "an infinite mean", "mean", [(Mean, double.PositiveInfinity)] },
        { "more spread than the range allows", "the squared deviations 7 of values from 1 to 4", [(Squares, 7)] },
        { "spread where minimum is maximum", "the squared deviations 5 of values from 2.5 to 2.5", [(Min, 2.5), (Max, 2.5)] },
        { "a mean beside the constant", "the mean", [(Min, 2), (Max, 2), (Squares, 0)] },
        { "a minimum above the maximum", "values from 4 to 1", [(Min, 4), (Max, 1)] },
        { "a weight of 1e300", "the weight 1E+300 for 3 values", [(Weight, 1e300)] },
        { "a weight that no three rows have", "the weight 1E+32 for 3 values", [(Weight, 1e32)] },
        { "a weight below the least", "the weight 1E-31 for 3 values", [(Weight, 1e-31)] },
        { "a negative weight", "weight", [(Weight, -3)] },
        { "a weight of NaN", "weight", [(Weight, double.NaN)] },
        { "a weight of 0", "the weight 0 for 3 values", [(Weight, 0)] },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void A_file_is_refused(string what, string reason, (int At, double Value)[] changes)
    {
        byte[] bytes = FileTests.ToBytes(Data.Of([1, 2.5, 4], 1));
        bytes = Changed(bytes, (Mean, 2.5), (Squares, 5)); // what 1, 2.5 and 4 might have with other weights
        RunningStatistics.Load(new MemoryStream(FileTests.Sealed(bytes)));
        Assert.True(FileTests.Refused(FileTests.Sealed(Changed(bytes, changes))).Contains(reason, StringComparison.Ordinal), what);
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Json_is_refused(string what, string reason, (int At, double Value)[] changes)
    {
        string json = Data.Of([1, 2.5, 4], 1).ToJson().Replace("\"squaredDeviations\": 4.5", "\"squaredDeviations\": 5");
        RunningStatistics.FromJson(json);
        foreach ((int at, double value) in changes)
        {
            string name = at switch
            {
                Weight => "weight",
                Mean => "mean",
                MeanLow => "meanLow",
                Squares => "squaredDeviations",
                SquaresLow =>
                "squaredDeviationsLow",
                Min => "min",
                _ => "max"
            };
            string text = double.IsFinite(value) ? value.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : double.IsNaN(value)
                ? "\"NaN\"" : "\"Infinity\"";
            json = Regex.Replace(json, $"\"{name}\": [^,\n]+", $"\"{name}\": {text}");
        }
        Assert.True(Assert.Throws<FormatException>(() => RunningStatistics.FromJson(json)).Message.Contains(reason, StringComparison.Ordinal), what);
    }

    [Fact]
    public void A_node_of_a_shard_is_refused_too()
    {
        var accumulator = new StatisticsAccumulator(1);
        accumulator.Add([1.0, 2.5, 4]);
        byte[] bytes = FileTests.ToBytes(accumulator.ToShard());
        // MOMT and the only node of TREE say the same: squared deviations of -6.5 in two parts.
        int node = bytes.AsSpan().IndexOf("TREE"u8) + 12 + 12 + 12 + 8 + 32;
        int shift = node - Weight;
        bytes = Changed(bytes, (Squares, 0), (SquaresLow, -6.5), (Squares + shift, 0), (SquaresLow + shift, -6.5));
        Assert.Contains("squared deviations", FileTests.Refused(FileTests.Sealed(bytes)));
    }

    [Theory]
    [InlineData(double.NaN, 1.0)]
    [InlineData(1.0, double.NaN)]
    [InlineData(double.PositiveInfinity, 1.0)]
    [InlineData(0.0, -1.0)]
    public void Running_values_that_no_batches_give_are_refused(double mean, double variance)
    {
        RunningStatistics statistics = RunningStatistics.Empty(1).WithExponential(ExponentialMoments.Start(MomentumRule.PyTorch(), [0.375], [0.625]));
        byte[] bytes = FileTests.ToBytes(statistics);
        int at = bytes.AsSpan().IndexOf("EXPO"u8) + 12 + 4 + 8 + 8;
        Assert.Contains("running", FileTests.Refused(FileTests.Sealed(Changed(bytes, (at, mean), (at + 8, variance)))));
        Assert.Throws<ArgumentException>(() => ExponentialMoments.Start(MomentumRule.PyTorch(), [mean], [variance]));
    }

    [Fact]
    public void Running_values_of_data_with_missing_and_huge_values_are_kept()
    {
        ExponentialMoments start = ExponentialMoments.Start(2, MomentumRule.PyTorch());
        RunningStatistics statistics = RunningStatistics.Empty(2)
            .WithExponential(start.Update(Data.Of([double.NaN, 1e200, 1, -1e200, 2, 0], 2, NonFinitePolicy.Propagate)));
        Assert.True(double.IsNaN(statistics.Exponential!.Variance[0]));
        Assert.True(double.IsPositiveInfinity(statistics.Exponential.Variance[1]));
        Assert.Equal(statistics, RunningStatistics.Load(new MemoryStream(FileTests.ToBytes(statistics))));
        Assert.Equal(statistics, RunningStatistics.FromJson(statistics.ToJson()));
    }

    /// <summary>Every pattern, in one pass and merged, with and without weights, missing values and infinities: kept and read back.</summary>
    [Fact]
    public void Whatever_was_summed_is_taken()
    {
        Func<int, Random, double>[] weights = [(_, _) => 1, (_, r) => r.NextDouble() + 0.01, (_, r) => Math.Pow(10, 60 * r.NextDouble() - 30),
            (i, _) => i % 3 == 0 ? 0 : 0.3, (i, _) => i % 512 == 1 ? 1e30 : 1e-30];
        foreach ((string name, Func<int, Random, double> value) in Patterns.All.Concat(Patterns.Extreme))
        {
            foreach (int rows in (int[])[1, 2, 3, 7, 511, 513, 1500])
            {
                for (int w = 0; w < weights.Length; w++)
                {
                    var random = new Random(rows + w);
                    double[] column = Patterns.Column(value, rows, rows);
                    double[] weight = Patterns.Column(weights[w], rows);
                    if (w % 2 == 1)
                    {
                        for (int i = 0; i < rows; i++)
                        {
                            if (random.Next(20) == 0)
                            {
                                column[i] = random.Next(3) switch { 0 => double.NaN, 1 => double.PositiveInfinity, _ => double.NegativeInfinity };
                            }
                        }
                    }

                    Kept(column, weight, NonFinitePolicy.Ignore, random, $"{name}, {rows} rows, weights {w}");
                    Kept(column, weight, NonFinitePolicy.Propagate, random, $"{name}, {rows} rows, weights {w}, propagated");
                }
            }
        }
    }

    private static void Kept(double[] column, double[] weight, NonFinitePolicy policy, Random random, string what)
    {
        RunningStatistics Sum(Range range)
        {
            var accumulator = new StatisticsAccumulator(1, policy);
            accumulator.Add(column.AsSpan(range), weight.AsSpan(range));
            return accumulator.ToShard();
        }

        List<RunningStatistics> all = [Sum(..)];
        RunningStatistics? fromLeft = null;
        for (int start = 0; start < column.Length;)
        {
            int end = Math.Min(column.Length, start + 1 + random.Next(column.Length / 3 + 1));
            RunningStatistics part = Sum(start..end);
            fromLeft = fromLeft is null ? part : random.Next(2) == 0 ? RunningStatistics.Merge(fromLeft, part)
                : RunningStatistics.Merge(part, fromLeft);
            all.Add(fromLeft);
            start = end;
        }

        foreach (RunningStatistics statistics in all)
        {
            try
            {
                Assert.Equal(statistics, RunningStatistics.Load(new MemoryStream(FileTests.ToBytes(statistics))));
            }
            catch (InvalidDataException refused)
            {
                Assert.Fail($"{what}: {refused.Message}\n{statistics.ToJson()}");
            }
        }
    }

    [Fact]
    public void Json_with_half_of_a_surrogate_pair_is_no_statistics()
    {
        string json = Data.Of([1, 2.5, 4], 1).WithChannelNames(["age"]).WithShard(new(0, 2, "digest")).ToJson();
        foreach (string half in (string[])["\\ud800", "\\udc00", "x\\ud83dy", "\ud800"])
        {
            foreach (string text in (string[])["age", "digest", "norm-ml-statistics", "weight", "rows", "channels", "sourceDigest"])
            {
                Assert.Throws<FormatException>(() => RunningStatistics.FromJson(json.Replace($"\"{text}\"", $"\"{half}\"")));
            }
        }
    }

    [Fact]
    public void Names_that_no_file_can_hold_are_refused_where_they_are_given()
    {
        RunningStatistics statistics = RunningStatistics.Empty(2);
        Assert.Contains("channel 1", Assert.Throws<ArgumentException>(() => statistics.WithChannelNames(["a", "\ud800"])).Message);
        Assert.Throws<ArgumentException>(() => RunningStatistics.Empty(1, ["\udc00x"]));
        Assert.Throws<ArgumentException>(() => new StatisticsAccumulator(1, channelNames: ["x\ud83d"]));
        Assert.Throws<ArgumentException>(() => statistics.WithShard(new(0, 1, "\ud800")));
        RunningStatistics named = statistics.WithChannelNames(["\U0001F600", "\uFFFD"]);
        Assert.Equal(named, RunningStatistics.Load(new MemoryStream(FileTests.ToBytes(named))));
    }

    [Fact]
    public void Parts_of_more_rows_than_there_are_numbers_for_are_refused_and_nothing_is_added()
    {
        RunningStatistics many = WithRows(long.MaxValue), one = Data.Of([1], 1);
        Assert.Throws<OverflowException>(() => RunningStatistics.Merge(many, one));
        Assert.Throws<OverflowException>(() => RunningStatistics.Merge([one, many]));
        Assert.Contains("rows together", Assert.Throws<InvalidDataException>(() => RunningStatistics.MergeShards([many, one])).Message);

        var tree = new StatisticsTree();
        tree.Add(0, one);
        Assert.Throws<OverflowException>(() => tree.Add(1, many));
        Assert.Equal(1, tree.Count);
        Assert.Equal(one, tree.ToStatistics());
        tree.Add(1, one);
        Assert.Equal(2, tree.ToStatistics().RowCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Add(long.MaxValue, one));
        Assert.Throws<ArgumentException>(() => RunningStatistics.MergeShards([one, null!]));
    }

    [Fact]
    public void Batches_beyond_the_largest_number_are_refused() => Assert.Throws<OverflowException>(
        () => ExponentialMoments.Start(MomentumRule.CumulativeAverage, [0], [1], long.MaxValue).Update(Data.Of([1, 2], 1)));

    private static RunningStatistics WithRows(long rows)
    {
        byte[] bytes = FileTests.ToBytes(RunningStatistics.Empty(1));
        BitConverter.TryWriteBytes(bytes.AsSpan(40), rows);
        return RunningStatistics.Load(new MemoryStream(FileTests.Sealed(bytes)));
    }

    private static byte[] Changed(byte[] bytes, params (int At, double Value)[] changes)
    {
        byte[] changed = [.. bytes];
        foreach ((int at, double value) in changes)
        {
            BitConverter.TryWriteBytes(changed.AsSpan(at), value);
        }

        return changed;
    }
}
