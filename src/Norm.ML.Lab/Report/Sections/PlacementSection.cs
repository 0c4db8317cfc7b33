using Norm.ML.Inspection;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>Pre-norm and post-norm: activations forward, gradients of the weights backward.</summary>
internal static class PlacementSection
{
    public static Section Create(int seed)
    {
        Series[] scales = Stacks.Lines(seed, layer => layer.ActivationScale), weights = Stacks.Lines(seed, layer => layer.WeightGradientNorm);
        string[] findings = [.. scales.Zip(weights, Sentence)];
        return new Section("placement", "Pre-norm, post-norm and none",
            "The same stacks. Forward: the scale of what each block passes on. Backward: the length of the gradient that each block's weights get, "
                + "which is the step that they take.")
        {
            Findings = findings,
            Summary = $"After {Stacks.Depth} blocks activations are "
                + string.Join(", ", scales.Select(line => $"{ReportText.Number(line.Points[^1].Y)} with {line.Name}"))
                + ": pre-norm leaves the stream a direct way for gradients, post-norm puts a norm into it.",
            Advice = [.. scales.SelectMany(series => ActivationInspection.Check([.. series.Points.Select(point => point.Y)])
                .Select(finding => finding with { Message = $"{series.Name}: {finding.Message}" }))],
            Figures =
            [
                BlockFigure.Of([false, true]),
                new PanelFigure
                {
                    Id = "norm-placement",
                    Title = "Scale of activations, and gradient of the weights, layer by layer",
                    Description = "Two panels with logarithmic axes. " + string.Join(" ", findings),
                    Columns = 2,
                    PanelHeight = 320,
                    Panels =
                    [
                        new Panel("scale of activations", new Axis("layer"), new Axis("root mean square", Log: true), scales),
                        new Panel("gradient of the weights", new Axis("layer"), new Axis("length", Log: true), weights),
                    ],
                    Numbers = NumberTable.Of("layer", [.. scales.Select(series => series with { Name = $"scale, {series.Name}" }),
                        .. weights.Select(series => series with { Name = $"gradient, {series.Name}" })]),
                },
            ],
        };
    }

    private static string Sentence(Series scale, Series weight)
    {
        double[] lengths = [.. weight.Points.Select(point => point.Y)];
        return $"{scale.Name}: activations go from {ReportText.Number(scale.Points[0].Y)} to {ReportText.Number(scale.Points[^1].Y)}; "
            + $"the largest weight gradient is {ReportText.Number(lengths.Max() / lengths.Min())} times the smallest.";
    }
}
