namespace Norm.ML.Lab.Report.Figures;

/// <summary>Draws one panel: grid, axes, series.</summary>
internal static class PanelDrawing
{
    private const double Right = 14, TitleStep = 17, TickHeight = 20, LabelHeight = 20, TickWidth = 46, UprightWidth = 18;

    // What a letter takes, on the safe side.
    private const double TitleLetter = 8.6, LabelLetter = 7.2;

    /// <summary>The height of a panel's title in a panel of a width.</summary>
    public static double TitleHeight(Panel panel, double width) =>
        panel.Title.Length > 0 ? 9 + TitleStep * Title(panel, width).Lines.Count : 8;

    /// <summary>Draws it.</summary>
    /// <param name="svg">The drawing.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="x">Its left edge.</param>
    /// <param name="y">Its upper edge.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height with title and axis.</param>
    /// <param name="title">Room for titles, the same in all panels beside each other.</param>
    public static void Draw(SvgWriter svg, Panel panel, double x, double y, double width, double height, double title)
    {
        double left = x + 8 + (panel.Y.Ticks ? TickWidth : 0) + (panel.Y.Label.Length > 0 ? UprightWidth : 0), right = x + width - Right;
        double top = y + title;
        double bottom = y + height - 6 - (panel.X.Ticks ? TickHeight : 4) - (panel.X.Label.Length > 0 ? LabelHeight : 0);
        bool filled = panel.Series.Any(series => series.Mark is Mark.Area or Mark.Bars);
        IEnumerable<Point> points = panel.Series.SelectMany(series => series.Points);
        var across = new Scale(panel.X, points.Select(point => point.X), left, right);
        Axis vertical = panel.Y with { Low = filled && !panel.Y.Log ? panel.Y.Low ?? 0 : panel.Y.Low, Round = panel.Y.Ticks };
        var up = new Scale(vertical, points.Select(point => point.Y), bottom, top);

        if (panel.Title.Length > 0)
        {
            svg.Lines(x + 8, y + 16, Title(panel, width), TitleStep, "panel");
        }

        DrawAxes(svg, panel, across, up, left, right, top, bottom);
        foreach (Series series in panel.Series)
        {
            DrawSeries(svg, series, across, up, bottom, panel.Series.Count);
        }
    }

    private static WrappedText Title(Panel panel, double width) => WrappedText.Of(panel.Title, width - 8 - Right, TitleLetter);

    private static void DrawAxes(SvgWriter svg, Panel panel, Scale across, Scale up, double left, double right, double top, double bottom)
    {
        if (panel.Y.Ticks)
        {
            foreach ((double value, string text) in up.Ticks())
            {
                svg.Line(left, up[value], right, up[value], "grid");
                svg.Text(left - 7, up[value] + 4, text, "tick", "end");
            }
        }

        if (panel.X.Ticks)
        {
            foreach ((double value, string text) in across.Ticks())
            {
                svg.Line(across[value], bottom, across[value], bottom + 4, "axis");
                svg.Text(across[value], bottom + 18, text, "tick", "middle");
            }
        }

        svg.Line(left, bottom, right, bottom, "axis");
        if (panel.X.Label.Length > 0)
        {
            // A name that is wider than the axis goes on to the left, where there is room.
            double half = LabelLetter * panel.X.Label.Length / 2, middle = Math.Min((left + right) / 2, right + Right - half);
            svg.Text(middle, bottom + TickHeight + LabelHeight - 4, panel.X.Label, "label", "middle");
        }

        if (panel.Y.Label.Length > 0)
        {
            svg.Upright(left - (panel.Y.Ticks ? TickWidth : 0) - 6, (top + bottom) / 2, panel.Y.Label, "label");
        }
    }

    private static void DrawSeries(SvgWriter svg, Series series, Scale across, Scale up, double bottom, int together)
    {
        // A gap where an axis cannot show a point.
        var run = new List<Point>();
        foreach (Point point in series.Points)
        {
            if (across.Shows(point.X) && up.Shows(point.Y))
            {
                run.Add(new Point(across[point.X], up[point.Y]));
                continue;
            }

            DrawRun(svg, series, run, bottom, together);
            run.Clear();
        }

        DrawRun(svg, series, run, bottom, together);
    }

    private static void DrawRun(SvgWriter svg, Series series, List<Point> run, double bottom, int together)
    {
        if (run.Count == 0)
        {
            return;
        }

        string colour = $"c{series.Colour}";
        switch (series.Mark)
        {
            case Mark.Dots:
                foreach (Point point in run)
                {
                    svg.Dot(point.X, point.Y, 2.4, $"dot {colour}");
                }

                break;
            case Mark.Bars:
                double gap = run.Count > 1 ? run[1].X - run[0].X : 40;
                foreach (Point point in run)
                {
                    svg.Rectangle(point.X - 0.36 * gap / together, point.Y, 0.72 * gap / together, Math.Max(bottom - point.Y, 0), $"bar {colour}",
                        1.5);
                }

                break;
            case Mark.Area:
                svg.Polygon([new Point(run[0].X, bottom), .. run, new Point(run[^1].X, bottom)], $"area {colour}");
                svg.Polyline(run, $"line {colour}");
                Point peak = run.MinBy(point => point.Y);
                svg.Marker(peak.X, peak.Y, series.Colour, hollow: false);
                break;
            default:
                svg.Polyline(run, PanelFigure.Style(series));
                DrawMarkers(svg, series, run);
                break;
        }
    }

    // Some on each line, at other places on the line of another colour.
    private static void DrawMarkers(SvgWriter svg, Series series, List<Point> run)
    {
        const double Apart = 70;
        double next = run[0].X + Apart * (series.Colour % 6) / 6 + (series.Mark == Mark.Dashed ? Apart / 2 : 0);
        foreach (Point point in run)
        {
            if (point.X >= next - 1e-9 || run.Count < 3)
            {
                svg.Marker(point.X, point.Y, series.Colour, series.Mark == Mark.Dashed);
                next = point.X + Apart;
            }
        }
    }
}
