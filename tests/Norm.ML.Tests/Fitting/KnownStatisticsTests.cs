using Microsoft.ML;
using Norm.ML.Inspection;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Fitting;

/// <summary>BatchNorm from numbers that one has.</summary>
public class KnownStatisticsTests
{
    static readonly double[] Mean = [0.485, 0.456, 0.406], Variance = [0.229 * 0.229, 0.224 * 0.224, 0.225 * 0.225];

    readonly MLContext _context = new(seed: 1);

    [Theory]
    [InlineData(null)]
    [InlineData(1_281_167L)]
    public void Means_and_variances_make_a_transformer_and_an_estimator(long? count)
    {
        IDataView data = FeatureRows.Load(_context, [[0.485f, 0.456f, 0.406f], [1f, 0f, 0.5f]]);
        RunningStatistics statistics = RunningStatistics.FromMoments(Mean, Variance, count, ["red", "green", "blue"]);
        BatchNormTransformer transformer = _context.Transforms.BatchNorm(statistics, "Out", "Features");
        List<float[]> rows = ColumnReader.ByCursor<float>(transformer.Transform(data), "Out");
        Assert.All(rows[0], value => Assert.Equal(0, value, 1e-6));
        Assert.Equal([(1 - 0.485) / 0.229, -0.456 / 0.224, (0.5 - 0.406) / 0.225], rows[1].Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-6);

        var estimator = _context.Transforms.BatchNorm("Out", "Features", new() { Statistics = statistics });
        EstimatorContract.Same(rows, EstimatorContract.Check<BatchNormTransformer, float>(_context, estimator, data, "Out"));
        EstimatorContract.Same(rows, ColumnReader.ByCursor<float>(_context.Transforms.ThreeColours("Out", "Features", new() { Statistics = statistics }).Fit(data).Transform(data), "Out"));
        Assert.Equal(statistics, estimator.Fit(data).Statistics);
    }

    [Fact]
    public void A_channel_of_variance_zero_is_only_shifted()
    {
        IDataView data = FeatureRows.Load(_context, [[3f, 3f]]);
        BatchNormTransformer norm = _context.Transforms.BatchNorm(RunningStatistics.FromMoments([1, 1], [0, 4]), "Features");
        Assert.Equal([2, 1], Assert.Single(ColumnReader.ByCursor<float>(norm.Transform(data), "Features")));
    }

    [Fact]
    public void With_a_count_it_goes_on_and_merges()
    {
        float[][] old = FeatureRows.Random(100, 2), fresh = FeatureRows.Random(60, 2, seed: 3);
        BatchNormTransformer all = _context.Transforms.BatchNorm("Features").Fit(FeatureRows.Load(_context, [.. old, .. fresh]));
        RunningStatistics before = _context.Transforms.BatchNorm("Features").Fit(FeatureRows.Load(_context, old)).Statistics;
        RunningStatistics given = RunningStatistics.FromMoments([before[0].Mean, before[1].Mean], [before[0].Variance, before[1].Variance], before.RowCount);
        BatchNormTransformer updated = _context.Transforms.BatchNorm(given, "Features").Update(FeatureRows.Load(_context, fresh));
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(160, updated.Statistics[i].Count);
            Assert.Equal(all.Statistics[i].Mean, updated.Statistics[i].Mean, 1e-12);
            Assert.Equal(all.Statistics[i].StandardDeviation, updated.Statistics[i].StandardDeviation, 1e-12);
        }
    }

    [Fact]
    public void Without_a_count_only_mini_batches_change_it()
    {
        IDataView data = FeatureRows.Load(_context, [[1f], [5f]]);
        RunningStatistics given = RunningStatistics.FromMoments([1], [4]);
        BatchNormTransformer norm = _context.Transforms.BatchNorm(given, "Features");
        Assert.Contains("'Features' is a running mean and variance", Assert.Throws<InvalidOperationException>(() => norm.Update(data)).Message);
        Assert.Contains("running mean and variance", Assert.Throws<InvalidOperationException>(() => BatchNorm.Merge(norm, norm)).Message);
        Assert.DoesNotContain(NormInspector.Inspect(norm, data.Schema).Findings, finding => finding.Kind is FindingKind.NotConverged or FindingKind.Unfitted or FindingKind.FewRows);

        BatchNormTransformer batches = _context.Transforms.BatchNorm(given, "Features", options: new() { BatchSize = 2 }).Update(data);
        Assert.Equal((0.9 * 1) + (0.1 * 3), batches.Statistics.Exponential!.Mean[0], 1e-15);
    }

    [Fact]
    public void Options_that_contradict_the_statistics_are_refused()
    {
        RunningStatistics running = RunningStatistics.FromMoments(Mean, Variance), exact = RunningStatistics.FromMoments(Mean, Variance, 10);
        Refuses("Correction is 1, but what normalizes is the statistics' running variance", running, new() { Correction = 1 });
        Refuses("BatchSize is 32, but the statistics hold no running mean", exact, new() { BatchSize = 32 });
        Refuses("Momentum is Onnx 0.9, but the statistics were made with PyTorch 0.1", running, new() { BatchSize = 2, Momentum = MomentumRule.Onnx(0.9) });
        Refuses("bring statistics too", exact, new() { Statistics = exact });
        Refuses("Gamma has 1 elements", exact, new() { Gamma = [1] });
        Assert.Contains("3 channels", Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Transforms.BatchNorm("Features", options: new() { Statistics = exact }).Fit(FeatureRows.Load(_context, [[1f], [2f]]))).Message);

        void Refuses(string message, RunningStatistics statistics, BatchNormOptions options) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => _context.Transforms.BatchNorm(statistics, "Features", options: options)).Message);
    }

    [Fact]
    public void A_correction_that_leaves_nothing_to_divide_by_is_refused() => Assert.Contains(
        "Correction 2 divides by the total weight less that, but channel 0", Assert.Throws<InvalidOperationException>(
            () => _context.Transforms.BatchNorm("Features", options: new() { Correction = 2 }).Fit(FeatureRows.Load(_context, [[1f], [2f]]))).Message.Replace(" ('Features[0]')", "", StringComparison.Ordinal));
}

/// <summary>A kernel for three colours.</summary>
[BatchNorm<float>(3)]
public readonly partial struct ThreeColours;
