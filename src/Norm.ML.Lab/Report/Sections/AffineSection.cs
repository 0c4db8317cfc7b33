using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>Gamma and beta that undo the normalization.</summary>
internal static class AffineSection
{
    private const int Rows = 8, Steps = 20;

    public static Section Create(int seed)
    {
        double[] x = Population.Draw(new Noise(seed), Rows);
        AffineUndoResult batch = AffineUndo.Run(NormKind.BatchNorm, x, Population.Features, 1, 1),
            layer = AffineUndo.Run(NormKind.LayerNorm, x, Population.Features, 1, 1);
        Series[] rows = [ByRow("BatchNorm", 1, batch), ByRow("LayerNorm, gamma and beta of row 1", 2, layer)];
        Series[] way = [ByShare("BatchNorm", 1, x, NormKind.BatchNorm), ByShare("LayerNorm, gamma and beta of row 1", 2, x, NormKind.LayerNorm)];
        string[] findings =
        [
            $"BatchNorm with gamma = deviation and beta = mean gives the input back in every row: the distance is "
                + $"{NumberTable.FromZero(batch.RowDistance.Max())}. A network can learn to undo it.",
            $"LayerNorm with the gamma and beta of row 1 gives row 1 back (the distance is "
                + $"{NumberTable.FromZero(layer.RowDistance[0])}), and misses the other rows by {ReportText.Number(layer.RowDistance[1..].Min())} to "
                + $"{ReportText.Number(layer.RowDistance[1..].Max())}: each row had a ruler of its own, which is gone.",
        ];
        return new Section("affine", "Gamma and beta that undo the norm",
            $"{Rows} examples of {Population.Features} features. Gamma moves from 1 to the deviation and beta from 0 to the "
                + "mean: does y become x again?")
        {
            Findings = findings,
            Summary = $"BatchNorm's gamma and beta give every row back (the distance is "
                + $"{NumberTable.FromZero(batch.RowDistance.Max())}); LayerNorm's give back the "
                + $"row that they are of, and miss the others by up to {ReportText.Number(layer.RowDistance.Max())}.",
            Figures =
            [
                new PanelFigure
                {
                    Id = "affine-undo",
                    Title = "Distance between output and input as gamma and beta move to deviation and mean",
                    Description = string.Join(" ", findings),
                    Columns = 2,
                    PanelHeight = 280,
                    Panels =
                    [
                        new Panel("worst row on the way", new Axis("share of the way"), new Axis("greatest |y - x|", Low: 0), way),
                        new Panel("every row at the end", new Axis("row", Low: 0.5, High: Rows + 0.5), new Axis("greatest |y - x|", Low: 0),
                            [.. rows.Select((series, i) => series with { Mark = Mark.Bars,
                                Points = [.. series.Points.Select(p => p with { X = p.X + (i == 0 ? -0.18 : 0.18) })] })]),
                    ],
                    Numbers = NumberTable.Of("row", rows) with { IsResult = (_, _) => true },
                },
            ],
        };
    }

    private static Series ByRow(string name, int colour, AffineUndoResult result) =>
        new(name, colour, [.. result.RowDistance.Select((distance, row) => new Point(row + 1, distance))]);

    private static Series ByShare(string name, int colour, double[] x, NormKind kind) => new(name, colour,
        [.. Enumerable.Range(0, Steps + 1).Select(step => (double)step / Steps)
            .Select(share => new Point(share, AffineUndo.Run(kind, x, Population.Features, share, share).RowDistance.Max()))]);
}
