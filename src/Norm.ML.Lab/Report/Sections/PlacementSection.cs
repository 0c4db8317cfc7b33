using Norm.ML.Inspection;
using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>Pre-norm and post-norm: activations forward, gradients of the weights backward.</summary>
internal static class PlacementSection
{
    public static Section Create(int seed)
    {
        Series[] scales = Stacks.Lines(seed, layer => layer.ActivationScale), weights = Stacks.Lines(seed, layer => layer.WeightGradientNorm),
            shares = Stacks.Lines(seed, layer => layer.InputShare);
        IReadOnlyList<StackLayer>[] all = [.. Stacks.All.Select(stack => Stacks.Run(stack.Placement, seed))];
        string[] findings = [.. scales.Zip(weights, Sentence), .. StackReading.Of(all[0], all[1], all[2]).Select(one => $"{one.Name}: {one.Text}")];
        return new Section("placement", "Pre-norm, post-norm and none",
            "The same stacks. Forward: the scale of what each block passes on. Backward: the length of the gradient that each block's weights get, "
                + "which is the step that they take. And the input itself, as the skips have carried it, as a share of the stream\u2019s size.")
        {
            Findings = findings,
            Summary = $"After {Stacks.Depth} blocks activations are "
                + string.Join(", ", scales.Select(line => $"{ReportText.Number(line.Points[^1].Y)} with {line.Name}"))
                + $". With pre-norm {ReportText.Number(shares[1].Points[^1].Y)} of the stream is still the input, which is the direct way back of "
                + $"gradients; "
                + $"with post-norm {ReportText.Number(shares[2].Points[^1].Y)}.",
            Advice = [.. scales.SelectMany(series => ActivationInspection.Check([.. series.Points.Select(point => point.Y)])
                .Select(finding => finding with { Message = $"{series.Name}: {finding.Message}" }))],
            Figures =
            [
                BlockFigure.Create(),
                new PanelFigure
                {
                    Id = "norm-placement",
                    Title = "Scale of activations, gradient of the weights, and what is left of the input, layer by layer",
                    Description = "Three panels with logarithmic axes. " + string.Join(" ", findings),
                    Columns = 2,
                    PanelHeight = 320,
                    Panels =
                    [
                        new Panel("scale of activations", new Axis("layer"), new Axis("root mean square", Log: true), scales),
                        new Panel("gradient of the weights", new Axis("layer"), new Axis("length", Log: true), weights),
                        new Panel("what the skips carry of the input", new Axis("layer"), new Axis("share of the stream\u2019s size", Log: true),
                            shares),
                    ],
                    Numbers = NumberTable.Of("layer", [.. scales.Select(series => series with { Name = $"scale, {series.Name}" }),
                        .. weights.Select(series => series with { Name = $"gradient, {series.Name}" }),
                        .. shares.Select(series => series with { Name = $"input, {series.Name}" })]),
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
