using Norm.ML.Inspection;
using Norm.ML.Internals.Inspection;

namespace Norm.ML.Tests.Statistics.Inspection;

/// <summary>What findings say, word for word: a person acts on it.</summary>
public class MessageTests
{
    public static TheoryData<FindingKind, double[], string> OfColumns => new()
    {
        { FindingKind.Empty, Repeat(100, double.NaN), "'x' has no finite value in 100 rows: leave it out, no norm can learn from it" },
        { FindingKind.Constant, Repeat(100, 5), "'x' is 5 in every row: leave it out, it tells rows not apart and gives 0 after BatchNorm" },
        {
            FindingKind.NearConstant, Repeat(50, 1, Math.BitIncrement(1)),
            "'x' is near-constant, 1 within 2.22e-16: leave it out, it differs by no more than the rounding of a double and BatchNorm only shifts it"
        },
        {
            FindingKind.NearConstant, Repeat(50, 4, 4 + Math.Pow(2, -19)),
            "'x' is near-constant, 4 within 1.91e-6: leave it out or keep it Double, a float tells its values hardly apart"
        },
        {
            FindingKind.Dominated, [.. Repeat(199, 0), 1],
            "'x' is 0 in 99.5 % of the rows: its deviation is made by the few others; a flag for \"differs\" may say as much"
        },
        {
            FindingKind.MeanFarAboveSpread, Repeat(50, 1e6 - 1, 1e6 + 1),
            "'x' has its mean 1e6 times above its spread: subtract an offset in double first, a float keeps 1 of 7 digits for the differences"
        },
        {
            FindingKind.EpsilonShrinks, Repeat(50, -1e-3, 1e-3),
            "'x' has variance 1e-6, and the usual epsilon is 1e-5: take a smaller epsilon (BatchNorm's default here is 0), "
                + "else its deviation comes out 0.302, not 1"
        },
        {
            FindingKind.Missing, [.. Repeat(45, -1, 1), .. Repeat(10, double.NaN)],
            "'x' misses 10 % of its values: statistics pass over them, but a norm per row makes NaN of the whole row; fill them in first"
        },
        {
            FindingKind.Infinite, [.. Repeat(50, -1, 1), double.NegativeInfinity],
            "'x' has 1 infinite value: replace them, LayerNorm makes NaN of every row that holds one"
        },
        {
            FindingKind.Infinite, [.. Repeat(50, -1, 1), double.NegativeInfinity, double.PositiveInfinity],
            "'x' has 2 infinite values: replace them, LayerNorm makes NaN of every row that holds one"
        },
        { FindingKind.Outliers, [.. Repeat(50, -1, 1), 8], "'x' has 1 outlier beyond 7: look at it; a norm does not remove outliers" },
        { FindingKind.Outliers, [.. Repeat(50, -1, 1), -8], "'x' has 1 outlier beyond -7: look at it; a norm does not remove outliers" },
        { FindingKind.Outliers, [.. Repeat(50, -1, 1), 8, -8], "'x' has 2 outliers beyond -7 or 7: look at them; a norm does not remove outliers" },
        {
            FindingKind.OutliersStretch, [.. Repeat(50, -1, 1), 1000],
            "'x' has 1 outlier beyond 7, which stretch its deviation 66.8 times: clip them first, else BatchNorm squeezes the rest"
        },
        {
            FindingKind.OutliersStretch, [.. Repeat(50, 1, 3), 1000],
            "'x' has 1 outlier beyond 9, which stretch its deviation 66.7 times: clip or take logarithms first, else BatchNorm squeezes the rest"
        },
        {
            FindingKind.Skewed, [.. Repeat(50, 0, 2), 1000],
            "'x' has skewness 9.9: take log(1 + x) first, a norm moves and scales a distribution but keeps its shape"
        },
        {
            FindingKind.Skewed, [.. Repeat(50, 998, 1000), 1],
            "'x' has skewness -9.9: take a power above 1 first, a norm moves and scales a distribution but keeps its shape"
        },
    };

    [Theory]
    [MemberData(nameof(OfColumns))]
    public void A_finding_about_a_column_says_what_was_seen_and_what_to_do(FindingKind kind, double[] values, string message) =>
        Assert.Equal(message, Assert.Single(DataInspection.Of(values, 1, ["x"]).Columns[0].Findings, finding => finding.Kind == kind).Message);

    [Theory]
    [InlineData(1, "there is only 1 row: means and deviations of fewer than 30 rows are rough; a norm per row needs none")]
    [InlineData(29, "there are only 29 rows: means and deviations of fewer than 30 rows are rough; a norm per row needs none")]
    [InlineData(30, null)]
    public void Few_rows_are_counted(int rows, string? message) => Assert.Equal(message,
        DataInspection.Of(Normal.Column(rows), 1).Findings.SingleOrDefault(finding => finding.Kind == FindingKind.FewRows)?.Message);

    [Fact]
    public void Columns_that_differ_in_scale_are_both_named() => Assert.Equal(
        "columns differ by 1e4 in scale ('wide' spreads 1e4, 'narrow' spreads 1): BatchNorm per column; a norm per row would keep little but 'wide'",
        Assert.Single(DataInspection.Of(Normal.Rows(Repeat(50, -1e4, 1e4), Repeat(50, -1, 1)), 2, ["wide", "narrow"]).Findings).Message);

