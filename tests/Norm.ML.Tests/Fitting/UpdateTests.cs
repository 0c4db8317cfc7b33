using Microsoft.ML;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Fitting;

/// <summary>Going on fitting with more data.</summary>
public class UpdateTests
{
    const int Chunk = StatisticsAccumulator.RowsPerChunk;

    readonly MLContext _context = new(seed: 1);

    [Theory]
    [InlineData(Chunk, 1)]
    [InlineData(Chunk, Chunk)]
    [InlineData(3 * Chunk, Chunk + 7)]
    [InlineData(3 * Chunk, 5 * Chunk)]
    public void Cut_at_a_chunk_it_gives_the_bits_of_one_fit(int first, int more)
    {
        float[][] rows = FeatureRows.Random(first + more, 3);
        BatchNormEstimator estimator = _context.Transforms.BatchNorm("Features");
        BatchNormTransformer one = estimator.Fit(Load(rows)), begun = estimator.Fit(Load(rows[..first]));
        foreach (BatchNormTransformer before in new[] { begun, SaveAndLoad(begun) })
        {
            Assert.Equal(one.Statistics, before.Update(Load(rows[first..])).Statistics);
            // Through several cursors, and in two steps.
            Assert.Equal(one.Statistics, before.Update(_context.Data.Cache(Load(rows[first..]))).Statistics);
        }

        if (more > Chunk)
            Assert.Equal(one.Statistics, SaveAndLoad(begun.Update(Load(rows[first..(first + Chunk)]))).Update(Load(rows[(first + Chunk)..])).Statistics);
        EstimatorContract.Same(ColumnReader.ByCursor<float>(one.Transform(Load(rows)), "Features"), ColumnReader.ByCursor<float>(begun.Update(Load(rows[first..])).Transform(Load(rows)), "Features"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(Chunk + 1)]
    [InlineData(900)]
    public void Cut_anywhere_it_gives_the_same_to_the_last_digits(int first)
    {
        float[][] rows = FeatureRows.Random(1500, 3);
        BatchNormEstimator estimator = _context.Transforms.BatchNorm("Features");
        BatchNormTransformer one = estimator.Fit(Load(rows)), begun = estimator.Fit(Load(rows[..first]));
        BatchNormTransformer updated = begun.Update(Load(rows[first..]));
        for (int i = 0; i < 3; i++)
        {
            double deviation = one.Statistics[i].StandardDeviation;
            Assert.Equal((1500, one.Statistics[i].Min, one.Statistics[i].Max), (updated.Statistics[i].Count, updated.Statistics[i].Min, updated.Statistics[i].Max));
            Assert.Equal(one.Statistics[i].Mean, updated.Statistics[i].Mean, 1e-12 * deviation);
            Assert.Equal(deviation, updated.Statistics[i].StandardDeviation, 1e-14 * deviation);
        }

        // The same whatever the number of cursors, and once more.
        Assert.Equal(updated.Statistics, begun.Update(_context.Data.Cache(Load(rows[first..]))).Statistics);
        Assert.Equal(updated.Update(Load(rows[..10])).Statistics, SaveAndLoad(updated).Update(Load(rows[..10])).Statistics);
    }

    [Fact]
    public void A_transformer_that_was_updated_stays_as_it_is()
    {
        BatchNormTransformer begun = _context.Transforms.BatchNorm("Features", options: new() { Gamma = [2], Beta = [3] }).Fit(Load([[1], [3]]));
        BatchNormTransformer updated = begun.Update(Load([[8]]));
        Assert.Equal((2, 2.0, 3, 4.0), (begun.Statistics.RowCount, begun.Statistics[0].Mean, updated.Statistics.RowCount, updated.Statistics[0].Mean));
        Assert.Equal(begun.Options, updated.Options);
        Assert.Equal("Features", updated.Columns[0].OutputColumnName);
        Assert.Equal([1, 5], ColumnReader.ByCursor<float>(begun.Transform(Load([[1], [3]])), "Features").Select(row => row[0]));
    }

    [Fact]
    public void Weights_and_policies_of_the_fit_apply()
    {
        var options = new BatchNormOptions { ExampleWeightColumnName = "Weight", NonFinite = NonFinitePolicy.Ignore };
        BatchNormTransformer updated = _context.Transforms.BatchNorm("Features", options: options)
            .Fit(FeatureRows.Load(_context, [[1f], [3f]], weights: [1, 1])).Update(FeatureRows.Load(_context, [[8f], [float.NaN]], weights: [2, 1]));
        Assert.Equal((3, 4.0, 1, 5.0), (updated.Statistics[0].Count, updated.Statistics[0].Weight, updated.Statistics[0].Missing, updated.Statistics[0].Mean));

        BatchNormTransformer strict = _context.Transforms.BatchNorm("Features", options: new() { NonFinite = NonFinitePolicy.Throw }).Fit(Load([[1], [3]]));
        Assert.Throws<NotFiniteNumberException>(() => strict.Update(Load([[float.NaN]])));
    }

    [Fact]
    public void Exponential_statistics_go_on_from_batch_to_batch()
    {
        float[][] rows = FeatureRows.Random(40, 3);
        BatchNormEstimator estimator = _context.Transforms.BatchNorm("Features", options: new() { BatchSize = 8, Momentum = MomentumRule.PyTorch(0.3) });
        RunningStatistics one = estimator.Fit(Load(rows)).Statistics;
        BatchNormTransformer begun = estimator.Fit(Load(rows[..16]));
        foreach (BatchNormTransformer before in new[] { begun, SaveAndLoad(begun) })
        {
            ExponentialMoments running = before.Update(Load(rows[16..])).Statistics.Exponential!;
            Assert.Equal(5, running.BatchCount);
            Assert.Equal(one.Exponential!.Mean, running.Mean);
            Assert.Equal(one.Exponential!.Variance, running.Variance);
        }
    }

    [Fact]
    public void Data_of_another_shape_is_refused_before_it_is_read()
    {
        BatchNormTransformer begun = _context.Transforms.BatchNorm("Features").Fit(FeatureRows.Load(_context, [[1f, 2], [3, 5]], names: ["a", "b"]));
        Refuses(FeatureRows.Load(_context, [[1f, 2, 3]]), "'Features'", "2 channels, as when it was fitted");
        Refuses(FeatureRows.Load(_context, [[1f, 2]], names: ["a", "c"]), "'Features'", "'c' as channel 1", "'b' there");
        Refuses(_context.Data.LoadFromEnumerable([new { Other = 1f }]), "no input column 'Features'");
        Assert.Equal(3, begun.Update(FeatureRows.Load(_context, [[1f, 2]], names: ["a", "b"])).Statistics.RowCount);

        void Refuses(IDataView data, params string[] named)
        {
            string message = Assert.Throws<ArgumentOutOfRangeException>(() => begun.Update(data)).Message;
            Assert.All(named, name => Assert.Contains(name, message));
        }
    }

    [Fact]
    public void Can_be_cancelled()
    {
        BatchNormTransformer begun = _context.Transforms.BatchNorm("Features").Fit(Load([[1], [3]]));
        Assert.ThrowsAny<OperationCanceledException>(() => begun.Update(Load([[1], [3]]), new CancellationToken(canceled: true)));
    }

    IDataView Load(float[][] rows) => FeatureRows.Load(_context, rows);

    BatchNormTransformer SaveAndLoad(BatchNormTransformer transformer)
    {
        using var file = new MemoryStream();
        _context.Model.Save(transformer, Load([new float[transformer.Statistics.ChannelCount]]).Schema, file);
        file.Position = 0;
        return Assert.IsType<BatchNormTransformer>(new MLContext().Model.Load(file, out _));
    }
}
