using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>What epsilon does to near-constant rows.</summary>
internal static class EpsilonSection
{
    private const double Centre = 5, Usual = 1e-5;

    private static readonly double[] Distances = [1e-1, 1e-3, 1e-6, 1e-8];

    public static Section Create()
    {
        Series[] lines = [.. Distances.SelectMany((distance, i) => Lines(distance, i + 1))];
        string[] findings = [.. Distances.Select(Sentence)];
        return new Section("epsilon", "What epsilon does to near-constant rows",
            $"A row of {EpsilonEffect.Size} values, half of them a little above {Centre} and half below, through LayerNorm. Without epsilon its "
                + "spread would come out 1 however small it was.")
        {
            Findings = findings,
            Summary = Short(),
            Figures =
            [
                new PanelFigure
                {
                    Id = "epsilon-effect",
                    Title = "Spread that LayerNorm leaves of a row 5 ± d, for each epsilon",
                    Description = "Curves that fall from 1 to 0 where epsilon passes the variance of the row. " + string.Join(" ", findings),
                    Panels = [new Panel("", new Axis("epsilon", Log: true), new Axis("spread of the output", Low: 0, High: 1.02), lines)],
                    Numbers = NumberTable.Of("epsilon", lines),
                },
            ],
        };
    }

    private static IEnumerable<Series> Lines(double distance, int colour)
    {
        EpsilonPoint[] sweep = [.. EpsilonEffect.Sweep(Centre, distance).Where(point => point.Epsilon > 0)];
        yield return new Series($"± {ReportText.Number(distance)} in double", colour,
            [.. sweep.Select(point => new Point(point.Epsilon, point.Double))]);

        // One curve where float shows the same.
        if (sweep.Any(point => Math.Abs(point.Float - point.Double) > 0.05))
        {
            yield return new Series($"± {ReportText.Number(distance)} in float", colour,
                [.. sweep.Select(point => new Point(point.Epsilon, point.Float))],
                Mark.Dashed);
        }
    }

    private static string Short()
    {
        double[] left = Array.ConvertAll(Distances, distance => EpsilonEffect.Run(ElementType.Double, Centre, distance, Usual).OutputSpread);
        return $"With the usual {ReportText.Number(Usual)}, {Centre} ± {ReportText.Number(Distances[0])} keeps a spread of "
            + $"{ReportText.Number(left[0])} and {Centre} ± {ReportText.Number(Distances[^1])} one of {ReportText.Number(left[^1])}: epsilon decides "
            + "what counts as no difference.";
    }

    private static string Sentence(double distance)
    {
        EpsilonRow wide = EpsilonEffect.Run(ElementType.Double, Centre, distance, Usual),
            narrow = EpsilonEffect.Run(ElementType.Float, Centre, distance, Usual);
        string kept = $"{Centre} ± {ReportText.Number(distance)} with the usual epsilon {ReportText.Number(Usual)}: a spread of "
            + $"{ReportText.Number(wide.OutputSpread)} is left in double";
        return narrow.InputSpread == 0 ? $"{kept}; in float the row is exactly constant, and no epsilon brings back what rounding took."
            : Math.Abs(narrow.OutputSpread - wide.OutputSpread) > 0.01 * wide.OutputSpread
            ? $"{kept} and {ReportText.Number(narrow.OutputSpread)} in float."
            : $"{kept} and in float.";
    }
}
