namespace Norm.ML.Lab.Report.Figures;

/// <summary>Panels side by side and below each other, with one legend above.</summary>
internal sealed class PanelFigure : Figure
{
    private const int LegendStep = 16, LegendGap = 12, LegendSample = 30;

    // About the width of a letter of the legend, in pixels.
    private const double Letter = 7.4;

    public required IReadOnlyList<Panel> Panels { get; init; }

    /// <summary>Panels side by side at a desk.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>The height of a panel with its axis and a title of one line.</summary>
    public int PanelHeight { get; init; } = 330;

    protected override int Height(int width) => (int)Math.Ceiling(LegendHeight(width) + Rows(width).Sum(row => RowHeight(row, width)) + 4);

    protected override void Draw(SvgWriter svg, int width)
    {
        DrawLegend(svg, width);
        double top = LegendHeight(width), each = (double)width / Across(width);
        foreach (Panel[] row in Rows(width))
        {
            double title = TitleHeight(row, width);
            for (int i = 0; i < row.Length; i++)
            {
                PanelDrawing.Draw(svg, row[i], i * each, top, each, RowHeight(row, width), title);
            }

            top += RowHeight(row, width);
        }
    }

    // A phone has room for one panel in a line. Figures of four columns or more have small panels: two in a line.
    private int Across(int width) => width >= Wide ? Columns : Columns >= 4 ? 2 : 1;

    private IEnumerable<Panel[]> Rows(int width) => Panels.Chunk(Across(width));

    private double TitleHeight(Panel[] row, int width) => row.Max(panel => PanelDrawing.TitleHeight(panel, (double)width / Across(width)));

    // A title of one line is in the panel's height.
    private double RowHeight(Panel[] row, int width) => PanelHeight + Math.Max(0, TitleHeight(row, width) - 26);

    private List<Series> Legend() =>
        [.. Panels.SelectMany(panel => panel.Series).Where(series => series.Name.Length > 0).DistinctBy(series => series.Name)];

    private double LegendHeight(int width) =>
        Legend().Count > 1 ? Entries(width).Max(entry => entry.Y + entry.Name.Lines.Count * LegendStep) + LegendGap : 4;

    private void DrawLegend(SvgWriter svg, int width)
    {
        if (Legend().Count < 2)
        {
            return;
        }

        foreach ((Series series, WrappedText name, double x, double y) in Entries(width))
        {
            double middle = y + 9;
            if (series.Mark is Mark.Dots or Mark.Bars)
            {
                svg.Rectangle(x, middle - 5, 18, 11, $"swatch c{series.Colour}", 2);
            }
            else
            {
                svg.Line(x, middle, x + LegendSample - 6, middle, Style(series));
                svg.Marker(x + (LegendSample - 6) / 2.0, middle, series.Colour, series.Mark == Mark.Dashed);
            }

            svg.Lines(x + LegendSample, y + 13, name, LegendStep, "legend");
        }
    }

    private IEnumerable<(Series Series, WrappedText Name, double X, double Y)> Entries(int width)
    {
        double left = width >= Wide ? 56 : 8, x = left, y = 4, height = 0;
        foreach (Series series in Legend())
        {
            WrappedText name = WrappedText.Of(series.Name, width - left - LegendSample - 8, Letter);
            double wide = LegendSample + Letter * name.Lines.Max(line => line.Length) + 20;
            if (x + wide > width && x > left)
            {
                (x, y, height) = (left, y + height + LegendGap / 2.0, 0);
            }

            yield return (series, name, x, y);
            (x, height) = (x + wide, Math.Max(height, name.Lines.Count * LegendStep));
        }
    }

    internal static string Style(Series series) => $"line c{series.Colour}{(series.Mark == Mark.Dashed ? " dashed" : "")}";
}
