using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>A mean far above the spread: this library beside a one-pass formula.</summary>
internal static class PrecisionSection
{
    public static Section Create(int seed)
    {
        IReadOnlyList<NaiveFormulaPoint> sweep = NaiveFormula.Sweep(seed: seed);
        NaiveFormulaPoint? wrong = sweep.FirstOrDefault(point => !(point.NaiveError < 0.1));
        Series[] lines =
        [
            new("this library, float", 3, [.. sweep.Select(point => new Point(point.Mean, point.OursError))]),
            new("mean(x²) - mean(x)² in float", 2, [.. sweep.Select(point => new Point(point.Mean, point.NaiveError))], Mark.Dashed),
        ];
        string[] findings =
        [
            $"This library's float kernel is never more than {ReportText.Number(sweep.Max(point => point.OursError))} from the exact result, "
                + $"at any mean up to {ReportText.Number(sweep[^1].Mean)}.",
            wrong is null ? "The one-pass formula stays within 0.1."
                : $"The one-pass formula is off by more than 0.1 (or gives NaN) from a mean of {ReportText.Number(wrong.Mean)} deviations on.",
        ];
        return new Section("precision", "A mean far above the spread",
            $"A float row of {NaiveFormula.Size} values of spread 1 around a growing mean, through LayerNorm; "
                + "the truth is the double result for the same values.")
        {
            Findings = findings,
            Summary = $"The kernel is within {ReportText.Number(sweep.Max(point => point.OursError))} of the truth at any mean up to "
                + $"{ReportText.Number(sweep[^1].Mean)}; the one-pass formula is not usable "
                + (wrong is null ? "nowhere." : $"from {ReportText.Number(wrong.Mean)} on."),
            Figures =
            [
                new PanelFigure
                {
                    Id = "mean-above-spread",
                    Title = "Greatest error of the normalized row, by how far the mean is above the spread",
                    Description = string.Join(" ", findings),
                    PanelHeight = 280,
                    Panels = [new Panel("", new Axis("mean of the row, in deviations", Log: true), new Axis("greatest error", Log: true), lines)],
                    Numbers = NumberTable.Of("mean", lines),
                },
            ],
        };
    }
}
