using Norm.ML.Inspection;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>What the inspector says about the user's data.</summary>
internal static class DataSection
{
    /// <summary>Lines of advice and rows of a table that a page shows: more would be scrolled past.</summary>
    public const int MostLines = 200;

    public static Section Create(ReportData data)
    {
        Finding[] advice = [.. data.Inspection.Findings.OrderByDescending(finding => finding.Severity)];
        return new Section("data", $"{data.Name}: what the inspector says",
            "Moments, skewness and counts are exact over all rows. Outliers lie beyond Tukey's outer fences, "
                + "3 interquartile ranges outside the quartiles.")
        {
            Findings = [.. Sentences(data, advice.Length)],
            Summary = Short(data, advice),
            LeftOut = data.LeftOut,
            Advice = [.. advice.Take(MostLines)],
            Table = new NumberTable(
                ["column", "values", "missing", "mean", "deviation", "min", "median", "max", "skew", "outliers"],
                [.. data.Inspection.Columns.Take(MostLines).Select(column => (column.Name, Row(column)))]),
        };
    }

    private static string Short(ReportData data, Finding[] advice)
    {
        string left = data.LeftOut.Count > 0 ? $" and {data.LeftOut.Count} left out" : "";
        string size = $"{ReportText.Count(data.Rows, "row")}, {ReportText.Count(data.Columns, "column")} of numbers{left}";
        return advice.Length == 0 ? $"{size}; nothing to advise."
            : $"{size}; {ReportText.Count(advice.Length, "finding")}, the gravest: {advice[0].Message}";
    }

    private static double[] Row(ColumnInspection column) =>
    [
        column.Statistics.Count, column.Statistics.Missing, column.Statistics.Mean, column.StandardDeviation, column.Statistics.Min, column.Median,
        column.Statistics.Max, column.Skewness, column.Outliers,
    ];

    private static IEnumerable<string> Sentences(ReportData data, int advice)
    {
        double[] deviations = [.. data.Inspection.Columns.Select(column => column.StandardDeviation).Where(deviation => deviation > 0)];
        string scales = "too few columns vary to compare scales.";
        if (deviations.Length > 1)
        {
            double least = deviations.Min(), most = deviations.Max();
            scales = $"standard deviations from {ReportText.Number(least)} to {ReportText.Number(most)}, {ReportText.Number(most / least)} times.";
        }

        yield return $"{ReportText.Count(data.Rows, "row")}, {ReportText.Count(data.Columns, "column")} of numbers; {scales}";
        yield return advice == 0 ? "There is nothing to advise."
            : $"{ReportText.Count(advice, "finding")}{(advice > MostLines ? $", the gravest {MostLines} of which are listed" : "")}.";
        if (!data.Sample.IsComplete)
        {
            yield return $"Quartiles and plots come from a uniform random sample of {ReportText.Count(data.Sample.Count, "row")}; "
                + "everything else is of all rows.";
        }

        if (data.Columns > MostLines)
        {
            yield return $"The table lists the first {MostLines} of {ReportText.Count(data.Columns, "column")}; "
                + "'norm-ml inspect --all' lists every one.";
        }
    }
}
