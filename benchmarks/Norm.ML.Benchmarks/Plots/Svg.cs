using System.Globalization;
using System.Security;
using System.Text;
using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Plots;

/// <summary>A colour for everyone that people with colour blindness can tell apart (Okabe and Ito, 2008).</summary>
internal static class Palette
{
    public static string Of(Contender contender) => contender switch
    {
        Contender.GeneratedStrict => "#0072b2",
        Contender.GeneratedFast => "#56b4e9",
        Contender.Strict => "#009e73",
        Contender.Fast => "#80cfb0",
        Contender.AnySize => "#004d38",
        Contender.OneDnn => "#e69f00",
        Contender.PyTorch => "#d55e00",
        Contender.TensorPrimitives => "#cc79a7",
        Contender.PlainLoop => "#999999",
        _ => "#333333",
    };
}

/// <summary>Places numbers on a logarithmic axis between two pixels.</summary>
internal sealed class LogScale
{
    private readonly double _from, _to, _least, _most;

    public LogScale(IEnumerable<double> values, double from, double to)
    {
        double[] all = [.. values.Where(value => value > 0 && double.IsFinite(value)).DefaultIfEmpty(1)];
        (_from, _to, _least, _most) = (from, to, Math.Log10(all.Min()), Math.Log10(all.Max()));
        if (_most - _least < 0.1)
        {
            _most = _least + 0.1;
        }
    }

    public double this[double value] => _from + (Math.Log10(value) - _least) / (_most - _least) * (_to - _from);

    /// <summary>Powers of ten, and 2 and 5 times them where there is room, within the range.</summary>
    public IEnumerable<double> Ticks()
    {
        double[] steps = _most - _least < 2 ? [1, 2, 5] : [1];
        for (int decade = (int)Math.Floor(_least); decade <= _most; decade += Math.Max(1, (int)((_most - _least) / 12)))
        {
            foreach (double step in steps)
            {
                if (Math.Log10(step) + decade is double at && at >= _least - 1e-9 && at <= _most + 1e-9)
                {
                    yield return step * Math.Pow(10, decade);
                }
            }
        }
    }
}

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
