using Norm.ML.Inspection;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>How newer data differs from older.</summary>
internal static class DriftSection
{
    private const int MostDrawn = 12;

    public static Section Create(ReportData older, ReportData newer)
    {
        ChannelDrift[] drifts = [.. older.Inspection.Statistics.Compare(newer.Inspection.Statistics).OrderByDescending(Size)];
        IReadOnlyList<Finding> advice = DriftInspection.Check(older.Inspection.Statistics, newer.Inspection.Statistics);
        ChannelDrift[] drawn = [.. drifts.Where(drift => drift.Before.Count > 0 && drift.Now.Count > 0).Take(MostDrawn)];
        string[] findings = [.. Sentences(older, newer, drifts, advice)];
        return new Section("drift", $"Drift from {older.Name} to {newer.Name}",
            $"Means and deviations of all rows, compared column by column in the deviations of the older data. Older: {older.Dated}. "
                + $"Newer: {newer.Dated}.")
        {
            Findings = findings,
            Summary = findings[^1],
            Advice = [.. advice.Take(DataSection.MostLines)],
            Figures = drawn.Length == 0 ? [] :
            [
                new PanelFigure
                {
                    Id = "drift-distributions",
                    Title = "Older and newer distribution of "
                        + (drawn.Length < drifts.Length
                            ? $"the {drawn.Length} columns that moved most" : "each column, the one that moved most first"),
                    Description = "A panel of two overlapping histograms for each column. " + string.Join(" ", findings),
                    Columns = 3,
                    PanelHeight = 190,
                    Panels = [.. drawn.Select(drift => Panel(older, newer, drift.Index))],
                },
            ],
            Table = new NumberTable(["column", "mean shift, in deviations", "deviation, new / old", "missing, increase", "mean before", "mean now"],
                [.. drifts.Take(DataSection.MostLines).Select(drift =>
                    (Name(older, drift), new[] { drift.MeanShift, drift.SpreadRatio, drift.MissingIncrease, drift.Before.Mean, drift.Now.Mean }))]),
        };
    }

    private static Panel Panel(ReportData older, ReportData newer, int column)
    {
        double[] before = older.Sample.Column(column), now = newer.Sample.Column(column);
        (double low, double high) = Histogram.Range([.. before, .. now]);
        int bins = Histogram.Bins(Math.Min(before.Length, now.Length));
        return new Panel(older.Inspection.Columns[column].Name, new Axis("value"), new Axis("share of rows", Ticks: false),
        [
            new Series(older.Name == newer.Name ? "older" : older.Name, 1, Histogram.Of(before, low, high, bins), Mark.Area),
            new Series(older.Name == newer.Name ? "newer" : newer.Name, 2, Histogram.Of(now, low, high, bins), Mark.Area),
        ]);
    }

    // NaN, of an empty column, comes last.
    private static double Size(ChannelDrift drift) =>
        double.IsNaN(drift.MeanShift) ? -1 : Math.Max(Math.Abs(drift.MeanShift), Math.Abs(Math.Log(drift.SpreadRatio)));

    private static string Name(ReportData data, ChannelDrift drift) => data.Inspection.Columns[drift.Index].Name;

    private static IEnumerable<string> Sentences(ReportData older, ReportData newer, ChannelDrift[] drifts, IReadOnlyList<Finding> advice)
    {
        int moved = advice.Select(finding => finding.Subject).Distinct().Count();
        string rows = $"{ReportText.Count(newer.Rows, "row")} against {ReportText.Count(older.Rows, "row")}";
        yield return $"{rows}: {moved} of {ReportText.Count(drifts.Length, "column")} drifted"
            + $" (means by {ReportText.Number(InspectionThresholds.MeanShift)} deviations or more, spreads by a factor of "
            + $"{ReportText.Number(InspectionThresholds.SpreadRatio)} or more, and more than chance explains, or values far outside the old range).";
        ChannelDrift most = drifts[0];
        yield return $"'{Name(older, most)}' moved most: mean {ReportText.Number(most.Before.Mean)} to {ReportText.Number(most.Now.Mean)}, "
            + $"{ReportText.Number(most.MeanShift)} deviations; its spread is {ReportText.Number(most.SpreadRatio)} times the old one.";
    }
}
