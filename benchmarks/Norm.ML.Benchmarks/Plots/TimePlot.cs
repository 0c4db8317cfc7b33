using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Benchmarks.Plots;

/// <summary>Time per element against size, on logarithmic axes.</summary>
internal static class TimePlot
{
    private const int Width = 860, Height = 480, Left = 70, Right = 660, Top = 62, Bottom = 430;

    public static string Draw(string title, IReadOnlyList<ComparisonResult> results)
    {
        (Contender Contender, (double X, double Y)[] Points)[] lines =
        [
            .. Enum.GetValues<Contender>()
                .Select(contender => (contender, results.Where(r => r[contender] is not null)
                .Select(r => ((double)r.ExampleLength, r[contender]!.NanosecondsPerRow / r.ExampleLength)).ToArray()))
                .Where(line => line.Item2.Length > 1),
        ];
        var x = new LogScale(lines.SelectMany(line => line.Points).Select(p => p.X), Left, Right);
        var y = new LogScale(lines.SelectMany(line => line.Points).Select(p => p.Y), Bottom, Top);
        var svg = new Svg(Width, Height);
        svg.Text(20, 24, title, size: 15);
        foreach (double tick in y.Ticks())
        {
            svg.Line(Left, y[tick], Right, y[tick], "#e0e0e0");
            svg.Text(Left - 8, y[tick] + 4, FormattableString.Invariant($"{tick:0.###}"), "end");
        }
        foreach (int size in results.Select(r => r.ExampleLength).Where(size => (size & (size - 1)) == 0))
        {
            svg.Line(x[size], Top, x[size], Bottom, "#eeeeee");
            svg.Text(x[size], Bottom + 18, $"{size}", "middle");
        }
        svg.Text((Left + Right) / 2.0, Height - 12, "elements per row", "middle");
        svg.Text(20, Top - 14, "ns per element");
        Labels(svg, y, lines);
        foreach ((Contender contender, (double X, double Y)[] points) in lines)
        {
            svg.Polyline(points.Select(p => (x[p.X], y[p.Y])), Palette.Of(contender));
            foreach ((double px, double py) in points)
            {
                svg.Dot(x[px], y[py], Palette.Of(contender));
            }
        }
        return svg.ToString();
    }

    /// <summary>Names beside the lines' ends, pushed apart.</summary>
    private static void Labels(Svg svg, LogScale y, (Contender Contender, (double X, double Y)[] Points)[] lines)
    {
        double free = 0;
        foreach ((Contender contender, (double X, double Y)[] points) in lines.OrderByDescending(line => line.Points[^1].Y))
        {
            double end = y[points[^1].Y], at = Math.Max(end, free);
            svg.Line(Right + 4, end, Right + 22, at, Palette.Of(contender));
            svg.Text(Right + 26, at + 4, contender.Name());
            free = at + 16;
        }
    }
}
