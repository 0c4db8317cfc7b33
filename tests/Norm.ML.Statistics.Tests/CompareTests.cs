namespace Norm.ML.Tests.Statistics;

/// <summary>Drift between two data sets.</summary>
public sealed class CompareTests
{
    [Fact]
    public void The_shift_is_in_standard_deviations_and_the_spread_is_a_ratio()
    {
        // Means 3 and 30, population deviations 2 and 20; then means 4 and 20, deviations 4 and 10.
        StatisticsComparison drift = Of(["a", "b"], 1, 10, 5, 50).Compare(Of(["a", "b"], 0, 10, 8, 30));
        Assert.Equal((2, 0.5, 2.0), (drift.Count, drift[0].MeanShift, drift[0].SpreadRatio));
        Assert.Equal((1, "b", -0.5, 0.5), (drift["b"].Index, drift["b"].Name, drift["b"].MeanShift, drift["b"].SpreadRatio));
        Assert.Equal((3.0, 4.0), (drift[0].Before.Mean, drift[0].Now.Mean));
        Assert.Equal("b: mean -0.5 sd, spread x 0.5, missing 0%", drift["b"].ToString());
        Assert.Equal(["a", "b"], drift.Select(channel => channel.Name));
    }

    [Fact]
    public void A_small_shift_far_from_zero_is_not_rounded_away()
    {
        // The means differ by a quarter of a unit in their last place.
        RunningStatistics before = Of(null, 1e16, 1e16 + 4), now = Of(null, 1e16, 1e16 + 4, 1e16 + 4, 1e16 + 2);
        Assert.Equal(0.25, before.Compare(now)[0].MeanShift, 1e-12);
    }

    [Theory]
    [InlineData(new[] { 7.0, 7 }, new[] { 7.0, 7 }, 0, 1)]
    [InlineData(new[] { 7.0, 7 }, new[] { 8.0, 8 }, double.PositiveInfinity, 1)]
    [InlineData(new[] { 7.0, 7 }, new[] { 6.0, 8 }, 0, double.PositiveInfinity)]
    [InlineData(new[] { 7.0, 7 }, new[] { 1.0, 2 }, double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData(new[] { 6.0, 8 }, new[] { 7.0, 7 }, 0, 0)]
    [InlineData(new[] { 6.0, 8 }, new[] { double.NaN, double.NaN }, double.NaN, double.NaN)]
    [InlineData(new[] { double.NaN, double.NaN }, new[] { 6.0, 8 }, double.NaN, double.NaN)]
    [InlineData(new[] { -1.7e308, -1.6e308 }, new[] { 1.6e308, 1.7e308 }, 66, 1)]
    [InlineData(new[] { 1e-320, 3e-320 }, new[] { 2e-320, 6e-320 }, 2, 2)]
    public void Constant_missing_huge_and_tiny_channels_are_said_plainly(double[] before, double[] now, double shift, double ratio)
    {
        ChannelDrift drift = Of(null, before).Compare(Of(null, now))[0];
        Assert.Equal(shift, drift.MeanShift, 1e-3 * (double.IsFinite(shift) ? 1 : 0));
        Assert.Equal(ratio, drift.SpreadRatio, 1e-3 * (double.IsFinite(ratio) ? 1 : 0));
    }

    [Fact]
    public void Missing_values_are_counted()
    {
        ChannelDrift drift = Of(null, 1, 2, 3, double.NaN).Compare(Of(null, 1, double.PositiveInfinity, double.NaN, 2))[0];
        Assert.Equal(0.25, drift.MissingIncrease);
        Assert.Equal(double.NaN, RunningStatistics.Empty(1).Compare(Of(null, 1, 2))[0].MissingIncrease);
    }

    [Fact]
    public void Channels_beyond_the_limits_are_listed()
    {
        // Shift 0, 1 and 0; ratio 1, 1 and 3; the last has no value any more.
        RunningStatistics before = Of(["same", "moved", "wider", "gone"], 0, 0, -1, 0, 2, 2, 1, 1);
        RunningStatistics now = Of(["same", "moved", "wider", "gone"], 0, 1, -3, double.NaN, 2, 3, 3, double.NaN);
        StatisticsComparison drift = before.Compare(now);
        Assert.Equal(["moved", "wider", "gone"], drift.Exceeding(0.5, 2).Select(channel => channel.Name));
        Assert.Equal(["wider", "gone"], drift.Exceeding(1, 2).Select(channel => channel.Name));
        Assert.Equal(["gone"], drift.Exceeding(1, 3).Select(channel => channel.Name));
        Assert.Equal(["wider", "gone"], now.Compare(before).Exceeding(1, 2).Select(channel => channel.Name));
        Assert.Throws<ArgumentOutOfRangeException>(() => drift[0].Exceeds(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => drift[0].Exceeds(double.NaN, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => drift[0].Exceeds(1, 0.5));
    }

    [Fact]
    public void What_cannot_be_compared_is_named()
    {
        RunningStatistics named = Of(["a", "b"], 1, 2, 3, 4);
        Assert.Contains("1 channels", Assert.Throws<ArgumentException>(() => named.Compare(Of(null, 1, 2))).Message);
        Assert.Contains("Channel 1 is 'c'", Assert.Throws<ArgumentException>(() => named.Compare(Of(["a", "c"], 1, 2, 3, 4))).Message);
        Assert.Equal("b", named.WithChannelNames(null).Compare(named)["b"].Name);
        Assert.Throws<KeyNotFoundException>(() => named.Compare(named)["z"]);
        Assert.Throws<ArgumentOutOfRangeException>(() => named.Compare(named)[2]);
    }

    private static RunningStatistics Of(string[]? names, params double[] rows)
    {
        var accumulator = new StatisticsAccumulator(names?.Length ?? 1, NonFinitePolicy.Ignore, names);
        accumulator.Add(rows);
        return accumulator.ToStatistics();
    }
}
