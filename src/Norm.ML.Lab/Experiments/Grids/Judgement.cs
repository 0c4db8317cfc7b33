using System.Numerics.Tensors;

namespace Norm.ML.Lab.Experiments.Grids;

/// <summary>One property of all rows or all columns, before and after a norm.</summary>
/// <param name="Id"><c>row-mean</c>, <c>row-size</c>, <c>column-mean</c> or <c>column-size</c>.</param>
/// <param name="BeforeLow">The least of them before.</param>
/// <param name="BeforeHigh">The greatest of them before.</param>
/// <param name="AfterLow">The least of them after.</param>
/// <param name="AfterHigh">The greatest of them after.</param>
/// <param name="Alike">Whether the norm has taken the difference away, up to a hundredth: all means are beta, or all sizes are the same.</param>
internal sealed record JudgedProperty(string Id, double BeforeLow, double BeforeHigh, double AfterLow, double AfterHigh, bool Alike);

/// <summary>What a norm did to the grid on screen.</summary>
/// <param name="Rulers">How many groups of cells share a mean and a deviation.</param>
/// <param name="Properties">Means and sizes of rows and columns.</param>
/// <param name="Warnings">What makes the rulers bad ones, a sentence each; none if the norm does its job.</param>
internal sealed record JudgementResult(int Rulers, IReadOnlyList<JudgedProperty> Properties, IReadOnlyList<string> Warnings);

/// <summary>Judges a result by its numbers.</summary>
internal static class Judgement
{
    private const double Same = 0.01;

    /// <summary>The judgement of a norm that did not refuse.</summary>
    public static JudgementResult Of(Grid grid, NormSettings settings, GridResult result)
    {
        GridShape shape = grid.Shape;
        NormDefinition norm = NormCatalog.Get(settings.Kind);
        int rulers = shape.SegmentOf(shape.Cells - 1, norm.Segment, settings.Groups) + 1;
        return new JudgementResult(
            rulers,
            [
                Property("row-mean", Rows, Mean), Property("row-size", Rows, Measure.RootMeanSquare), Property("column-mean", Columns, Mean),
                Property("column-size", Columns, Measure.RootMeanSquare),
            ],
            [.. RulerChecks.Of(grid, settings, result)]);

        JudgedProperty Property(string id, Func<double[], double[][]> lines, Summary summary)
        {
            double[] before = [.. lines(result.Input).Select(line => summary(line))], after = [.. lines(result.Output).Select(line => summary(line))];
            double low = after.Min(), high = after.Max(), beta = norm.HasBeta ? settings.Beta : 0;
            double unit = Same * Math.Max(1, Math.Abs(settings.Gamma));
            bool alike = id.EndsWith("mean", StringComparison.Ordinal)
                ? Math.Max(Math.Abs(low - beta), Math.Abs(high - beta)) <= unit
                : high - low <= unit && (after.Length > 1 || Math.Abs(high - double.Hypot(settings.Gamma, beta)) <= unit);
            return new JudgedProperty(id, before.Min(), before.Max(), low, high, alike);
        }

        double[][] Rows(double[] values) => [.. values.Chunk(shape.Columns)];

        double[][] Columns(double[] values) =>
            [.. Enumerable.Range(0, shape.Columns).Select(c => Enumerable.Range(0, shape.Rows).Select(r => values[r * shape.Columns + c]).ToArray())];
    }

    private delegate double Summary(ReadOnlySpan<double> values);

    private static double Mean(ReadOnlySpan<double> values) => TensorPrimitives.Sum(values) / values.Length;
}
