using Norm.ML.Lab.Report.Figures;
using Range = Norm.ML.Lab.Report.Figures.Range;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>The user's columns before and after BatchNorm.</summary>
internal static class ColumnsSection
{
    private const int ColumnsOnSheet = 10;

    public static Section Create(ReportData data)
    {
        int[] drawn = DataRows.Drawn(data);
        FittedBatchNorm<double> norm = DataRows.BatchNorm(data);
        (Range[] before, Range[] after) = Ranges(data, norm, drawn);
        string[] findings = [.. Sentences(data, drawn, before, after)];
        return new Section("columns", "Each column before and after BatchNorm",
            "BatchNorm with the exact statistics of the data, as 'norm-ml fit' learns them: a ruler for each column, and the shape of each "
                + "distribution stays as it is.")
        {
            Summary = Changed(before, after),
            Findings = findings,
            Figures =
            [
                new RangeFigure
                {
                    Id = "column-ranges",
                    Title = "Range (thin), one deviation around the mean (thick) and mean of each column",
                    Description = "A line for each column, before and after. " + string.Join(" ", findings),
                    BeforeLabel = "as in the data, each on its scale",
                    AfterLabel = "after, in deviations",
                    Before = before,
                    After = after,
                    Numbers = RangeFigure.Table(before, after),
                },
                .. Distributions(data, norm, drawn),
            ],
            Table = Table(data, norm),
        };
    }

    // What the norm changed, for every column: level and unit are gone, the shape is what it was.
    private static NumberTable Table(ReportData data, FittedBatchNorm<double> norm)
    {
        int[] listed = [.. Enumerable.Range(0, Math.Min(data.Columns, DataSection.MostLines))];
        (Range[] before, Range[] after) = Ranges(data, norm, listed);
        double[] sample = data.Sample.ToArray(), normed = new double[sample.Length];
        norm.Normalize(sample, normed);
        return new NumberTable(
            ["column", "mean", "mean after", "deviation", "deviation after", "least after", "greatest after", "beyond 3 deviations, %"],
            [.. listed.Select(i => (before[i].Name, new[] { before[i].Mean, after[i].Mean, Deviation(before[i]), Deviation(after[i]), after[i].Min,
                after[i].Max, 100 * Far(DataRows.Column(normed, data.Columns, i)) }))])
        {
            IsResult = (_, column) => column is 1 or 3 or 4 or 5,
        };
    }

    private static double Far(double[] values)
    {
        int finite = values.Count(double.IsFinite);
        return finite == 0 ? double.NaN : (double)values.Count(value => double.IsFinite(value) && Math.Abs(value) > 3) / finite;
    }

    private static (Range[] Before, Range[] After) Ranges(ReportData data, FittedBatchNorm<double> norm, int[] drawn)
    {
        // The five numbers of every column as five rows, so that the kernel itself says what becomes of them.
        int columns = data.Columns;
        double[] rows = new double[5 * columns], normed = new double[5 * columns];
        for (int i = 0; i < columns; i++)
        {
            ChannelStatistics column = data.Inspection.Statistics[i];
            double deviation = column.StandardDeviation;
            (rows[i], rows[columns + i], rows[2 * columns + i], rows[3 * columns + i], rows[4 * columns + i]) =
                (column.Min, column.Mean - deviation, column.Mean, column.Mean + deviation, column.Max);
        }

        norm.Normalize(rows, normed);
        return (Array.ConvertAll(drawn, i => At(rows, i)), Array.ConvertAll(drawn, i => At(normed, i)));

        Range At(double[] values, int i) => new(
            data.Inspection.Columns[i].Name, values[i], values[columns + i], values[2 * columns + i], values[3 * columns + i],
            values[4 * columns + i]);
    }

    // A figure is not longer than a sheet of paper.
    private static IEnumerable<PanelFigure> Distributions(ReportData data, FittedBatchNorm<double> norm, int[] drawn)
    {
        double[] sample = data.Sample.ToArray(), normed = new double[sample.Length];
        norm.Normalize(sample, normed);
        int[][] sheets = [.. drawn.Chunk(ColumnsOnSheet)];
        return sheets.Select((columns, sheet) => new PanelFigure
        {
            Id = sheet == 0 ? "column-distributions" : $"column-distributions-{sheet + 1}",
            Title = "Distribution of each column, before and after"
                + (sheets.Length > 1 ? $": {sheet * ColumnsOnSheet + 1} to {sheet * ColumnsOnSheet + columns.Length} of {drawn.Length}" : ""),
            Description = $"A pair of histograms for each of {ReportText.Count(columns.Length, "column")}: "
                + "the shape is the same before and after, the axis is not.",
            Columns = 4,
            PanelHeight = 150,
            Panels = [.. columns.SelectMany(column => new[] { Panel(sample, column, "", 1), Panel(normed, column, "after", 2) })],
        });

        Panel Panel(double[] rows, int column, string remark, int colour)
        {
            double[] values = DataRows.Column(rows, data.Columns, column);
            (double low, double high) = Histogram.Range(values);
            return new Panel(remark.Length > 0 ? remark : data.Inspection.Columns[column].Name,
                new Axis(remark.Length > 0 ? "in deviations" : "as in the data"), new Axis("share", Ticks: false),
                [new Series("", colour, Histogram.Of(values, low, high, Histogram.Bins(values.Length)), Mark.Area)]);
        }
    }

    private static IEnumerable<string> Sentences(ReportData data, int[] drawn, Range[] before, Range[] after)
    {
        Range[] seen = [.. before.Where(range => double.IsFinite(range.Mean))], normed = [.. after.Where(range => double.IsFinite(range.Mean))];
        if (drawn.Length < data.Columns)
        {
            yield return $"{drawn.Length} of {ReportText.Count(data.Columns, "column")} are drawn, those with the gravest findings first.";
        }

        if (seen.Length == 0)
        {
            yield break;
        }

        yield return $"Before: means from {ReportText.Number(seen.Min(range => range.Mean))} to {ReportText.Number(seen.Max(range => range.Mean))}, "
            + $"deviations from {ReportText.Number(seen.Min(Deviation))} to {ReportText.Number(seen.Max(Deviation))}. " +
            $"After: means {NumberTable.FromZero(normed.Max(range => Math.Abs(range.Mean)))}, deviations from "
            + $"{ReportText.Number(normed.Min(Deviation))} to {ReportText.Number(normed.Max(Deviation))}.";
        int far = Array.IndexOf(after, normed.MaxBy(range => Math.Max(-range.Min, range.Max)));
        yield return $"The farthest value after BatchNorm lies {ReportText.Number(Math.Max(-after[far].Min, after[far].Max))} deviations "
            + $"out, in '{after[far].Name}'.";
    }

    private static string Changed(Range[] before, Range[] after)
    {
        double[] deviations = [.. before.Select(Deviation).Where(deviation => deviation > 0)];
        return deviations.Length == 0 ? "No column varies: there is nothing to normalize."
            : $"Deviations from {ReportText.Number(deviations.Min())} to {ReportText.Number(deviations.Max())} become 1, and the means 0; the "
            + $"farthest value lies {ReportText.Number(Farthest(after))} deviations out.";
    }

    private static double Farthest(Range[] after) =>
        after.Where(range => double.IsFinite(range.Mean)).Max(range => Math.Max(-range.Min, range.Max));

    private static double Deviation(Range range) => (range.High - range.Low) / 2;
}
