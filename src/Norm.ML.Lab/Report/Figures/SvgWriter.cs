using System.Globalization;
using System.Security;
using System.Text;

namespace Norm.ML.Lab.Report.Figures;

/// <summary>Writes the elements of a drawing. Colours are classes, so that one drawing serves light and dark.</summary>
/// <remarks>
/// Plotting libraries such as ScottPlot and OxyPlot write fixed colours and sizes into their SVG. A figure of the report takes its colours from the
/// page's style sheet (light, dark, print), and has a title and a description for screen readers.
/// </remarks>
internal sealed class SvgWriter
{
    private readonly StringBuilder _text = new();

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        Add($"<line class=\"{style}\" x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\"/>");

    public void Rectangle(double x, double y, double width, double height, string style, double round = 0)
    {
        string corner = round > 0 ? FormattableString.Invariant($" rx=\"{round:0.##}\"") : "";
        Add($"<rect class=\"{style}\" x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\"{corner}/>");
    }

    public void Polyline(IEnumerable<Point> points, string style) => Add($"<polyline class=\"{style}\" points=\"{Join(points)}\"/>");

    public void Polygon(IEnumerable<Point> points, string style) => Add($"<polygon class=\"{style}\" points=\"{Join(points)}\"/>");

    public void Dot(double x, double y, double radius, string style) =>
        Add($"<circle class=\"{style}\" cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\"/>");

    public void Text(double x, double y, string text, string style, string anchor = "start") =>
        Add($"<text class=\"{style}\" x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"{anchor}\">{SecurityElement.Escape(text)}</text>");

    /// <summary>Text that is read from below, around a middle.</summary>
    public void Upright(double x, double y, string text, string style)
    {
        string place = FormattableString.Invariant($"translate({x:0.##} {y:0.##}) rotate(-90)");
        Add($"<text class=\"{style}\" transform=\"{place}\" text-anchor=\"middle\">{SecurityElement.Escape(text)}</text>");
    }

    public override string ToString() => _text.ToString();

    private static string Join(IEnumerable<Point> points) =>
        string.Join(' ', points.Select(p => FormattableString.Invariant($"{p.X:0.##},{p.Y:0.##}")));

    private void Add(FormattableString element) => _text.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
