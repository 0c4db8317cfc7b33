using Norm.ML.Lab.Experiments.Grids;

namespace Norm.ML.Lab.Server;

/// <summary>A grid of numbers that the user typed or pasted.</summary>
internal static class TypedGrid
{
    public const string Id = "own";

    /// <summary>The scenario with other numbers, if they are as many; else a table of their own.</summary>
    /// <param name="scenario">What the numbers started from; null for a matrix that was pasted.</param>
    /// <param name="matrix">The numbers, as <see cref="MatrixText"/> reads them.</param>
    public static Grid Of(Grid? scenario, string matrix)
    {
        double[][] rows = MatrixText.Parse(matrix);
        double[] values = [.. rows.SelectMany(row => row)];
        if (scenario is not null && scenario.Shape.Rows == rows.Length && scenario.Shape.Columns == rows[0].Length)
        {
            return scenario with { Values = values, Remark = "Numbers of this scenario were changed by hand." };
        }

        return new Grid
        {
            Id = Id,
            Title = "Your own matrix",
            Story = "A row per example, a column per feature: numbers that you typed or pasted. The link to this view keeps them.",
            Shape = new GridShape(rows.Length, rows[0].Length),
            RowNames = [.. Enumerable.Range(1, rows.Length).Select(i => $"example {i}")],
            ColumnNames = [.. Enumerable.Range(1, rows[0].Length).Select(i => $"feature {i}")],
            Values = values,
        };
    }
}
