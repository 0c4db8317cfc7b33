namespace Norm.ML.Tests.Statistics;

/// <summary>Statistics from means and variances that one has.</summary>
public class MomentsTests
{
    [Fact]
    public void With_a_count_they_are_statistics_of_that_many_rows()
    {
        RunningStatistics s = RunningStatistics.FromMoments([3, -1e6, 0, 7], [2, 1, 1e-300, 0], 5, ["a", "b", "c", "d"]);
        Assert.Equal((5, 5.0, 3.0, 2.0, false), (s["a"].Count, s["a"].Weight, s["a"].Mean, s["a"].Variance, s["a"].IsConstant));
        Assert.Equal((-1e6, 1.0), (s["b"].Mean, s["b"].Variance));
        Assert.Equal(1e-150, s["c"].StandardDeviation, 1e-164);
        Assert.Equal((7.0, 0.0, true), (s["d"].Mean, s["d"].Variance, s["d"].IsConstant));
        Assert.Equal((3 - Math.Sqrt(8), 3 + Math.Sqrt(8)), (s["a"].Min, s["a"].Max));
        Assert.Equal(1e300, RunningStatistics.FromMoments([0], [1e300], 1 << 30)[0].Variance, 1e286);
    }

    [Fact]
    public void They_are_kept_in_files_and_merged()
    {
        RunningStatistics s = RunningStatistics.FromMoments([3, 1e300, 0], [2, 1e300, 1e-300], 5), running = RunningStatistics.FromMoments([3], [2]);
        foreach (RunningStatistics one in new[] { s, running })
        {
            using var file = new MemoryStream();
            one.Save(file);
            file.Position = 0;
            Assert.Equal(one, RunningStatistics.Load(file));
            Assert.Equal(one, RunningStatistics.FromJson(one.ToJson()));
        }
        Assert.Equal((10, 4.0, 3.0), (Merged().Count, Merged().Mean, Merged().Variance));

        static ChannelStatistics Merged() =>
            RunningStatistics.Merge(RunningStatistics.FromMoments([3], [2], 5), RunningStatistics.FromMoments([5], [2], 5))[0];
    }

    [Fact]
    public void Without_a_count_they_are_running_values_of_no_rows()
    {
        RunningStatistics s = RunningStatistics.FromMoments([3, 4], [2, 0]);
        Assert.Equal((0, 3.0, 2.0), (s.RowCount, s.Exponential!.Mean[0], s.Exponential.Variance[0]));
        Assert.Throws<InvalidOperationException>(() => RunningStatistics.Merge(s, s));
    }

    [Fact]
    public void What_no_rows_can_have_is_refused_by_channel()
    {
        Assert.Contains("variance has 1 channels, but mean has 2",
            Assert.Throws<ArgumentException>(() => RunningStatistics.FromMoments([1, 2], [1])).Message);
        Assert.Contains("variance of channel 1 is -1",
            Assert.Throws<ArgumentException>(() => RunningStatistics.FromMoments([1, 2], [1, -1])).Message);
        Assert.Contains("mean of channel 0 is NaN", Assert.Throws<ArgumentException>(() => RunningStatistics.FromMoments([double.NaN], [1])).Message);
        Assert.Contains("mean has to have at least one channel",
            Assert.Throws<ArgumentException>(() => RunningStatistics.FromMoments([], [])).Message);
        Assert.Contains("count is 0", Assert.Throws<ArgumentOutOfRangeException>(() => RunningStatistics.FromMoments([1], [1], 0)).Message);
        Assert.Contains("that of a single row is 0", Assert.Throws<ArgumentException>(() => RunningStatistics.FromMoments([1], [1], 1)).Message);
        Assert.Throws<ArgumentException>(() => RunningStatistics.FromMoments([1], [1], 2, ["a", "b"]));
    }
}