    public static TheoryData<FindingKind, double[], string> OfDrift => new()
    {
        {
            FindingKind.MeanShifted, Repeat(500, 0, 2),
            "'x' moved by +1 deviations, mean 0 to 1: the statistics are stale; go on fitting or fit again"
        },
        {
            FindingKind.MeanShifted, Repeat(500, 0, -2),
            "'x' moved by -1 deviations, mean 0 to -1: the statistics are stale; go on fitting or fit again"
        },
        {
            FindingKind.SpreadChanged, Repeat(500, -1.75, 1.75),
            "'x' spreads 1.75 times as wide as it did, 1 to 1.75: the statistics are stale; fit again"
        },
        {
            FindingKind.OutOfRange, [.. Repeat(500, -1, 1), 9],
            "'x' reaches 9, 8 deviations outside the -1 to 1 seen before: look for outliers or a changed unit"
        },
        {
            FindingKind.OutOfRange, [.. Repeat(500, -1, 1), -9],
            "'x' reaches -9, 8 deviations outside the -1 to 1 seen before: look for outliers or a changed unit"
        },
        {
            FindingKind.Missing, [.. Repeat(450, -1, 1), .. Repeat(100, double.NaN)],
            "'x' misses 10 % more of its values than before: look at where the data comes from"
        },
    };

    [Theory]
    [MemberData(nameof(OfDrift))]
    public void A_finding_about_drift_says_what_was_seen_and_what_to_do(FindingKind kind, double[] after, string message)
    {
        RunningStatistics before = Data.Of(Repeat(500, -1, 1), 1).WithChannelNames(["x"]);
        Assert.Equal(message, Assert.Single(DriftInspection.Check(before, Data.Of(after, 1)), finding => finding.Kind == kind).Message);
    }

    [Theory]
    [InlineData("old", "new", "old")]
    [InlineData(null, "new", "new")]
    [InlineData(null, null, "channel 0")]
    public void A_channel_that_drifted_has_its_earlier_name_or_its_later_one_or_its_position(string? before, string? after, string subject)
    {
        RunningStatistics earlier = Data.Of(Repeat(10, 7), 1).WithChannelNames(before is null ? null : [before]);
        RunningStatistics later = Data.Of([7, 8], 1).WithChannelNames(after is null ? null : [after]);
        Finding finding = Assert.Single(DriftInspection.Check(earlier, later));
        Assert.Equal((subject, $"'{subject}' was 7 in every row and is not any more: fit again"), (finding.Subject, finding.Message));
        Assert.Equal(FindingSeverity.Advice, finding.Severity);
    }

    public static TheoryData<double[], string> OfActivations => new()
    {
        {
            [1, 2, 4, 8, 16],
            "activations grow layer by layer, 2 times each and 16 times over 5 layers: missing pre-norm; normalize the input of each block"
        },
        {
            [16, 8, 4, 2, 1],
            "activations shrink layer by layer, to 0.5 each and 0.0625 over 5 layers: missing norm or weights too small; "
                + "normalize the input of each block"
        },
        {
            [1, 2, 3, 4, 5],
            "activations add up as layer^1 (5 times over 5 layers), as in a pre-norm stack: put one more norm after the last block"
        },
        {
            [1, 1, 0, 1],
            "activations are 0 from layer 3 on: nothing reaches the later layers; look for weights of 0 or dead units"
        },
        {
            [1, 1, 1, double.NaN],
            "activations are not finite from layer 4 on: normalize before each block (pre-norm), or lower the scale of the weights"
        },
    };

    [Theory]
    [MemberData(nameof(OfActivations))]
    public void A_finding_about_activations_says_what_was_seen_and_what_to_do(double[] scales, string message) =>
        Assert.Equal(message, Assert.Single(ActivationInspection.Check(scales)).Message);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.00099, "9.9e-4")]
    [InlineData(-0.25, "-0.25")]
    [InlineData(123.456, "123")]
    [InlineData(1234.4, "1234")]
    [InlineData(9999, "9999")]
    [InlineData(10_000, "1e4")]
    [InlineData(-1_234_567, "-1.23e6")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void Numbers_have_three_digits_and_powers_of_ten_where_they_are_shorter(double value, string text) =>
        Assert.Equal(text, MessageText.Number(value));

    [Theory]
    [InlineData(999, "999")]
    [InlineData(1000, "1e3")]
    [InlineData(4e5, "1e6")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void Large_ratios_are_powers_of_ten(double ratio, string text) => Assert.Equal(text, MessageText.Ratio(ratio));

    [Theory]
    [InlineData(40, false)]
    [InlineData(41, true)]
    public void Long_names_are_cut(int length, bool cut) =>
        Assert.Equal(cut ? $"'{new string('n', 40)}...'" : $"'{new string('n', length)}'", MessageText.Name(new string('n', length)));

    [Fact]
    public void Control_characters_in_a_name_become_spaces() => Assert.Equal("'a b c'", MessageText.Name("a\nb\tc"));

    private static double[] Repeat(int times, params double[] values) => [.. Enumerable.Range(0, times).SelectMany(_ => values)];
}
