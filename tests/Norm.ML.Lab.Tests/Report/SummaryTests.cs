using System.Text.RegularExpressions;
using System.Xml.Linq;
using Norm.ML.Inspection;
using Norm.ML.Lab.Report;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Tests.Report;

/// <summary>What stands at the top, what was left out, and plots that can be read.</summary>
public partial class SummaryTests
{
    private static readonly string[] Wine =
    [
        "alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids", "nonflavanoid_phenols", "proanthocyanins",
        "color_intensity", "hue", "od280/od315_of_diluted_wines", "proline", "target",
    ];

    [Fact]
    public void The_summary_has_one_line_per_section_with_numbers_of_its_own()
    {
        string html = WineReport().ToHtml();
        string[] sections = [.. Headings().Matches(html).Select(match => match.Groups[1].Value).Where(id => id != "summary")];
        string list = html[html.IndexOf("id=\"summary-lines\"", StringComparison.Ordinal)..];
        string[] lines = [.. list[..list.IndexOf("</ul>", StringComparison.Ordinal)].Split('\n')
            .Where(line => line.StartsWith("<li>", StringComparison.Ordinal))];
        Assert.True(html.IndexOf("id=\"summary\"", StringComparison.Ordinal) < html.IndexOf("id=\"data\"", StringComparison.Ordinal));
        Assert.Equal(sections, lines.Select(line => Target().Match(line).Groups[1].Value));
        string other = VisualReport.Create(7).ToHtml();
        int changed = lines.Count(line => !other.Contains(line, StringComparison.Ordinal));
        Assert.True(changed > 8, $"Only {changed} lines depend on the data and the seed.");
    }

    [Fact]
    public void Norms_that_are_the_same_at_training_and_inference_are_named()
    {
        string html = VisualReport.Create(42).ToHtml();
        Assert.Contains("LayerNorm, RMSNorm, GroupNorm, InstanceNorm, UnitNorm are the same at training and inference, to the bit; BatchNorm is not.",
            html);
        double[][] table = ReportSample.Table(html, "training-inference-numbers");
        Assert.True(table[0][0] > 0.1);
        Assert.All(table[1..], row => Assert.Equal([0, 0], row));
    }

    [Fact]
    public void Every_column_of_wine_is_more_than_a_tick_before_the_norm()
    {
        XElement svg = XElement.Parse(WineReport().FigureFile("column-ranges"));
        double[] widths = [.. svg.Descendants(svg.Name.Namespace + "line").Where(line => (string?)line.Attribute("class") == "range c1")
            .Select(line => (double)line.Attribute("x2")! - (double)line.Attribute("x1")!)];
        Assert.Equal(14, widths.Length);
        Assert.All(widths, width => Assert.True(width > 60, $"{width}"));
        double[] deviations = [.. svg.Descendants(svg.Name.Namespace + "rect").Where(bar => (string?)bar.Attribute("class") == "bar c1")
            .Select(bar => (double)bar.Attribute("width")!)];
        Assert.All(deviations, width => Assert.True(width > 10, $"{width}"));
        Assert.Contains("1680", svg.Value);
    }

