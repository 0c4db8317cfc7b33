using System.Globalization;
using System.Security;
using System.Text;

namespace Norm.ML.Benchmarks.Plots;

/// <summary>Writes a drawing.</summary>
internal sealed class Svg(int width, int height)
{
    private readonly StringBuilder _text = new();

    public void Line(double x1, double y1, double x2, double y2, string colour, double thickness = 1) =>
        Add($"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" stroke=\"{colour}\" stroke-width=\"{thickness:0.#}\"/>");

    public void Polyline(IEnumerable<(double X, double Y)> points, string colour)
    {
        string path = string.Join(" ", points.Select(p => FormattableString.Invariant($"{p.X:0.#},{p.Y:0.#}")));
        Add($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
    }

    public void Dot(double x, double y, string colour, double radius = 3) =>
        Add($"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{radius:0.#}\" fill=\"{colour}\"/>");

    public void Text(double x, double y, string text, string anchor = "start", int size = 12) =>
        Add($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" font-size=\"{size}\">{SecurityElement.Escape(text)}</text>");

    public override string ToString() =>
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" fill="#222222">
        <rect width="{width}" height="{height}" fill="#ffffff"/>
        {_text}</svg>

        """;

    private void Add(FormattableString element) => _text.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
