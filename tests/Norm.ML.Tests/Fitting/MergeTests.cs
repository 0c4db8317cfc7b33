using Microsoft.ML;

namespace Norm.ML.Tests.Fitting;

/// <summary>Joining transformers that were fitted on parts of the data.</summary>
public class MergeTests
{
    const int Chunk = StatisticsAccumulator.RowsPerChunk;

    readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Parts_of_equal_chunks_give_the_bits_of_one_fit()
    {
        float[][] rows = FeatureRows.Random((6 * Chunk) + 5, 3);
        BatchNormTransformer[] parts = [.. rows.Chunk(2 * Chunk).Select(Fit)];
        Assert.Equal(4, parts.Length);
        BatchNormTransformer merged = BatchNorm.Merge(parts);
        Assert.Equal(Fit(rows).Statistics, merged.Statistics);
        Assert.Equal(("Out", "Features"), (merged.Columns[0].OutputColumnName, merged.Columns[0].InputColumnName));
    }

    [Fact]
    public void Any_parts_give_the_same_to_the_last_digits()
    {
        float[][] rows = FeatureRows.Random(1000, 3);
        RunningStatistics one = Fit(rows).Statistics, merged = BatchNorm.Merge(Fit(rows[..700]), Fit(rows[700..703]), Fit(rows[703..])).Statistics;
        for (int i = 0; i < 3; i++)
        {
            double deviation = one[i].StandardDeviation;
            Assert.Equal(1000, merged[i].Count);
            Assert.Equal(one[i].Mean, merged[i].Mean, 1e-12 * deviation);
            Assert.Equal(deviation, merged[i].StandardDeviation, 1e-14 * deviation);
        }
    }

    [Fact]
    public void One_of_several_columns_is_merged_like_the_others()
    {
        IDataView a = _context.Data.LoadFromEnumerable([new { X = 1f, Y = 10.0 }, new { X = 3f, Y = 30.0 }]);
        IDataView b = _context.Data.LoadFromEnumerable([new { X = 5f, Y = 80.0 }, new { X = 7f, Y = 40.0 }]);
        BatchNormEstimator estimator = _context.Transforms.BatchNorm([new("A", "X"), new("B", "Y")]);
        BatchNormTransformer merged = BatchNorm.Merge(estimator.Fit(a), estimator.Fit(b));
        Assert.Equal((4.0, 40.0), (merged.GetStatistics("A")[0].Mean, merged.GetStatistics("Y")[0].Mean));
        Assert.Equal((6, 28.0 / 6), (merged.Update(b).Statistics.RowCount, merged.Update(b).Statistics["X"].Mean));
    }

    [Fact]
    public void A_part_alone_is_itself() => Assert.Equal(Fit([[1], [2]]).Statistics, BatchNorm.Merge(Fit([[1], [2]])).Statistics);

    [Fact]
    public void What_differs_is_named()
    {
        BatchNormTransformer a = Fit([[1], [2]]);
        Refuses("Part 1 has Gamma [2], part 0 has none", new() { Gamma = [2] });
        Refuses("Part 1 has Epsilon 0.5, part 0 has 0", new() { Epsilon = 0.5 });
        Refuses("Part 1 has NonFinite Propagate", new() { NonFinite = NonFinitePolicy.Propagate });
        Assert.Contains("Part 1 has columns 'Features' as 'Other'", Message<ArgumentException>(
            a, _context.Transforms.BatchNorm("Other", "Features").Fit(FeatureRows.Load(_context, [[1f], [2f]]))));
        Assert.Contains("Part 1 does not fit part 0 in column 'Features': b has 2 channels, but a has 1", Message<ArgumentException>(a, Fit([[1, 2], [3, 4]])));
        Assert.Contains("fitted over mini-batches (BatchSize 2)", Message<InvalidOperationException>(a, Fit([[1], [2]], new() { BatchSize = 2 })));
        Assert.Throws<ArgumentException>(() => BatchNorm.Merge());
        Assert.Throws<ArgumentNullException>(() => BatchNorm.Merge(a, null!));

        void Refuses(string expected, BatchNormOptions options) => Assert.Contains(expected, Message<ArgumentException>(a, Fit([[1], [2]], options)));
    }

    [Fact]
    public void Options_of_a_loaded_transformer_are_those_it_was_saved_with()
    {
        BatchNormTransformer part = Fit([[1], [2]], new() { Gamma = [2], Beta = [0.1], MaximumExampleCount = 9 });
        using var file = new MemoryStream();
        _context.Model.Save(part, FeatureRows.Load(_context, [[1f]]).Schema, file);
        file.Position = 0;
        var loaded = (BatchNormTransformer)new MLContext().Model.Load(file, out _);
        Assert.Equal(1.5, BatchNorm.Merge(part, loaded).Statistics[0].Mean);
    }

    static string Message<T>(params BatchNormTransformer[] parts)
        where T : Exception => Assert.Throws<T>(() => BatchNorm.Merge(parts)).Message;

    BatchNormTransformer Fit(float[][] rows) => Fit(rows, new());

    BatchNormTransformer Fit(float[][] rows, BatchNormOptions options) => _context.Transforms.BatchNorm("Out", "Features", options).Fit(FeatureRows.Load(_context, rows));
}
