using System.Numerics.Tensors;

namespace Norm.ML.Lab.Experiments.Grids;

/// <summary>What is left of a row and a column of a grid.</summary>
/// <param name="Norm">The norm; null for the input itself.</param>
/// <param name="Refusal">Why the norm gives nothing; null if it does.</param>
/// <param name="RowMean">Of the row.</param>
/// <param name="RowSpread">Its population standard deviation.</param>
/// <param name="RowLength">Its Euclidean length.</param>
/// <param name="RowCosine">The cosine of the angle to the same row of the input: 1 keeps the direction.</param>
/// <param name="ColumnMean">Of the column.</param>
/// <param name="ColumnSpread">Its population standard deviation.</param>
internal sealed record SurvivalLine(
    NormKind? Norm, string? Refusal, double RowMean, double RowSpread, double RowLength, double RowCosine, double ColumnMean, double ColumnSpread);

/// <summary>Compares what each norm keeps of level, size and direction.</summary>
internal static class Survival
{
    /// <summary>A line for the input and one for each norm of the catalog, all with the same settings.</summary>
    /// <exception cref="ArgumentException">There is no such row or column.</exception>
    public static IReadOnlyList<SurvivalLine> Of(Grid grid, NormSettings settings, int row, int column)
    {
        GridShape shape = grid.Shape;
        if ((uint)row >= (uint)shape.Rows || (uint)column >= (uint)shape.Columns)
        {
            throw new ArgumentException(
                $"There is no row {row + 1} and column {column + 1}; the grid has {shape.Rows} rows and {shape.Columns} columns.");
        }

        var lines = new List<SurvivalLine>();
        foreach (NormDefinition norm in NormCatalog.All)
        {
            GridResult result = GridNorm.Run(grid, settings with { Kind = norm.Kind });
            if (lines.Count == 0)
            {
                lines.Add(Line(null, result.Input, result.Input));
            }

            lines.Add(result.Refusal is null ? Line(norm.Kind, result.Input, result.Output) : Refused(norm.Kind, result.Refusal));
        }

        return lines;

        SurvivalLine Line(NormKind? kind, double[] input, double[] output)
        {
            ReadOnlySpan<double> before = input.AsSpan(row * shape.Columns, shape.Columns), after = output.AsSpan(row * shape.Columns, shape.Columns);
            double[] down = [.. Enumerable.Range(0, shape.Rows).Select(r => output[r * shape.Columns + column])];
            ChannelStatistics across = Measure.Of(after), along = Measure.Of(down);
            return new SurvivalLine(
                kind, null, across.Mean, across.StandardDeviation, TensorPrimitives.Norm(after), TensorPrimitives.CosineSimilarity(before, after),
                along.Mean, along.StandardDeviation);
        }
    }

    private static SurvivalLine Refused(NormKind kind, string refusal) =>
        new(kind, refusal, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
}