    [Fact]
    public void Drift_has_the_dates_of_both_files_and_the_report_says_what_was_left_out_and_why()
    {
        ReportData older = ReportSample.Data(ReportSample.Rows(50), name: "older.csv") with
        {
            Written = new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.FromHours(2)),
            LeftOut = [new LeftOutColumn("city", "it holds no numbers, but text: 'Bern' in line 2")],
        };
        ReportData newer = ReportSample.Data(ReportSample.Rows(50, 2), name: "newer.csv") with
        {
            Written = new DateTimeOffset(2026, 4, 2, 0, 0, 0, default),
        };
        string html = VisualReport.Create(42, older, newer).ToHtml();
        Assert.Contains("Older: older.csv of 2026-03-01 10:30 UTC. Newer: newer.csv of 2026-04-02 00:00 UTC.", html);
        Assert.Contains("<li><strong>city</strong>: it holds no numbers, but text: &apos;Bern&apos; in line 2.</li>", html);
        Assert.Contains("4 columns of numbers and 1 left out", html);
    }

    [Fact]
    public void Each_finding_leads_to_the_documentation_of_its_kind()
    {
        string documentation = File.ReadAllText(Path.Combine(Root(), "docs", "findings.md"));
        Assert.All(Enum.GetNames<FindingKind>(), kind => Assert.Contains($"\n## {kind}\n", documentation));
        string html = WineReport().ToHtml();
        Assert.Contains("docs/findings.md#scalesdiffer\">About scales differ</a></li>", html);
        Assert.Equal(Levels().Count(html), html.Split("docs/findings.md#").Length - 1);
    }

    [Fact]
    public void Every_axis_has_a_name_and_no_text_of_a_plot_is_cut_or_a_negative_zero()
    {
        string[] names = ["a_long_name_of_a_column_that_would_be_cut_at_forty_letters", "income in euros per year, before taxes", "c", "d"];
        VisualReport report = VisualReport.Create(42, ReportSample.Data(ReportSample.Rows(300), names: names),
            ReportSample.Data(ReportSample.Rows(300, 2), names: names,
                name: "a_file_with_a_long_name_of_the_second_quarter_of_this_year_and_more.csv"));
        foreach (string name in report.FigureNames)
        {
            XElement svg = XElement.Parse(report.FigureFile(name));
            string[] texts = [.. svg.Descendants(svg.Name.Namespace + "text").Select(text => text.Value)];
            Assert.DoesNotContain(texts, text => text.Contains('…') || text is "-0");
            if (name != "norm-blocks" && name != "column-ranges")
            {
                int panels = svg.Descendants(svg.Name.Namespace + "text").Count(text => (string?)text.Attribute("class") == "label");
                Assert.True(panels > 0 && panels % 2 == 0, $"{name} has {panels} names of axes.");
            }
        }

        Assert.DoesNotMatch(@"(?<![\de])-0(?![.\d])", Tags().Replace(report.ToHtml(), " "));
    }

    [Fact]
    public void What_rounding_left_of_a_zero_is_shown_as_zero()
    {
        string html = WineReport().ToHtml();
        string[] sections = html.Split("<h2 id=\"");
        Assert.All(sections.Where(section => !section.StartsWith("epsilon", StringComparison.Ordinal)),
            section => Assert.DoesNotMatch(@"\de-1[4-9]", Tags().Replace(section, " ")));
        Assert.Contains("After: means 0, up to rounding, deviations from 1 to 1.", html);
        Assert.Contains("the distance is 0, up to rounding", html);

        // The exact number is kept, and a small number of the user's is no rounding.
        Assert.Contains("E-17\">0</td>", html);
        Assert.Contains("1e-17", VisualReport.Create(42, ReportSample.Data([.. ReportSample.Rows(60).Select(x => x * 1e-17)])).ToHtml());
    }

    [Fact]
    public void Lines_differ_by_more_than_colour()
    {
        string style = XElement.Parse(VisualReport.Create(42).FigureFile("gradient-flow")).Value;
        string[] dashes = [.. Enumerable.Range(1, 6)
            .Select(colour => Regex.Match(style, $@"\.line\.c{colour} {{ stroke-dasharray: ([^;]+);").Groups[1].Value)];
        Assert.Equal(6, dashes.Distinct().Count());
        XElement svg = XElement.Parse(VisualReport.Create(42).FigureFile("gradient-flow"));
        string[] shapes = [.. svg.Descendants()
            .Where(one => ((string?)one.Attribute("class"))?.StartsWith("marker", StringComparison.Ordinal) == true)
            .GroupBy(one => (string)one.Attribute("class")!).Select(group => group.First().Name.LocalName)];
        Assert.Equal(["circle", "rect", "polygon"], shapes);
    }

    [Theory]
    [InlineData("two words", 45, "two|words")]
    [InlineData("a_long_name", 61, "a_long_|name")]
    [InlineData("unbroken", 40, "unbr|oken")]
    [InlineData("", 40, "")]
    [InlineData("fits", 400, "fits")]
    public void Names_go_on_in_the_next_line(string text, double room, string lines) =>
        Assert.Equal(lines, string.Join('|', WrappedText.Of(text, room, 8.6).Lines));

    // As in the sample file of the tool.
    private static VisualReport WineReport()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Root(), "src", "Norm.ML.Tool", "Samples", "wine.csv"));
        double[] rows = [.. lines[1..].SelectMany(line => line.Split(',')[..14])
            .Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture))];
        return VisualReport.Create(42, ReportSample.Data(rows, 14, "wine.csv", Wine));
    }

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));

    [GeneratedRegex("<h2 id=\"([^\"]*)\">")]
    private static partial Regex Headings();

    [GeneratedRegex("href=\"#([^\"]*)\"")]
    private static partial Regex Target();

    [GeneratedRegex("<li><span class=\"level ")]
    private static partial Regex Levels();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
