namespace Norm.ML.Lab.Report.Figures;

/// <summary>Panels side by side and below each other, with one legend above.</summary>
internal sealed class PanelFigure : Figure
{
    private const int LegendHeight = 30, LegendText = 13, LegendRoom = 330;

    // What a letter of the legend is wide, about.
    private const double Letter = 7.6;

    public required IReadOnlyList<Panel> Panels { get; init; }

    /// <summary>Panels side by side.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>The height of a panel with its title and its axis.</summary>
    public int PanelHeight { get; init; } = 330;

    protected override int Height =>
        (Legend().Count > 1 ? LegendHeight * LegendRows() : 4) + (Panels.Count + Columns - 1) / Columns * PanelHeight + 4;

    protected override void Draw(SvgWriter svg)
    {
        double top = Legend().Count > 1 ? DrawLegend(svg) : 4, width = (double)Width / Columns;
        for (int i = 0; i < Panels.Count; i++)
        {
            PanelDrawing.Draw(svg, Panels[i], i % Columns * width, top + i / Columns * PanelHeight, width, PanelHeight);
        }
    }

    private List<Series> Legend() =>
        [.. Panels.SelectMany(panel => panel.Series).Where(series => series.Name.Length > 0).DistinctBy(series => series.Name)];

    private int LegendRows() => Places().Max(place => place.Row) + 1;

    private double DrawLegend(SvgWriter svg)
    {
        foreach ((Series series, double x, int row) in Places())
        {
            double y = 18 + row * LegendHeight;
            if (series.Mark is Mark.Line or Mark.Dashed)
            {
                svg.Line(x, y - 4, x + 18, y - 4, Style(series));
            }
            else
            {
                svg.Rectangle(x, y - 10, 18, 11, $"swatch c{series.Colour}", 2);
            }

            svg.Text(x + 24, y, Name(series), "legend");
        }

        return LegendHeight * LegendRows();
    }

    private IEnumerable<(Series Series, double X, int Row)> Places()
    {
        double x = 56;
        int row = 0;
        foreach (Series series in Legend())
        {
            double width = 24 + Letter * Name(series).Length + LegendText * 1.6;
            if (x + width > Width && x > 56)
            {
                (x, row) = (56, row + 1);
            }

            yield return (series, x, row);
            x += width;
        }
    }

    private static string Name(Series series) => Cut.To(series.Name, LegendRoom, Letter);

    internal static string Style(Series series) => $"line c{series.Colour}{(series.Mark == Mark.Dashed ? " dashed" : "")}";
}
