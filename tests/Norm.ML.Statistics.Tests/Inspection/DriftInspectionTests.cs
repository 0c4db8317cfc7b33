using Norm.ML.Inspection;

namespace Norm.ML.Tests.Statistics.Inspection;

public class DriftInspectionTests
{
    private static readonly RunningStatistics Before = Of(Normal.Column(1000, 5, 2));

    [Fact]
    public void The_same_data_has_not_drifted() => Assert.Empty(DriftInspection.Check(Before, Of(Normal.Column(500, 5, 2, seed: 9))));

    [Theory]
    [InlineData(6.5, 2.0, FindingKind.MeanShifted, 0.75)]
    [InlineData(3.5, 2.0, FindingKind.MeanShifted, -0.75)]
    [InlineData(5.0, 3.4, FindingKind.SpreadChanged, 1.7)]
    [InlineData(5.0, 1.2, FindingKind.SpreadChanged, 0.6)]
    public void A_shift_and_a_change_of_spread_are_named(double mean, double deviation, FindingKind kind, double value)
    {
        Finding finding = Assert.Single(DriftInspection.Check(Before, Of(Normal.Column(1000, mean, deviation, seed: 9))),
            finding => finding.Kind == kind);
        Assert.Equal(value, finding.Value, 0.01);
        Assert.Contains("stale", finding.Message);
    }

    [Fact]
    public void Little_data_is_no_drift() => Assert.Empty(DriftInspection.Check(Before, Of([5.1, 8.0, 7.2])));

    [Fact]
    public void Values_far_outside_the_old_range_are_named()
    {
        Finding finding = Assert.Single(DriftInspection.Check(Before, Of([.. Normal.Column(1000, 5, 2), 25])));
        Assert.Equal(FindingKind.OutOfRange, finding.Kind);
        Assert.Equal((25 - Before[0].Max) / Before[0].StandardDeviation, finding.Value, 1e-12);
    }

    [Fact]
    public void A_constant_that_varies_is_named()
    {
        RunningStatistics constant = Of([7, 7, 7]);
        Assert.Empty(DriftInspection.Check(constant, Of([7, 7])));
        Assert.Contains("was 7 in every row", Assert.Single(DriftInspection.Check(constant, Of([7, 8]))).Message);
    }

    [Fact]
    public void Values_that_go_missing_are_named()
    {
        Finding finding = Assert.Single(DriftInspection.Check(Before, Of([.. Normal.Column(900, 5, 2), .. Enumerable.Repeat(double.NaN, 100)])));
        Assert.Equal((FindingKind.Missing, 0.1), (finding.Kind, finding.Value));
    }

    [Fact]
    public void Channels_have_to_match() =>
        Assert.Contains("2 channels, but before has 1",
        Assert.Throws<ArgumentException>(() => DriftInspection.Check(Before, RunningStatistics.Empty(2))).Message);

    private static RunningStatistics Of(double[] values)
    {
        var accumulator = new StatisticsAccumulator(1, channelNames: ["x"]);
        accumulator.Add(values);
        return accumulator.ToStatistics();
    }
}
