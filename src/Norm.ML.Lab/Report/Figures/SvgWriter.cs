using System.Globalization;
using System.Security;
using System.Text;

namespace Norm.ML.Lab.Report.Figures;

/// <summary>Writes the elements of a drawing. Colours are classes, so that one drawing serves light and dark.</summary>
/// <remarks>
/// ScottPlot 5.1.59 was tried in place of our own drawing and does not draw these plots as well. It writes fixed colours on a white ground into its
/// SVG, so a page would need every plot once for light, once for dark and once for a phone. It places every letter by the fonts of the machine, so
/// the same data would not give the same bytes everywhere. Its SVG has no title and no description for those who cannot see it. And it brings native
/// libraries for every platform, 157 MB in all, into a tool that has none.
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

    /// <summary>Text on several lines, the first at <paramref name="y"/>; a name that is too long for them is its title.</summary>
    public void Lines(double x, double y, WrappedText text, double step, string style, string anchor = "start")
    {
        for (int i = 0; i < text.Lines.Count; i++)
        {
            if (text.Full is null)
            {
                Text(x, y + i * step, text.Lines[i], style, anchor);
            }
            else
            {
                string full = SecurityElement.Escape(text.Full), line = SecurityElement.Escape(text.Lines[i]);
                double height = y + i * step;
                Add($"<text class=\"{style}\" x=\"{x:0.##}\" y=\"{height:0.##}\" text-anchor=\"{anchor}\"><title>{full}</title>{line}</text>");
            }
        }
    }

    /// <summary>A mark on a line: one shape for each of the six colours, hollow for a dashed line.</summary>
    public void Marker(double x, double y, int colour, bool hollow)
    {
        string style = $"marker c{colour}{(hollow ? " hollow" : "")}";
        const double R = 3.6;
        switch (colour)
        {
            case 1: Dot(x, y, R, style); break;
            case 2: Rectangle(x - R + 0.3, y - R + 0.3, 2 * R - 0.6, 2 * R - 0.6, style); break;
            case 3: Polygon([new(x, y - R - 0.6), new(x + R + 0.4, y + R - 0.6), new(x - R - 0.4, y + R - 0.6)], style); break;
            case 4: Polygon([new(x, y - R - 1), new(x + R + 1, y), new(x, y + R + 1), new(x - R - 1, y)], style); break;
            case 5: Polygon([new(x, y + R + 0.6), new(x + R + 0.4, y - R + 0.6), new(x - R - 0.4, y - R + 0.6)], style); break;
            default: Rectangle(x - 1.5, y - R - 1, 3, 2 * R + 2, style); break;
        }
    }

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
