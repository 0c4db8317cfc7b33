using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>LayerNorm against RMSNorm on the same input.</summary>
internal static class CentringSection
{
    private const int Rows = 32, Size = 32;

    public static Section Create(int seed)
    {
        IReadOnlyList<CentringPoint> sweep = CentringEffect.Sweep(seed: seed);
        CentringPoint first = sweep[0], last = sweep[^1];
        CentringPoint? half = sweep.FirstOrDefault(point => point.Result.Correlation < 0.5);
        string[] findings =
        [
            $"Rows of mean near 0: correlation {ReportText.Number(first.Result.Correlation)}, mean difference "
                + $"{ReportText.Number(first.Result.MeanDifference)}; " +
                (first.Result.Correlation > 0.95 ? "either norm will do, and RMSNorm is the cheaper." : "the two already differ."),
            $"Row means that spread {ReportText.Number(last.MeanSpread)} deviations around 0: correlation "
                + $"{ReportText.Number(last.Result.Correlation)}, mean "
                + $"difference {ReportText.Number(last.Result.MeanDifference)}.",
            half is null ? "The correlation stays above 0.5 throughout."
                : $"The correlation falls below 0.5 where the means spread {ReportText.Number(half.MeanSpread)} deviations: from there on, "
                + "what RMSNorm keeps is mostly the mean.",
        ];
        Series[] lines = [new("correlation", 1, [.. sweep.Select(p => new Point(p.MeanSpread, p.Result.Correlation))]),
            new("mean difference", 2, [.. sweep.Select(p => new Point(p.MeanSpread, p.Result.MeanDifference))], Mark.Dashed)];
        return new Section("centring", "LayerNorm against RMSNorm",
            "Both divide a row by its size; LayerNorm subtracts the row's mean first. The same normal rows of spread 1 go through both, while "
                + "their means move away from 0.")
        {
            Findings = findings,
            Summary = $"Their outputs correlate by {ReportText.Number(first.Result.Correlation)} where rows have mean 0 and by "
                + $"{ReportText.Number(last.Result.Correlation)} where row means spread {ReportText.Number(last.MeanSpread)} deviations: the "
                + "difference is mean centring.",
            Figures =
            [
                new PanelFigure
                {
                    Id = "layer-against-rms",
                    Title = "LayerNorm's output against RMSNorm's, element by element",
                    Description = "Two scatter plots. " + string.Join(" ", findings),
                    Columns = 2,
                    PanelHeight = 280,
                    Panels = [Scatter(seed, 0.2), Scatter(seed, 2)],
                },
                new PanelFigure
                {
                    Id = "centring-sweep",
                    Title = "How far the two part as row means move away from 0",
                    Description = string.Join(" ", findings),
                    Panels = [new Panel("", new Axis("spread of the row means, in deviations of a row"),
                        new Axis("correlation; mean difference", Low: Math.Min(0, sweep.Min(p => p.Result.Correlation))), lines)],
                    PanelHeight = 280,
                    Numbers = NumberTable.Of("spread of means", lines),
                },
            ],
        };
    }

    private static Panel Scatter(int seed, double meanSpread)
    {
        var noise = new Noise(seed);
        double[] x = noise.Normals(Rows * Size), means = noise.Normals(Rows);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] += meanSpread * means[i / Size];
        }

        double[] centred = RowNorm.Forward(NormKind.LayerNorm, x, Size), scaled = RowNorm.Forward(NormKind.RmsNorm, x, Size);
        return new Panel($"row means spread {ReportText.Number(meanSpread)}", new Axis("LayerNorm's output"), new Axis("RMSNorm's output"),
            [new Series("", 3, [.. centred.Zip(scaled, (a, b) => new Point(a, b))], Mark.Dots)]);
    }
}
