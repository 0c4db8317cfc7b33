using System.Globalization;
using Norm.ML.Inspection;

namespace Norm.ML.Tests.Statistics.Inspection;

public class DataInspectionTests
{
    [Fact]
    public void Columns_that_differ_in_scale_are_named_with_the_ratio()
    {
        Finding finding = Assert.Single(DataInspection.Of(Normal.Rows(Normal.Column(500, 0, 1e4), Normal.Column(500)), 2,
            ["wide", "narrow"]).Findings);
        Assert.Equal((FindingKind.ScalesDiffer, FindingSeverity.Advice, ""), (finding.Kind, finding.Severity, finding.Subject));
        Assert.Equal(1e4, finding.Value, 1e-6);
        Assert.StartsWith("columns differ by 1e4 in scale ('wide' spreads ", finding.Message);
        Assert.Contains("BatchNorm per column", finding.Message);
        Assert.Empty(DataInspection.Of(Normal.Rows(Normal.Column(500, 0, 99), Normal.Column(500)), 2).Findings);
    }

    [Fact]
    public void Few_rows_are_noted() =>
        Assert.Equal([FindingKind.FewRows], DataInspection.Of(Normal.Column(29), 1).Findings.Select(finding => finding.Kind));

    [Fact]
    public void Rows_in_blocks_or_one_by_one_give_the_same()
    {
        double[] rows = [.. Normal.Column(3000, 2, 3), 1e9, double.NaN, double.PositiveInfinity];
        DataInspection whole = DataInspection.Of(rows, 3, ["a", "b", "c"]);
        var scan = new DataScan(3, ["a", "b", "c"]);
        for (int i = 0; i < rows.Length; i += 3)
        {
            scan.Add(rows.AsSpan(i, 3));
        }

        DataCheck check = scan.ToCheck();
        for (int i = 0; i < rows.Length; i += 3)
        {
            check.Add(rows.AsSpan(i, 3));
        }

        DataInspection streamed = check.ToInspection();
        Assert.Equal(whole.Statistics, streamed.Statistics);
        Assert.Equal(whole.Findings, streamed.Findings);
        Assert.Equal(whole.Columns.Select(column => (column.Skewness, column.Outliers, column.Median)),
            streamed.Columns.Select(column => (column.Skewness, column.Outliers, column.Median)));
    }

    [Fact]
    public void Outliers_of_large_data_are_counted_exactly_though_quartiles_are_sampled()
    {
        const int Rows = 200_000;
        double[] values = Normal.Column(Rows, 10, 2);
        for (int i = 0; i < 7; i++)
        {
            values[i * 25_000 + 3] = 1e4 + i;
        }

        ColumnInspection column = DataInspection.Of(values, 1).Columns[0];
        Assert.Equal((7L, 0L), (column.OutliersAbove, column.OutliersBelow));
        Assert.Equal(10, column.Median, 0.05);
        Assert.Equal(2, column.RobustDeviation, 0.05);
    }

    [Fact]
    public void The_passes_have_to_see_the_same_rows()
    {
        var scan = new DataScan(2);
        scan.Add([1, 2, 3, 4]);
        DataCheck check = scan.ToCheck();
        check.Add([1, 2]);
        Assert.Contains("1 rows and the first 2", Assert.Throws<InvalidOperationException>(check.ToInspection).Message);
        Assert.Contains("not a multiple of the 2 columns", Assert.Throws<ArgumentException>(() => check.Add([1])).Message);
    }

    [Fact]
    public void No_rows_are_no_error() => Assert.Equal(FindingKind.Empty, Assert.Single(DataInspection.Of([], 1).Columns[0].Findings).Kind);

    [Fact]
    public void Messages_do_not_depend_on_the_culture()
    {
        double[] rows = Normal.Rows(Normal.Column(500, 1e6, 1234.5), Normal.Column(500, -0.25, 1e-3));
        string[] expected = [.. DataInspection.Of(rows, 2).Findings.Select(finding => finding.Message)];
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var hostile = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (hostile.NumberFormat.NumberDecimalSeparator, hostile.NumberFormat.NegativeSign) = (",", "\u2212");
            CultureInfo.CurrentCulture = hostile;
            Assert.Equal(expected, DataInspection.Of(rows, 2).Findings.Select(finding => finding.Message));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
