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
/// A line per column: from the least to the greatest value, thick one deviation around the mean; the same columns before and after.
/// </summary>
internal sealed class RangeFigure : Figure
{
    private const int Left = 150, Gap = 40, Top = 30, Step = 22, Bottom = 44;

    // Of a tick's text, on the safe side.
    private const double Letter = 7.6;

    public required string BeforeLabel { get; init; }

    public required string AfterLabel { get; init; }

    public required IReadOnlyList<Range> Before { get; init; }

    public required IReadOnlyList<Range> After { get; init; }

    protected override int Height => Top + Step * Before.Count + Bottom;

    protected override void Draw(SvgWriter svg)
    {
        double middle = (Left + Width) / 2.0;
        DrawSide(svg, BeforeLabel, Before, Left, middle - Gap / 2.0, 1);
        DrawSide(svg, AfterLabel, After, middle + Gap / 2.0, Width - 14, 2);
        for (int i = 0; i < Before.Count; i++)
        {
            svg.Text(Left - 10, Y(i) + 4, Cut.To(Before[i].Name, Left - 16, Letter), "tick", "end");
        }
    }

    private void DrawSide(SvgWriter svg, string label, IReadOnlyList<Range> ranges, double left, double right, int colour)
    {
        double bottom = Top + Step * ranges.Count;
        var scale = new Scale(new Axis(label), ranges.SelectMany(range => new[] { range.Min, range.Low, range.High, range.Max }), left, right);
        foreach ((double value, string text) in scale.Ticks())
        {
            svg.Line(scale[value], Top - 4, scale[value], bottom, "grid");
            svg.Text(scale[value], bottom + 16, text, "tick", "middle");
        }

        svg.Text((left + right) / 2, bottom + 36, label, "label", "middle");
        for (int i = 0; i < ranges.Count; i++)
        {
            Range range = ranges[i];
            if (!double.IsFinite(range.Mean))
            {
                continue;
            }

            svg.Line(scale[range.Min], Y(i), scale[range.Max], Y(i), $"line thin c{colour}");
            svg.Rectangle(scale[range.Low], Y(i) - 5, Math.Max(scale[range.High] - scale[range.Low], 1), 10, $"bar c{colour}", 2);
            svg.Line(scale[range.Mean], Y(i) - 7, scale[range.Mean], Y(i) + 7, "mean");
        }
    }

    private static double Y(int row) => Top + Step * (row + 0.5);

    /// <summary>The numbers of both sides.</summary>
    public static NumberTable Table(IReadOnlyList<Range> before, IReadOnlyList<Range> after) => new(
        ["column", "min", "mean", "deviation", "max", "min after", "mean after", "deviation after", "max after"],
        [.. before.Zip(after, (a, b) => (a.Name, new[] { a.Min, a.Mean, a.High - a.Mean, a.Max, b.Min, b.Mean, b.High - b.Mean, b.Max }))]);
}
