using Microsoft.ML;
using Norm.ML.Inspection;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Fitting;

/// <summary>What each option of a fit does to what is learned.</summary>
public class FitOptionTests
{
    readonly MLContext _context = new(seed: 1);

    [Fact]
    public void A_weight_counts_a_row_as_many_times()
    {
        float[][] rows = FeatureRows.Random(40, 3);
        float[] weights = [.. rows.Select((_, i) => i % 4f)];
        RunningStatistics weighted = Fit(FeatureRows.Load(_context, rows, weights), new() { ExampleWeightColumnName = "Weight" });
        RunningStatistics repeated = Fit(FeatureRows.Load(_context, rows.SelectMany((row, i) => Enumerable.Repeat(row, i % 4))), new());
        Assert.Equal((40, 60), (weighted.RowCount, repeated.RowCount));
        for (int i = 0; i < 3; i++)
        {
            // Rows of weight 0 are rows, and no more than that.
            Assert.Equal((30, 60.0), (weighted[i].Count, weighted[i].Weight));
            double deviation = repeated[i].GetStandardDeviation(1);
            Assert.Equal(repeated[i].Mean, weighted[i].Mean, 1e-12 * deviation);
            Assert.Equal(deviation, weighted[i].GetStandardDeviation(1), 1e-13 * deviation);
            Assert.Equal(repeated[i].Min, weighted[i].Min);
        }
    }

