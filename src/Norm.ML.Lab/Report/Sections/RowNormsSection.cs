using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>The user's rows through the norms: columns that share a ruler, and columns that do not.</summary>
internal static class RowNormsSection
{
    private const int Groups = 2;

    private const string Title = "Your rows through the norms";

    public static Section Create(ReportData data)
    {
        double[] x = DataRows.Whole(data, out int left);
        int columns = data.Columns;
        const string Needs = "Norms that measure a row need two columns of numbers, and rows without missing values.";
        if (columns < 2 || x.Length == 0)
        {
            string why = columns < 2 ? "The data has one column of numbers: its rows have nothing to share a ruler with."
                : $"None of {ReportText.Count(left, "row")} is without missing values: a norm per row would give NaN throughout.";
            return new Section("rows", Title, Needs) { Summary = why, Findings = [why] };
        }

        double[] layer = RowNorm.Forward(NormKind.LayerNorm, x, columns), rms = RowNorm.Forward(NormKind.RmsNorm, x, columns),
            batch = new double[x.Length];
        DataRows.BatchNorm(data).Normalize(x, batch);
        List<(string Name, double[] Values)> all = [("Input", x), ("BatchNorm", batch), ("LayerNorm", layer), ("RMSNorm", rms)];
        if (columns % Groups == 0 && columns > Groups)
        {
            all.Add(($"GroupNorm, {Groups} groups", GroupNormed(x, columns)));
        }

        all.Add(("BatchNorm + LayerNorm", RowNorm.Forward(NormKind.LayerNorm, batch, columns)));

        int[] shown = Shown(data);
        string[] findings = [.. Sentences(data, x, layer, rms, left)];
        return new Section("rows", Title,
            "LayerNorm, RMSNorm and GroupNorm measure each row over its columns, BatchNorm each column over its rows; InstanceNorm needs several "
                + "positions per channel, which a table has not.")
        {
            Summary = findings[0],
            Findings = findings,
            Figures =
            [
                new PanelFigure
                {
                    Id = "row-distributions",
                    Title = $"Distribution of {ReportText.Count(shown.Length, "column")} after each norm, the widest to the narrowest",
                    Description = $"{all.Count} panels of overlapping distributions. " + string.Join(" ", findings),
                    Columns = 3,
                    PanelHeight = 210,
                    Panels = [.. all.Select(one => Panel(data, one.Name, one.Values, shown))],
                    Numbers = new NumberTable(["norm", .. shown.SelectMany(column => new[] { $"mean of "
                        + $"{data.Inspection.Columns[column].Name}", $"deviation of {data.Inspection.Columns[column].Name}" })],
                        [.. all.Select(one => (one.Name, shown.SelectMany(column => Moments(DataRows.Column(one.Values, columns, column)))
                            .ToArray()))])
                    {
                        IsResult = (row, _) => row > 0,
                    },
                },
            ],
        };
    }

    private static double[] GroupNormed(double[] x, int columns)
    {
        double[] y = new double[x.Length];
        GroupNorm.Normalize<double>(x, Groups, columns, 1, default, default, y);
        return y;
    }

    // By deviation: the widest, the narrowest and two between them.
    private static int[] Shown(ReportData data)
    {
        int[] byWidth = [.. Enumerable.Range(0, data.Columns).Where(column => data.Inspection.Columns[column].StandardDeviation > 0)
            .OrderByDescending(column => data.Inspection.Columns[column].StandardDeviation)];
        if (byWidth.Length == 0)
        {
            byWidth = [0, 1];
        }

        return [.. new[] { 0, byWidth.Length / 3, byWidth.Length * 2 / 3, byWidth.Length - 1 }.Distinct().Select(place => byWidth[place])];
    }

    private static Panel Panel(ReportData data, string name, double[] values, int[] shown)
    {
        double[][] columns = Array.ConvertAll(shown, column => DataRows.Column(values, data.Columns, column));
        double[] sorted = [.. columns.SelectMany(column => column).Order()];
        (double low, double high) = Histogram.Range(sorted.AsSpan(sorted.Length / 500, sorted.Length - 2 * (sorted.Length / 500)));
        return new Panel(name, new Axis("value"), new Axis("share of rows", Ticks: false),
            [.. columns.Select((column, i) => new Series(data.Inspection.Columns[shown[i]].Name, i + 1,
                Histogram.Of(column, low, high, Histogram.Bins(column.Length)), Mark.Area))]);
    }

    private static double[] Moments(double[] values)
    {
        ChannelStatistics statistics = Measure.Of(values);
        return [statistics.Mean, statistics.StandardDeviation];
    }

    private static IEnumerable<string> Sentences(ReportData data, double[] x, double[] layer, double[] rms, int left)
    {
        (int column, double share) = Largest(layer, data.Columns);

        // Between an equal part for each and all that LayerNorm can give to one, (n - 1) / n.
        double even = 1.0 / data.Columns, most = 1 - even;
        yield return data.Columns == 2
            ? "Of two columns LayerNorm leaves +1 for the larger and -1 for the smaller: how much larger is gone."
            : $"After LayerNorm, '{data.Inspection.Columns[column].Name}' holds {ReportText.Percent(share)} of all squares, "
            + "where an equal part would be "
            + $"{ReportText.Percent(even)}" +
                (share > (even + most) / 2
                ? ": rows are measured by it, and the other columns are pressed together; use BatchNorm, or BatchNorm first."
                : ": no column takes over.");
        CentringResult difference = CentringEffect.Compare(x, data.Columns);
        yield return $"LayerNorm and RMSNorm of the same rows: correlation {ReportText.Number(difference.Correlation)}, mean difference "
            + $"{ReportText.Number(difference.MeanDifference)}, greatest {ReportText.Number(difference.GreatestDifference)}.";
        int looked = x.Length / data.Columns + left;
        if (left > 0)
        {
            yield return $"{left} of {looked} rows lack a value: a norm per row makes NaN of each of them. They are left out here.";
        }

        if (looked < data.Rows)
        {
            yield return $"Drawn and computed from {ReportText.Count(looked, "row")} of {ReportText.Number(data.Rows)}, a random sample.";
        }
    }

    private static (int Column, double Share) Largest(double[] values, int columns)
    {
        double[] squares = new double[columns];
        for (int i = 0; i < values.Length; i++)
        {
            squares[i % columns] += values[i] * values[i];
        }

        int largest = Array.IndexOf(squares, squares.Max());
        return (largest, squares.Sum() > 0 ? squares[largest] / squares.Sum() : 0);
    }
}
