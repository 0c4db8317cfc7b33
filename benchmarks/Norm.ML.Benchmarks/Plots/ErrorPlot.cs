using Norm.ML.Benchmarks.Accuracy;
using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Plots;

/// <summary>The largest error on each pattern: a row per pattern, a dot per contender, on a logarithmic axis.</summary>
internal static class ErrorPlot
{
    private const int Width = 860, Left = 210, Right = 800, Top = 70, Step = 24;
    private const double Least = 0.1, Most = 1e9;

    private static readonly Contender[] Shown = [Contender.Strict, Contender.Fast, Contender.OneDnn, Contender.PyTorch, Contender.TensorPrimitives];

    public static string Draw(string title, AccuracyTable table)
    {
        int bottom = Top + Step * table.Rows.Count;
        var svg = new Svg(Width, bottom + 60);
        var x = new LogScale([Least, Most], Left, Right);
        svg.Text(20, 24, title, size: 15);
        foreach (double tick in x.Ticks())
        {
            svg.Line(x[tick], Top - 14, x[tick], bottom - 8, tick == 1 ? "#888888" : "#e0e0e0");
            svg.Text(x[tick], bottom + 10, tick < 1 ? "0.1 or less" : tick >= Most ? "1e9, inf" : tick < 1000
                ? FormattableString.Invariant($"{tick:0}") : FormattableString.Invariant($"{tick:0e0}"), "middle", 11);
        }
        svg.Text((Left + Right) / 2.0, bottom + 36,
            "largest error in units of natural scale times machine epsilon (1 is the strict kernels' promise)", "middle");
        Contender[] present = [.. Shown.Where(table.Rows[0].Errors.ContainsKey)];
        for (int i = 0; i < present.Length; i++)
        {
            svg.Dot(Left + 120 * i, 42, Palette.Of(present[i]), 5);
            svg.Text(Left + 120 * i + 10, 46, present[i].Name());
        }
        for (int row = 0; row < table.Rows.Count; row++)
        {
            double y = Top + Step * row;
            svg.Text(Left - 10, y + 4, table.Rows[row].Pattern, "end");
            svg.Line(Left, y, Right, y, "#f0f0f0");
            foreach ((int place, Contender contender) in present.Index())
            {
                double error = table.Rows[row].Errors[contender];
                svg.Dot(x[double.IsNaN(error) ? Most : Math.Clamp(error, Least, Most)], y + 3 * (place - (present.Length - 1) / 2.0),
                    Palette.Of(contender), 4);
            }
        }
        return svg.ToString();
    }
}
