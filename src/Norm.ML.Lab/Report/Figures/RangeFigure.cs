using Norm.ML.Internals.Inspection;

namespace Norm.ML.Lab.Report.Figures;

/// <summary>The range of some numbers.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Min">The least.</param>
/// <param name="Low">Mean less deviation.</param>
/// <param name="Mean">The mean.</param>
/// <param name="High">Mean plus deviation.</param>
/// <param name="Max">The greatest.</param>
internal sealed record Range(string Name, double Min, double Low, double Mean, double High, double Max);

/// <summary>
/// A line per column: from the least to the greatest value, thick one deviation around the mean. Before, each column has a scale of its own, whose
/// ends are written beside it: on one scale for all, the column with the largest numbers would leave the others a tick. After, all share one scale.
/// </summary>
internal sealed class RangeFigure : Figure
{
    private const int Top = 46, Bottom = 44, NameStep = 14, Gap = 14;

    // Of a tick's text, on the safe side.
    private const double Letter = 7.2;

    public required string BeforeLabel { get; init; }

    public required string AfterLabel { get; init; }

    public required IReadOnlyList<Range> Before { get; init; }

    public required IReadOnlyList<Range> After { get; init; }

    protected override int Height(int width) => (int)(Top + Before.Sum(range => Step(range, width)) + Bottom);

    protected override void Draw(SvgWriter svg, int width)
    {
        bool wide = width >= Wide;
        double left = wide ? 168 : 8, middle = (left + width) / 2, bottom = Height(width) - Bottom, ends = wide ? 62 : 46;
        double[] rows = [.. Rows(width)];
        svg.Lines((left + middle) / 2, 14, WrappedText.Of(BeforeLabel, middle - left, Letter), NameStep, "label", "middle");
        svg.Lines((middle + width) / 2, 14, WrappedText.Of(AfterLabel, width - middle, Letter), NameStep, "label", "middle");
        DrawBefore(svg, rows, left + ends, middle - Gap - ends);
        DrawAfter(svg, rows, middle + Gap, width - 14, bottom);
        for (int i = 0; i < Before.Count; i++)
        {
            WrappedText name = Name(Before[i], width);
            double above = wide ? (name.Lines.Count - 1) * NameStep / 2.0 - 4 : 10 + (name.Lines.Count - 1) * NameStep;
            svg.Lines(wide ? left - 10 : 8, rows[i] - above, name, NameStep, "tick", wide ? "end" : "start");
        }
    }

    private static WrappedText Name(Range range, int width) => WrappedText.Of(range.Name, width >= Wide ? 150 : width - 16, Letter);

    private static double Step(Range range, int width)
    {
        double names = Name(range, width).Lines.Count * NameStep;
        return width >= Wide ? Math.Max(24, names + 8) : names + 24;
    }

    // The middle of each line.
    private IEnumerable<double> Rows(int width)
    {
        double top = Top;
        foreach (Range range in Before)
        {
            double step = Step(range, width);
            yield return width >= Wide ? top + step / 2 : top + step - 12;
            top += step;
        }
    }

    private void DrawBefore(SvgWriter svg, double[] rows, double left, double right)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            Range range = Before[i];
            if (double.IsFinite(range.Mean))
            {
                DrawRange(svg, new Scale(new Axis("", Low: range.Min, High: range.Max), [range.Min, range.Max], left, right), range, rows[i], 1);
                svg.Text(left - 6, rows[i] + 4, MessageText.Number(range.Min), "tick", "end");
                svg.Text(right + 6, rows[i] + 4, MessageText.Number(range.Max), "tick");
            }
        }
    }

    private void DrawAfter(SvgWriter svg, double[] rows, double left, double right, double bottom)
    {
        var scale = new Scale(new Axis(AfterLabel), After.SelectMany(range => new[] { range.Min, range.Low, range.High, range.Max }), left, right);
        foreach ((double value, string text) in scale.Ticks())
        {
            svg.Line(scale[value], Top - 10, scale[value], bottom, "grid");
            svg.Text(scale[value], bottom + 16, text, "tick", "middle");
        }

        for (int i = 0; i < rows.Length; i++)
        {
            if (double.IsFinite(After[i].Mean))
            {
                DrawRange(svg, scale, After[i], rows[i], 2);
            }
        }
    }

    private static void DrawRange(SvgWriter svg, Scale scale, Range range, double y, int colour)
    {
        svg.Line(scale[range.Min], y, scale[range.Max], y, $"range c{colour}");
        svg.Rectangle(scale[range.Low], y - 5, Math.Max(scale[range.High] - scale[range.Low], 1), 10, $"bar c{colour}", 2);
        svg.Line(scale[range.Mean], y - 7, scale[range.Mean], y + 7, "mean");
    }

    /// <summary>The numbers of both sides.</summary>
    public static NumberTable Table(IReadOnlyList<Range> before, IReadOnlyList<Range> after) => new(
        ["column", "min", "mean", "deviation", "max", "min after", "mean after", "deviation after", "max after"],
        [.. before.Zip(after, (a, b) => (a.Name, new[] { a.Min, a.Mean, a.High - a.Mean, a.Max, b.Min, b.Mean, b.High - b.Mean, b.Max }))])
    {
        IsResult = (_, column) => column >= 4,
    };
}
