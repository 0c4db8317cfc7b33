using Norm.ML.Tests.Statistics;

namespace Norm.ML.Database.Tests.Fit;

/// <summary>The statistics that streaming the same values gives, and how far others are from the truth.</summary>
internal static class Streaming
{
    /// <summary>NULL and NaN are both missing.</summary>
    public static RunningStatistics Of(IReadOnlyList<string> names, params double?[][] columns)
    {
        var accumulator = new StatisticsAccumulator(columns.Length, channelNames: names);
        double[] row = new double[columns.Length];
        for (int i = 0; i < columns[0].Length; i++)
        {
            for (int c = 0; c < row.Length; c++)
            {
                row[c] = columns[c][i] ?? double.NaN;
            }

            accumulator.AddRow(row);
        }

        return accumulator.ToStatistics();
    }

    public static double?[] Nullable(this IEnumerable<double> values) => [.. values.Select(value => (double?)value)];

    /// <summary>Counts, least and greatest values are the same; mean and standard deviation are as near to the truth as one asks.</summary>
    public static void AssertNear(IEnumerable<double?> values, ChannelStatistics channel, double tolerance)
    {
        double[] finite = [.. values.Where(value => value is { } x && double.IsFinite(x)).Select(value => value!.Value)];
        Assert.Equal(finite.Length, channel.Count);
        Assert.Equal(values.Count(value => value is null or double.NaN), channel.Missing);
        Assert.Equal(values.Count(value => value is { } x && double.IsInfinity(x)), channel.Infinite);
        if (finite.Length == 0)
        {
            Assert.True(double.IsNaN(channel.Mean) && double.IsNaN(channel.Min) && double.IsNaN(channel.Variance));
            return;
        }

        Assert.Equal(finite.Min(), channel.Min);
        Assert.Equal(finite.Max(), channel.Max);
        var exact = ExactMoments.Of(finite);
        double deviation = exact.StandardDeviation;
        Assert.InRange(Math.Abs(channel.StandardDeviation - deviation), 0, tolerance * deviation);
        double off = channel.Mean - exact.Mean.High + (channel.MeanLow - exact.Mean.Low);
        Assert.InRange(Math.Abs(off), 0, (tolerance * deviation) + (1e-30 * Math.Abs(exact.Mean.High)));
    }
}
