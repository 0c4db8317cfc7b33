using Norm.ML.Inspection;

namespace Norm.ML.Tests.Statistics.Inspection;

public class RowSampleTests
{
    [Fact]
    public void Rows_that_fit_are_all_kept_in_order()
    {
        RowSample sample = Sample(10, capacity: 10);
        Assert.True(sample.IsComplete);
        Assert.Equal(Enumerable.Range(0, 10).SelectMany(i => new double[] { i, -i }), sample.ToArray());
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (double)-i), sample.Column(1));
    }

    [Fact]
    public void More_rows_are_sampled_in_order_and_without_repetition()
    {
        RowSample sample = Sample(10_000, capacity: 100);
        Assert.Equal((100, 10_000L, false), (sample.Count, sample.RowCount, sample.IsComplete));
        double[] kept = sample.Column(0);
        Assert.Equal(kept.Distinct().Order(), kept);
        Assert.Equal(sample.Indices(), kept.Select(value => (long)value));
        Assert.Equal(kept, Sample(10_000, capacity: 100).Column(0));
        Assert.NotEqual(kept, Sample(10_000, capacity: 100, seed: 43).Column(0));
    }

    [Fact]
    public void Every_row_has_the_same_chance()
    {
        // 2000 samples of 10 of 100 rows: each row is expected 200 times, give or take 13 (one standard deviation).
        int[] counts = new int[100];
        for (ulong seed = 0; seed < 2000; seed++)
        {
            foreach (double row in Sample(100, capacity: 10, seed * 7919).Column(0))
            {
                counts[(int)row]++;
            }
        }

        Assert.Equal(20_000, counts.Sum());
        Assert.All(counts, count => Assert.InRange(count, 200 - 5 * 13.4, 200 + 5 * 13.4));
    }

    private static RowSample Sample(int rows, int capacity, ulong seed = 42)
    {
        var sample = new RowSample(2, capacity, seed);
        for (int i = 0; i < rows; i++)
        {
            sample.AddRow([i, -i]);
        }

        return sample;
    }
}
