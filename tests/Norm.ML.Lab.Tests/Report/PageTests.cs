using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Norm.ML.Lab.Report;

namespace Norm.ML.Lab.Tests.Report;

public partial class PageTests
{
    private const string Documentation = "https://github.com/norm-ml/norm-ml/blob/main/docs/findings.md#";

    private static readonly string Demo = VisualReport.Create(42).ToHtml();

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_does_not()
    {
        Assert.Equal(Demo, VisualReport.Create(42).ToHtml());
        Assert.NotEqual(Demo, VisualReport.Create(43).ToHtml());
        string data = Create().ToHtml();
        Assert.Equal(data, Create().ToHtml());

        static VisualReport Create() => VisualReport.Create(7, ReportSample.Data(ReportSample.Rows(200)),
            ReportSample.Data(ReportSample.Rows(150, 2, shift: 2), name: "newer.csv"));
    }

    [Fact]
    public void The_culture_does_not_matter()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var hostile = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (hostile.NumberFormat.NumberDecimalSeparator, hostile.NumberFormat.NegativeSign, hostile.NumberFormat.NaNSymbol) = (",", "\u2212", "¤");
        try
        {
            CultureInfo.CurrentCulture = hostile;
            Assert.Equal(Demo, VisualReport.Create(42).ToHtml());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_page_needs_nothing_else()
    {
        Assert.DoesNotContain("<script", Demo);
        Assert.DoesNotContain("src=", Demo);
        Assert.DoesNotContain("@import", Demo);
        Assert.DoesNotContain("url(", Demo);
        Assert.All(Links().Matches(Demo).Select(match => match.Groups[1].Value), link => Assert.True(
            link.StartsWith('#') || link == "data:," || link.StartsWith(Documentation, StringComparison.Ordinal), link));
    }

    [Fact]
    public void Every_plot_has_a_title_a_text_and_drawable_numbers()
    {
        VisualReport report = VisualReport.Create(42, ReportSample.Data(ReportSample.Rows(300)),
            ReportSample.Data(ReportSample.Rows(300, 2), name: "newer.csv"));
        Assert.Equal(report.FigureNames.Distinct(), report.FigureNames);
        foreach (string name in report.FigureNames)
        {
            XElement svg = XElement.Parse(report.FigureFile(name));
            XNamespace ns = svg.Name.Namespace;
            Assert.NotEqual("", (string)svg.Element(ns + "title")!);
            Assert.True(((string)svg.Element(ns + "desc")!).Length > 40);
            Assert.DoesNotContain("NaN", svg.ToString().Replace("NaN)", "", StringComparison.Ordinal));
            Assert.True(svg.Descendants().Count(element => element.Name.LocalName is "polyline" or "rect" or "circle") > 1, name);
        }
    }

    [Theory]
    [InlineData("norm-distributions")]
    [InlineData("gradient-flow")]
    public void The_plots_of_the_readme_are_those_of_the_report(string name) =>
        Assert.Equal(File.ReadAllText(Path.Combine(Root(), "docs", "images", name + ".svg")).ReplaceLineEndings("\n"),
        VisualReport.Create(42).FigureFile(name));

    [Theory]
    [InlineData(2, "Of two columns LayerNorm leaves +1 for the larger")]
    [InlineData(4, "After LayerNorm, &apos;c1&apos; holds 75 % of all squares, where an equal part would be 25 %: rows are measured by it")]
    public void A_column_that_takes_over_is_named(int columns, string sentence)
    {
        double[] rows = [.. ReportSample.Rows(100).Chunk(4).SelectMany(row => row[..columns])];
        Assert.Single(ReportSample.Sentences(VisualReport.Create(42, ReportSample.Data(rows, columns)).ToHtml(), sentence));
    }

    [Fact]
    public void Every_link_leads_to_a_heading()
    {
        string[] targets = [.. Links().Matches(Demo).Select(match => match.Groups[1].Value).Where(link => link.StartsWith('#'))];
        Assert.Equal(11, targets.Distinct().Count());
        Assert.Equal(22, targets.Length); // in the contents and in the summary
        Assert.All(targets, target => Assert.Contains($"<h2 id=\"{target[1..]}\">", Demo));
    }

    [Fact]
    public void Names_of_columns_and_files_cannot_break_the_page()
    {
        ReportData data = ReportSample.Data(ReportSample.Rows(50), name: "<b>&\".csv",
            names: ["<script>alert(1)</script>", "a&b", "\"q\"", "new\nline"]);
        string html = VisualReport.Create(42, data).ToHtml();
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("<b>", html);
        Assert.Contains("&lt;script&gt;", html);
    }

    [Fact]
    public void Data_that_is_hard_to_draw_is_drawn_without_numbers_that_are_none()
    {
        double[] rows = [.. Enumerable.Range(0, 40).SelectMany(i => new[] { double.NaN, 5, i % 2 == 0 ? double.NaN : i, i * 1e300, i })];
        string html = VisualReport.Create(42, ReportSample.Data(rows, 5), ReportSample.Data(rows, 5, "newer.csv")).ToHtml();
        string drawn = string.Concat(Drawing().Matches(html).Select(match => match.Value));
        Assert.DoesNotContain("NaN", drawn);
        Assert.DoesNotContain("Infinity", drawn);
        Assert.Contains("is without missing values", html);
        Assert.Contains("one column of numbers", VisualReport.Create(42, ReportSample.Data([1, 2, 3], 1)).ToHtml());
    }

    [Fact]
    public void Large_data_is_sampled_and_says_so()
    {
        ReportData data = ReportSample.Data(ReportSample.Rows(70_000));
        string html = VisualReport.Create(42, data).ToHtml();
        Assert.Contains("70000 rows and 4 columns of numbers (plots drawn from a random sample of 65536 rows; numbers are of all rows)", html);
        Assert.Equal(70_000, ReportSample.Table(html, "data-table")[0][0]);
        Assert.Contains("Drawn and computed from 4096 rows of 7e4, a random sample.", html);
    }

    [Fact]
    public void Thousands_of_columns_are_drawn_in_part_and_it_is_said()
    {
        const int Columns = 5000;
        double[] rows = new Norm.ML.Lab.Experiments.Noise(3).Normals(40 * Columns);
        rows[4321] = 1e6; // the one that there is something to say about
        string html = VisualReport.Create(42, ReportSample.Data(rows, Columns)).ToHtml();
        Assert.True(html.Length < 2_000_000, $"The page has {html.Length} characters.");
        Assert.Contains("24 of 5000 columns are drawn", html);
        Assert.Contains("The table lists the first 200 of 5000 columns", html);

        // The gravest first.
        string first = html[html.IndexOf("id=\"column-ranges\"", StringComparison.Ordinal)..];
        Assert.StartsWith("c4321", first[(first.IndexOf("class=\"tick\"", StringComparison.Ordinal) + 14)..].Split("text-anchor=\"end\">")
            .First(text => text.StartsWith('c')), StringComparison.Ordinal);
    }

    [Fact]
    public void Newer_data_of_other_columns_is_refused()
    {
        ReportData data = ReportSample.Data(ReportSample.Rows(20));
        Assert.Throws<ArgumentException>(() => VisualReport.Create(1, null, data));
        Assert.Throws<ArgumentException>(() => VisualReport.Create(1, data, ReportSample.Data(ReportSample.Rows(20), names: ["a", "b", "c", "d"])));
        Assert.Contains("there are norm-distributions, ", Assert.Throws<ArgumentException>(() => VisualReport.Create(1).FigureFile("none")).Message);
    }

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));

    [GeneratedRegex("href=\"([^\"]*)\"")]
    private static partial Regex Links();

    [GeneratedRegex("(points|[xyr][12]?|cx|cy|width|height|transform)=\"[^\"]*\"")]
    private static partial Regex Drawing();
}
