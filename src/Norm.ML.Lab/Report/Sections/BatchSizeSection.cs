using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>BatchNorm's output for one example while training, by batch size.</summary>
internal static class BatchSizeSection
{
    public static Section Create(int seed)
    {
        IReadOnlyList<WobblePoint> sweep = BatchWobble.Sweep(seed: seed);
        WobblePoint small = sweep[0], large = sweep[^1];
        double rate = Math.Log(large.Spread / small.Spread) / Math.Log((double)large.BatchSize / small.BatchSize);
        string[] findings =
        [
            $"In batches of {small.BatchSize} the example comes out anywhere from {ReportText.Number(small.Least)} to "
                + $"{ReportText.Number(small.Greatest)}, a "
                + $"spread of {ReportText.Number(small.Spread)}; in batches of {large.BatchSize} the spread is {ReportText.Number(large.Spread)}.",
            $"The spread goes as the batch size to the power {ReportText.Number(rate)}. A batch of 1 is refused: "
                + $"{BatchWobble.Run(1, seed: seed).Refusal}",
        ];
        Series[] lines = [new("spread of the output", 1, [.. sweep.Select(point => new Point(point.BatchSize, point.Spread))])];
        return new Section("batch-size", "BatchNorm and the batch size",
            "While training, BatchNorm measures an example together with the others of its batch. One fixed example, in 100 batches of each size: "
                + "how far does its output wander?")
        {
            Findings = findings,
            Summary = $"The same example's output spreads by {ReportText.Number(small.Spread)} in batches of {small.BatchSize} and by "
                + $"{ReportText.Number(large.Spread)} in batches of {large.BatchSize}; a batch of 1 is refused.",
            Figures =
            [
                new PanelFigure
                {
                    Id = "batch-wobble",
                    Title = "Spread of one example's output over batches, by batch size",
                    Description = string.Join(" ", findings),
                    PanelHeight = 270,
                    Panels = [new Panel("", new Axis("examples in a batch", Log: true), new Axis("spread of the output", Low: 0), lines)],
                    Numbers = NumberTable.Of("batch size", lines),
                },
            ],
        };
    }
}
