using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>How much gradient reaches each layer, and the first layer at each depth.</summary>
internal static class GradientSection
{
    public static Section Create(int seed)
    {
        Series[] byLayer = Stacks.Lines(seed, layer => layer.GradientNorm);
        Series[] byDepth = [.. Stacks.All.Select((stack, i) => new Series(stack.Name, i + 1,
            [.. Stacks.Depths.Select(depth => new Point(depth, Stacks.Run(stack.Placement, seed, depth)[0].GradientNorm))]))];
        string[] findings = [.. byLayer.Zip(byDepth, Sentence)];
        return new Section("gradients", "Gradient flow by depth, with and without norm",
            $"A stack of {Stacks.Depth} residual blocks (two matrices with a ReLU between, width {StackSettings.Width}), one real forward and one "
                + "real backward pass; LayerNorm is before each block, after it, or nowhere.")
        {
            Findings = findings,
            Summary = $"From the last layer to the first of {Stacks.Depth}, the gradient changes "
                + string.Join(", ", byLayer.Select(line =>
                    $"{ReportText.Number(line.Points[0].Y / line.Points[^1].Y)} times with {line.Name}")) + ".",
            Figures =
            [
                new PanelFigure
                {
                    Id = "gradient-flow",
                    Title = "Length of the gradient at each layer, and at the first layer of stacks of each depth",
                    Description = "Two panels with logarithmic gradient axes. " + string.Join(" ", findings),
                    Columns = 2,
                    PanelHeight = 320,
                    Panels =
                    [
                        new Panel($"by layer, {Stacks.Depth} layers", new Axis("layer"), new Axis("gradient norm", Log: true), byLayer),
                        new Panel("at the first layer, by depth", new Axis("layers in the stack"), new Axis("gradient norm", Log: true), byDepth),
                    ],
                    Numbers = NumberTable.Of("layers in the stack", byDepth),
                },
            ],
        };
    }

    private static string Sentence(Series layers, Series depths)
    {
        double ratio = layers.Points[0].Y / layers.Points[^1].Y, growth = depths.Points[^1].Y / depths.Points[0].Y;
        string course = ratio is > 0.1 and < 10 ? "about the same size everywhere" : ratio > 1
            ? "larger towards the input: it explodes on its way back" : "smaller towards the input: it fades on its way back";
        return $"{layers.Name}: the first layer's gradient is {ReportText.Number(ratio)} times the last one's, {course}; "
            + $"from {ReportText.Number(depths.Points[0].X)} to {ReportText.Number(depths.Points[^1].X)} layers the first layer's changes "
            + $"{ReportText.Number(growth)} times.";
    }
}
