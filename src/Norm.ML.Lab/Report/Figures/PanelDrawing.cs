namespace Norm.ML.Lab.Report.Figures;

/// <summary>Draws one panel: grid, axes, series.</summary>
internal static class PanelDrawing
{
    private const double Right = 14, TitleHeight = 26, TickHeight = 20, LabelHeight = 20, TickWidth = 46, UprightWidth = 18, TitleLetter = 9.3;

    public static void Draw(SvgWriter svg, Panel panel, double x, double y, double width, double height)
    {
        double left = x + 8 + (panel.Y.Ticks ? TickWidth : 0) + (panel.Y.Label.Length > 0 ? UprightWidth : 0), right = x + width - Right;
        double top = y + (panel.Title.Length > 0 ? TitleHeight : 8);
        double bottom = y + height - 6 - (panel.X.Ticks ? TickHeight : 4) - (panel.X.Label.Length > 0 ? LabelHeight : 0);
        bool filled = panel.Series.Any(series => series.Mark is Mark.Area or Mark.Bars);
        IEnumerable<Point> points = panel.Series.SelectMany(series => series.Points);
        var across = new Scale(panel.X, points.Select(point => point.X), left, right);
        Axis vertical = panel.Y with { Low = filled && !panel.Y.Log ? panel.Y.Low ?? 0 : panel.Y.Low, Round = panel.Y.Ticks };
        var up = new Scale(vertical, points.Select(point => point.Y), bottom, top);

        if (panel.Title.Length > 0)
        {
            svg.Text(left, y + 16, Cut.To(panel.Title, right - left, TitleLetter), "panel");
        }

        DrawAxes(svg, panel, across, up, left, right, top, bottom);
        foreach (Series series in panel.Series)
        {
            DrawSeries(svg, series, across, up, bottom, panel.Series.Count);
        }
    }

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
            svg.Text((left + right) / 2, bottom + TickHeight + LabelHeight - 4, panel.X.Label, "label", "middle");
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
                break;
            default:
                svg.Polyline(run, PanelFigure.Style(series));
                break;
        }
    }
}
