namespace Norm.ML.Lab.Report.Figures;

/// <summary>
/// A transformer block as boxes, with the norm after the additions (post-norm) and with the norm before the sublayers (pre-norm).
/// </summary>
internal sealed class BlockFigure : Figure
{
    private const int Box = 34, Between = 20, Top = 62, LegendStep = 22, Narrowest = 340;

    private const double Letter = 7.4;

    private static readonly (string Text, string Style)[] Kinds =
    [
        ("Normalization", "norm"), ("Self-attention", "attention"), ("Feed-forward network", "feed"), ("Residual addition", "add"),
        ("Residual connection (skip)", "skip"),
    ];

    // Post-norm, then pre-norm.
    private static readonly bool[] PreNorm = [false, true];

    /// <summary>The figure <c>norm-blocks</c>.</summary>
    public static BlockFigure Create() => new()
    {
        Id = "norm-blocks",
        Title = "Where the norm is in a transformer block",
        Description = "Post-norm: self-attention, residual addition, normalization, feed-forward network, residual addition, normalization; the "
            + "stream "
            + "passes through every norm. Pre-norm: normalization, self-attention, residual addition, normalization, feed-forward network, residual "
            + "addition; the skip passes by the norms.",
    };

    protected override int Height(int width) => LegendHeight(width) + (int)Math.Ceiling(PreNorm.Length / (double)Across(width)) * BlockHeight;

    // Four boxes, two additions, and the way on.
    private static int BlockHeight => Top + 10 + 4 * (Box + Between - 4) + 2 * (Between + 18) + Between + 22;

    private static int Across(int width) => width >= 2 * Narrowest ? PreNorm.Length : 1;

    protected override void Draw(SvgWriter svg, int width)
    {
        DrawLegend(svg, width);
        int across = Across(width);
        for (int i = 0; i < PreNorm.Length; i++)
        {
            DrawBlock(svg, PreNorm[i], (i % across + 0.5) * width / across, LegendHeight(width) + i / across * BlockHeight);
        }
    }

    private static void DrawBlock(SvgWriter svg, bool pre, double x, double y)
    {
        svg.Text(x, y + 20, pre ? "Pre-norm: x + f(norm(x))" : "Post-norm: norm(x + f(x))", "panel", "middle");
        svg.Text(x, y + 38, pre ? "GPT-2, Llama, Mistral" : "the original transformer, BERT", "tick", "middle");
        double at = y + Top;
        svg.Text(x, at + 2, "x", "label", "middle");
        at += 10;
        foreach ((string text, string style) in new[] { ("Self-attention", "attention"), ("Feed-forward network", "feed") })
        {
            double skip = at + 4;
            if (pre)
            {
                at = DrawBox(svg, "Normalization", "norm", x, at);
            }

            at = DrawBox(svg, text, style, x, at);
            double plus = at + Between + 9;
            Arrow(svg, x, at, plus - 9);
            svg.Dot(x, plus, 9, "block add");
            svg.Text(x, plus + 5, "+", "in-block", "middle");

            // Around the sublayer: the stream itself.
            svg.Polyline([new(x, skip), new(x + 110, skip), new(x + 110, plus), new(x + 10, plus)], "skip");
            at = plus + 9;
            if (!pre)
            {
                at = DrawBox(svg, "Normalization", "norm", x, at);
            }
        }

        Arrow(svg, x, at, at + Between);
        svg.Text(x, at + Between + 14, pre ? "on to the next block; one norm after the last" : "on to the next block", "tick", "middle");
    }

    private static double DrawBox(SvgWriter svg, string text, string style, double x, double at)
    {
        Arrow(svg, x, at, at + Between - 4);
        svg.Rectangle(x - 86, at + Between - 4, 172, Box, $"block {style}", 7);
        svg.Text(x, at + Between - 4 + Box / 2 + 5, text, "in-block", "middle");
        return at + Between - 4 + Box;
    }

    private static void Arrow(SvgWriter svg, double x, double from, double to)
    {
        svg.Line(x, from, x, to, "flow");
        svg.Polyline([new(x - 4, to - 5), new(x, to), new(x + 4, to - 5)], "flow");
    }

    private static int LegendHeight(int width) => (Places(width).Max(place => place.Row) + 1) * LegendStep + 8;

    private static void DrawLegend(SvgWriter svg, int width)
    {
        foreach (((string text, string style), double x, int row) in Places(width))
        {
            double y = 14 + row * LegendStep;
            if (style == "skip")
            {
                svg.Line(x, y - 4, x + 20, y - 4, "skip");
            }
            else
            {
                svg.Rectangle(x, y - 11, 18, 13, $"block {style}", 3);
            }

            svg.Text(x + 26, y, text, "legend");
        }
    }

    private static IEnumerable<((string Text, string Style) Kind, double X, int Row)> Places(int width)
    {
        double x = 8;
        int row = 0;
        foreach ((string Text, string Style) kind in Kinds)
        {
            double wide = 26 + Letter * kind.Text.Length + 16;
            if (x + wide > width && x > 8)
            {
                (x, row) = (8, row + 1);
            }

            yield return (kind, x, row);
            x += wide;
        }
    }
}
