using System.Security.Cryptography;

namespace Norm.ML.Tests.Statistics;

/// <summary>
/// One hash over the bits of many results. The suite runs with AVX-512, without, without AVX2 and without any vector instruction; all of
/// them have to give this one, so the runs are bit-identical.
/// </summary>
public sealed class SameBitsTests
{
    [Fact]
    public void Every_vector_width_gives_these_bits()
    {
        using var all = new MemoryStream();
        foreach (int channels in (int[])[1, 2, 3, 5, 7, 8, 9, 16, 23, 64, 100, 129])
        {
            double[] rows = Data.Rows(1600, channels, seed: (ulong)channels);
            double[] weights = [.. Data.Rows(1600, 1).Select(w => Math.Abs(w) + 0.125)];
            rows[^1] = double.NaN;
            rows[channels / 2] = 1e250;
            var accumulator = new StatisticsAccumulator(channels);
            accumulator.Add(rows);
            accumulator.Add(Data.Floats(rows));
            accumulator.Add(rows, weights);
            accumulator.Add(Data.Floats(rows), weights);
            accumulator.AddChannelsFirst(rows, 1600);
            RunningStatistics one = accumulator.ToStatistics();
            one.Save(all);
            RunningStatistics.Merge(Data.Of(rows, channels), one).Save(all);
        }
        Assert.Equal("B69D841C799117BE", Convert.ToHexString(SHA256.HashData(all.ToArray()))[..16]);
    }
}