    [Fact]
    public void Weights_may_be_doubles_and_are_checked_row_by_row()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new { X = 1f, W = 3.0, Bad = 1f }, new { X = 5f, W = 1.0, Bad = -1f }]);
        Assert.Equal(2, Fit(data, new() { ExampleWeightColumnName = "W" }, "X")[0].Mean);
        Assert.Contains("Weight column 'Bad' is -1 in row 1", Assert.Throws<InvalidOperationException>(() => Fit(data, new() { ExampleWeightColumnName = "Bad" }, "X")).Message);
        Assert.Contains("no input column 'None'", Assert.Throws<ArgumentOutOfRangeException>(() => Fit(data, new() { ExampleWeightColumnName = "None" }, "X")).Message);
        IDataView vectors = FeatureRows.Load(_context, [[1f, 2], [3, 4]]);
        EstimatorContract.Refuses(_context.Transforms.BatchNorm("Features", options: new() { ExampleWeightColumnName = "Features" }), vectors, "'Features'", "one number a row, Single or Double");
    }

    [Fact]
    public void Correction_is_the_samples_variance()
    {
        IDataView data = FeatureRows.Load(_context, [[1.0], [3.0], [8.0]]);
        foreach ((double correction, double variance) in new[] { (0.0, 26 / 3.0), (1, 13), (1.5, 26 / 1.5) })
        {
            BatchNormTransformer model = _context.Transforms.BatchNorm("Features", options: new() { Correction = correction }).Fit(data);
            Assert.Equal(4 / Math.Sqrt(variance), ColumnReader.ByCursor<double>(model.Transform(data), "Features")[2][0], 1e-15);
        }

        Assert.Throws<ArgumentException>(() => _context.Transforms.BatchNorm("Features", options: new() { Correction = 1, BatchSize = 2 }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(2000)]
    public void No_more_rows_than_the_maximum_count_from_one_cursor_or_many(int maximum)
    {
        float[][] rows = FeatureRows.Random(1500, 3);
        IDataView data = FeatureRows.Load(_context, rows);
        if (maximum < 2)
        {
            Assert.Contains("at least 2 rows", Assert.Throws<InvalidOperationException>(() => Fit(data, new() { MaximumExampleCount = maximum })).Message);
            return;
        }

        RunningStatistics expected = Fit(FeatureRows.Load(_context, rows[..Math.Min(maximum, 1500)]), new());
        Assert.Equal(expected, Fit(data, new() { MaximumExampleCount = maximum }));
        Assert.Equal(expected, Fit(_context.Data.Cache(data), new() { MaximumExampleCount = maximum }));
    }

    [Theory]
    [InlineData(NonFinitePolicy.Ignore)]
    [InlineData(NonFinitePolicy.Propagate)]
    public void Missing_and_infinite_values_follow_the_policy(NonFinitePolicy policy)
    {
        IDataView data = FeatureRows.Load(_context, [[1.0, 1], [double.NaN, 2], [double.PositiveInfinity, 3], [3.0, 6]]);
        RunningStatistics learned = Fit(data, new() { NonFinite = policy });
        Assert.Equal((1, 1, 3.0), (learned[0].Missing, learned[0].Infinite, learned[1].Mean));
        Assert.Equal(policy == NonFinitePolicy.Ignore ? 2 : double.NaN, learned[0].Mean);
    }

    [Fact]
    public void The_policy_to_throw_names_row_and_channel()
    {
        foreach (double bad in new[] { double.NaN, double.NegativeInfinity })
        {
            IDataView data = FeatureRows.Load(_context, [[1.0, 1], [2, 2], [3, bad]], names: ["acid", "sugar"]);
            string message = Assert.Throws<NotFiniteNumberException>(() => Fit(data, new() { NonFinite = NonFinitePolicy.Throw })).Message;
            Assert.Contains("Row 2", message);
            Assert.Contains("'sugar'", message);
        }
    }

    [Theory]
    [InlineData(ConstantChannels.CenterOnly, 0, 1.0)]
    [InlineData(ConstantChannels.Zero, 0, 0)]
    [InlineData(ConstantChannels.Epsilon, 1e-4, 100)]
    public void A_channel_that_differs_by_rounding_is_constant(ConstantChannels constant, double epsilon, double expected)
    {
        // 0.1 summed up in different orders: the spread is that of rounding, within 2^-52 of the mean.
        double noisy = 0.1 * 3, clean = 0.3;
        Assert.NotEqual(noisy, clean);
        IDataView data = FeatureRows.Load(_context, Enumerable.Range(0, 1000).Select(i => new[] { i % 2 == 0 ? noisy : clean, 0.3 + (1e-9 * (i % 2)) }));
        BatchNormTransformer model = _context.Transforms.BatchNorm("Features", options: new() { Constant = constant, Epsilon = epsilon }).Fit(data);
        Assert.False(model.Statistics[0].IsConstant);

        // One above the mean; the second channel's spread of 1e-9 is real, and counts where epsilon leaves it.
        double mean = model.Statistics[0].Mean;
        double[] row = ColumnReader.ByCursor<double>(model.Transform(FeatureRows.Load(_context, [[mean + 1, 0.3]])), "Features")[0];
        Assert.Equal(expected, row[0], 1e-9 * Math.Max(1, expected));
        Assert.Equal(epsilon == 0 ? -1 : 0, row[1], 1e-5);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(100_000)]
    public void A_channel_with_a_spread_is_scaled_however_many_rows_there_are(int rows)
    {
        // Unix seconds: half a second about 1.7e9 is a million times what rounding could make.
        IDataView data = FeatureRows.Load(_context, Enumerable.Range(0, rows).Select(i => new[] { 1.7e9 + (i % 2) }));
        BatchNormTransformer model = _context.Transforms.BatchNorm("Features").Fit(data);
        List<double[]> result = ColumnReader.ByCursor<double>(model.Transform(FeatureRows.Load(_context, [[1.7e9], [1.7e9 + 1]])), "Features");
        Assert.Equal(1 / model.Statistics[0].StandardDeviation, result[1][0] - result[0][0], 1e-6);
        Assert.False(model.Statistics[0].IsConstantUpToRounding);
    }

    [Fact]
    public void A_channel_that_is_only_shifted_is_a_finding_of_the_model()
    {
        IDataView data = FeatureRows.Load(_context, Enumerable.Range(0, 1000).Select(i => new[] { i % 2 == 0 ? 0.1 * 3 : 0.3, 7, i }));
        BatchNormTransformer model = _context.Transforms.BatchNorm("Features").Fit(data);
        Assert.Equal(
            [FindingKind.NearConstant, FindingKind.Constant],
            NormInspector.Inspect(model, data.Schema).Findings.Where(finding => finding.Message.Contains("only shifted")).Select(finding => finding.Kind));
    }

    [Fact]
    public void A_shape_with_dimensions_has_the_first_as_channels()
    {
        float[][] rows = FeatureRows.Random(30, 6);
        RunningStatistics image = Fit(FeatureRows.Load(_context, rows, dimensions: [2, 1, 3]), new());
        Same(image, Fit(FeatureRows.Load(_context, rows), new() { Channels = 2 }));
        Same(image, ByHand(rows, 2, i => i / 3));
        RunningStatistics last = Fit(FeatureRows.Load(_context, rows, dimensions: [3, 2]), new() { Layout = NormLayout.ChannelsLast });
        Same(last, Fit(FeatureRows.Load(_context, rows), new() { Channels = 2, Layout = NormLayout.ChannelsLast }));
        Same(last, ByHand(rows, 2, i => i % 2));

        // Weights belong to examples.
        RunningStatistics weighted = Fit(FeatureRows.Load(_context, rows, [.. rows.Select((_, i) => i < 10 ? 1f : 0)]), new() { Channels = 2, ExampleWeightColumnName = "Weight" });
        Assert.Equal(ByHand(rows[..10], 2, i => i / 3)[1].Mean, weighted[1].Mean, 1e-9);
        Assert.Contains("multiple of 4", Assert.Throws<ArgumentOutOfRangeException>(() => Fit(FeatureRows.Load(_context, rows), new() { Channels = 4 })).Message);
    }

    static RunningStatistics ByHand(float[][] rows, int channels, Func<int, int> channelOf)
    {
        // One position of each channel a row.
        var accumulator = new StatisticsAccumulator(channels);
        foreach (float[] row in rows)
        {
            float[][] split = [.. Enumerable.Range(0, channels).Select(channel => row.Where((_, i) => channelOf(i) == channel).ToArray())];
            for (int position = 0; position < split[0].Length; position++)
                accumulator.AddRow([.. split.Select(values => values[position])]);
        }

        return accumulator.ToStatistics();
    }

    static void Same(RunningStatistics expected, RunningStatistics actual) =>
        Assert.Equal(expected.WithChannelNames(null), actual.WithChannelNames(null));

    RunningStatistics Fit(IDataView data, BatchNormOptions options, string column = "Features") => _context.Transforms.BatchNorm("Out", column, options).Fit(data).Statistics;
}
