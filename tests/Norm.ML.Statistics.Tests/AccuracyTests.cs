namespace Norm.ML.Tests.Statistics;

public sealed class AccuracyTests
{
    [Fact]
    public void Every_pattern_is_right_however_it_is_added_and_merged()
    {
        var failures = new List<string>();
        foreach (int rows in (int[])[2, 3, 9, 65, 511, 513, 3000])
        {
            foreach ((string name, Func<int, Random, double> value) in Patterns.All)
            {
                double[] column = Patterns.Column(value, rows);
                Check($"{name}, {rows} doubles", column, failures);
                Check($"{name}, {rows} floats", [.. column.Select(x => (double)(float)x)], failures, asFloat: true);
            }
            foreach ((string name, Func<int, Random, double> value) in Patterns.Extreme)
            {
                Check($"{name}, {rows} doubles", Patterns.Column(value, rows), failures);
            }
        }
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    private static void Check(string name, double[] column, List<string> failures, bool asFloat = false)
    {
        var accumulator = new StatisticsAccumulator(1);
        if (asFloat)
        {
            accumulator.Add([.. column.Select(x => (float)x)]);
        }
        else
        {
            accumulator.Add(column);
        }

        ExactMoments exact = ExactMoments.Of(column);
        Compare(name + ", at once", accumulator.ToStatistics()[0], exact, failures);

        // Merged from uneven pieces, right to left.
        RunningStatistics? merged = null;
        for (int end = column.Length; end > 0;)
        {
            int start = Math.Max(0, end - Math.Max(1, end / 3));
            var piece = new StatisticsAccumulator(1);
            piece.Add(column.AsSpan(start, end - start));
            merged = merged is null ? piece.ToStatistics() : RunningStatistics.Merge(piece.ToStatistics(), merged);
            end = start;
        }
        Compare(name + ", merged", merged![0], exact, failures);
    }

    private static void Compare(string name, in ChannelStatistics actual, ExactMoments exact, List<string> failures)
    {
        double deviation = exact.StandardDeviation;
        double error = deviation == 0 ? actual.StandardDeviation : Math.Abs(actual.StandardDeviation / deviation - 1);
        if (!(error <= 1e-14))
        {
            failures.Add($"{name}: standard deviation {actual.StandardDeviation:R}, exactly {deviation:R}, error {error:E1}");
        }

        double variance = exact.Variance;
        if (double.IsFinite(variance) && variance > 1e-290)
        {
            error = Math.Abs(actual.Variance / variance - 1);
            if (!(error <= 2e-14))
            {
                failures.Add($"{name}: variance {actual.Variance:R}, exactly {variance:R}, error {error:E1}");
            }
        }

        // The mean to 1e-15 of the spread, in two parts, or to half a unit of the least double.
        (double high, double low) = exact.Mean;
        error = Math.Abs(actual.Mean - high + (actual.MeanLow - low));
        if (!(error <= Math.Max(1e-15 * deviation, double.Epsilon)))
        {
            failures.Add($"{name}: mean {actual.Mean:R} + {actual.MeanLow:R}, exactly {high:R} + {low:R}, off by {error / deviation:E1} spreads");
        }
    }
}
