namespace Norm.ML.Tests.Statistics;

/// <summary>What other implementations got wrong when they merged statistics.</summary>
public class RegressionTests
{
    /// <summary>spark#19029: merging weighted parts gave a negative variance where there was next to none.</summary>
    [Fact]
    public void Weighted_merges_never_give_a_negative_variance()
    {
        foreach (double level in (double[])[10, 1e6, 1e9 + 0.1])
        {
            foreach (double ulps in (double[])[0, 1, 3])
            {
                RunningStatistics merged = RunningStatistics.Empty(1);
                for (int part = 0; part < 50; part++)
                {
                    var accumulator = new StatisticsAccumulator(1);
                    double value = level + (part % 5 == 0 ? ulps * (Math.BitIncrement(level) - level) : 0);
                    accumulator.Add([value, value], [1e-3 + part, 0.25 / (part + 1)]);
                    merged = RunningStatistics.Merge(merged, accumulator.ToStatistics());
                }
                if (ulps == 0)
                {
                    Assert.Equal(0, merged[0].Variance);
                }
                else
                {
                    Assert.InRange(merged[0].Variance, double.Epsilon, 9 * Math.Pow(Math.BitIncrement(level) - level, 2));
                }
            }
        }
    }

    /// <summary>
    /// scikit-learn#19788: the variance of a constant feature is within rounding of 0, at any offset and number of rows; here it is 0.
    /// </summary>
    [Fact]
    public void A_constant_feature_has_variance_zero_however_it_is_cut()
    {
        foreach (double value in (double[])[0.1, 14.62, 1e8 + 0.3, -1e-8])
        {
            var parts = new List<RunningStatistics>();
            foreach (int rows in (int[])[1, 2, 50, 1000, 777])
            {
                var accumulator = new StatisticsAccumulator(1);
                accumulator.Add(Enumerable.Repeat(value, rows).ToArray());
                parts.Add(accumulator.ToStatistics());
            }
            RunningStatistics all = RunningStatistics.Merge(parts);
            Assert.Equal(0, all[0].Variance);
            Assert.Equal(value, all[0].Mean);
        }
    }
}
