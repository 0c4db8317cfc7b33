using Norm.ML.Inspection;

namespace Norm.ML.Tests.Statistics.Inspection;

public class ColumnInspectionTests
{
    [Fact]
    public void Sound_columns_of_one_scale_give_no_findings() =>
        Assert.Empty(DataInspection.Of(Normal.Rows(Normal.Column(1000, 3, 2), Normal.Column(1000, -1, 5, seed: 2)), 2).Findings);

    [Fact]
    public void Numbers_are_those_of_the_definitions()
    {
        double[] values = [1, 2, 2, 3, 4, 7, 9, double.NaN, 100, double.PositiveInfinity];
        double[] finite = [.. values.Where(double.IsFinite)];
        ColumnInspection column = DataInspection.Of(values, 1).Columns[0];

        double mean = finite.Average(), deviation = Math.Sqrt(finite.Average(x => (x - mean) * (x - mean)));
        Assert.Equal(mean, column.Statistics.Mean, 1e-13);
        Assert.Equal(deviation, column.StandardDeviation, 1e-12);
        Assert.Equal(finite.Average(x => Math.Pow((x - mean) / deviation, 3)), column.Skewness, 1e-12);
        Assert.Equal((2, 3.5, 7.5), (column.FirstQuartile, column.Median, column.ThirdQuartile)); // numpy.percentile(finite, [25, 50, 75])
        Assert.Equal((-14.5, 24.0), (column.LowFence, column.HighFence));
        Assert.Equal((0L, 1L, 1L), (column.OutliersBelow, column.OutliersAbove, column.Outliers));
        Assert.Equal((10L, 8L, 1L, 1L), (column.RowCount, column.Statistics.Count, column.Statistics.Missing, column.Statistics.Infinite));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1e9, 1)]
    [InlineData(-5e8, 1e-3)]
    [InlineData(1e300, 1e300)]
    [InlineData(0, 1e-300)]
    public void Skewness_and_outliers_do_not_depend_on_unit_and_offset(double offset, double unit)
    {
        // Powers of two and small integers, so that every scaled value is exact enough.
        double[] plain = [.. Enumerable.Range(0, 200).Select(i => (double)(i % 17)), 300];
        ColumnInspection expected = DataInspection.Of(plain, 1).Columns[0];
        ColumnInspection column = DataInspection.Of([.. plain.Select(x => offset + unit * x)], 1).Columns[0];
        Assert.Equal(expected.Skewness, column.Skewness, 1e-6);
        Assert.Equal((1L, 0L), (column.OutliersAbove, column.OutliersBelow));
    }

    [Fact]
    public void Where_the_quartiles_are_equal_the_fence_hangs_on_the_deviation()
    {
        ColumnInspection column = DataInspection.Of([.. new double[97], 1, 1, 50], 1).Columns[0];
        Assert.Equal(0, column.RobustDeviation);
        Assert.Equal(column.Statistics.Mean + 6 * column.StandardDeviation, column.HighFence);
        Assert.Equal(1, column.Outliers);
    }

    [Theory]
    [InlineData(FindingKind.Empty, FindingSeverity.Problem)]
    [InlineData(FindingKind.Constant, FindingSeverity.Advice)]
    [InlineData(FindingKind.NearConstant, FindingSeverity.Advice)]
    [InlineData(FindingKind.Dominated, FindingSeverity.Note)]
    [InlineData(FindingKind.MeanFarAboveSpread, FindingSeverity.Advice)]
    [InlineData(FindingKind.EpsilonShrinks, FindingSeverity.Advice)]
    [InlineData(FindingKind.Missing, FindingSeverity.Advice)]
    [InlineData(FindingKind.Infinite, FindingSeverity.Problem)]
    [InlineData(FindingKind.Outliers, FindingSeverity.Note)]
    [InlineData(FindingKind.OutliersStretch, FindingSeverity.Advice)]
    [InlineData(FindingKind.Skewed, FindingSeverity.Advice)]
    public void Each_trouble_is_named_and_so_is_its_column(FindingKind kind, FindingSeverity severity)
    {
        double[] trouble = Trouble(kind);
        DataInspection data = DataInspection.Of(Normal.Rows(Normal.Column(trouble.Length), trouble), 2, ["sound", "troubled"]);
        Finding finding = Assert.Single(data.Columns[1].Findings, finding => finding.Kind == kind);
        Assert.Equal((severity, "troubled"), (finding.Severity, finding.Subject));
        Assert.Contains("'troubled'", finding.Message);
        Assert.DoesNotContain('\n', finding.Message);
        Assert.Empty(data.Columns[0].Findings);
    }

    [Theory]
    [InlineData(FindingKind.MeanFarAboveSpread, 999.0, 1001.0)]
    [InlineData(FindingKind.EpsilonShrinks, 0.011, 0.0099)]
    public void Thresholds_are_where_they_are_said_to_be(FindingKind kind, double without, double with)
    {
        double[] Data(double value) => kind == FindingKind.MeanFarAboveSpread ? Spread(value, 1) : Spread(0, value);
        Assert.DoesNotContain(DataInspection.Of(Data(without), 1).Findings, finding => finding.Kind == kind);
        Finding found = Assert.Single(DataInspection.Of(Data(with), 1).Findings, finding => finding.Kind == kind);
        Assert.Equal(kind == FindingKind.MeanFarAboveSpread ? with : with / Math.Sqrt(with * with + 1e-5), found.Value, 1e-9 * with);
    }

    [Theory]
    [InlineData(1.0, "logarithms first")]
    [InlineData(0.0, "log(1 + x) first")]
    [InlineData(-1.0, "cube roots first")]
    public void Advice_about_skew_can_be_followed_with_the_values_there_are(double least, string advice)
    {
        double[] column = [.. Normal.Column(1000).Select(x => Math.Exp(1.5 * x))];
        double min = column.Min();
        Finding finding = Assert.Single(DataInspection.Of([.. column.Select(x => x - min + least)], 1).Findings,
            finding => finding.Kind == FindingKind.Skewed);
        Assert.Contains(advice, finding.Message);
    }

    [Theory]
    [InlineData(1e3, true)]
    [InlineData(0, false)]
    public void Logarithms_are_advised_against_outliers_only_where_all_values_are_positive(double mean, bool logarithms)
    {
        double[] column = [.. Normal.Column(1000, mean), 1e6];
        Finding finding = Assert.Single(DataInspection.Of(column, 1).Findings, finding => finding.Kind == FindingKind.OutliersStretch);
        Assert.Equal(logarithms, finding.Message.Contains("logarithms"));
        Assert.Contains("clip", finding.Message);
    }

    [Fact]
    public void Missing_values_below_the_threshold_are_a_note()
    {
        double[] column = [.. Normal.Column(99), double.NaN];
        Finding finding = Assert.Single(DataInspection.Of(column, 1).Findings);
        Assert.Equal((FindingKind.Missing, FindingSeverity.Note, 0.01), (finding.Kind, finding.Severity, finding.Value));
        Assert.Contains("misses 1 %", finding.Message);
    }

    private static double[] Trouble(FindingKind kind) => kind switch
    {
        FindingKind.Empty => [.. Enumerable.Repeat(double.NaN, 100)],
        FindingKind.Constant => [.. Enumerable.Repeat(5.0, 100)],
        FindingKind.NearConstant => [.. Normal.Column(100, 5, 1e-8)],
        FindingKind.Dominated => [.. new double[199], 1],
        FindingKind.MeanFarAboveSpread => Normal.Column(100, 1e6),
        FindingKind.EpsilonShrinks => Normal.Column(100, 0, 1e-3),
        FindingKind.Missing => [.. Normal.Column(90), .. Enumerable.Repeat(double.NaN, 10)],
        FindingKind.Infinite => [.. Normal.Column(100), double.NegativeInfinity],
        FindingKind.Outliers => [.. Normal.Column(1000), 7],
        FindingKind.OutliersStretch => [.. Normal.Column(1000), 1e6],
        FindingKind.Skewed => [.. Normal.Column(1000).Select(x => Math.Exp(1.5 * x))],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    // Mean and population deviation exactly as asked for, no outliers, no skewness.
    private static double[] Spread(double mean, double deviation) =>
        [.. Enumerable.Range(0, 100).Select(i => mean + (i % 2 == 0 ? deviation : -deviation))];
}
