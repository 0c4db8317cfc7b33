using System.Globalization;
using System.Text.RegularExpressions;
using Norm.ML.Inspection;
using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Report;

namespace Norm.ML.Lab.Tests.Report;

/// <summary>Data for reports, and the numbers of a page.</summary>
internal static partial class ReportSample
{
    /// <summary>Columns of different scales, one of them skewed.</summary>
    public static double[] Rows(int rows, int seed = 1, double shift = 0)
    {
        var noise = new Noise(seed);
        double[] values = new double[rows * 4];
        for (int i = 0; i < rows; i++)
        {
            (values[4 * i], values[4 * i + 1]) = (5 + noise.Normal() + shift, 1e4 * (1 + 0.3 * noise.Normal()));
            (values[4 * i + 2], values[4 * i + 3]) = (0.02 * noise.Normal(), Math.Exp(noise.Normal()));
        }

        return values;
    }

    public static ReportData Data(double[] rows, int columns = 4, string name = "mine.csv", string[]? names = null)
    {
        names ??= [.. Enumerable.Range(0, columns).Select(i => string.Create(CultureInfo.InvariantCulture, $"c{i}"))];
        var scan = new DataScan(columns, names);
        scan.Add(rows);
        DataCheck check = scan.ToCheck();
        check.Add(rows);
        return new ReportData(name, check.ToInspection(), scan.Sample);
    }

    /// <summary>The exact numbers of a table of the page, row by row.</summary>
    public static double[][] Table(string html, string id)
    {
        int start = html.IndexOf($"<table id=\"{id}\">", StringComparison.Ordinal);
        Assert.True(start >= 0, $"There is no table {id}.");
        string table = html[start..html.IndexOf("</table>", start, StringComparison.Ordinal)];
        return [.. table.Split("<tr>").Skip(2).Select(
            row => Value().Matches(row).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray())];
    }

    /// <summary>The sentences of the page that begin so.</summary>
    public static string[] Sentences(string html, string start) =>
        [.. Item().Matches(html).Select(match => match.Groups[1].Value).Where(text => text.StartsWith(start, StringComparison.Ordinal))];

    [GeneratedRegex("data-value=\"([^\"]*)\"")]
    private static partial Regex Value();

    [GeneratedRegex("<li>(.*?)</li>")]
    private static partial Regex Item();
}
