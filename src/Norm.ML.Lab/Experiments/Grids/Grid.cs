namespace Norm.ML.Lab.Experiments.Grids;

/// <summary>Numbers to normalize, with the names of their rows and columns.</summary>
internal sealed record Grid
{
    /// <summary>The name in the address of the page.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>What the reader should look for, in a sentence or two.</summary>
    public required string Story { get; init; }

    public required GridShape Shape { get; init; }

    public required IReadOnlyList<string> RowNames { get; init; }

    public required IReadOnlyList<string> ColumnNames { get; init; }

    /// <summary>The cells, row after row; NaN is a missing value.</summary>
    public required double[] Values { get; init; }

    /// <summary>Which rows are padding: they fill sequences up to one length. Empty where no row is.</summary>
    public IReadOnlyList<bool> Padding { get; init; } = [];

    /// <summary>Statistics learned from more rows than these; null if there are none.</summary>
    public RunningStatistics? Fitted { get; init; }

    /// <summary>Which channel of <see cref="Fitted"/> each column is.</summary>
    public IReadOnlyList<int> FittedChannels { get; init; } = [];

    /// <summary>What part of the data the numbers are, such as a sample of a large file; null for all of it.</summary>
    public string? Remark { get; init; }

    /// <summary>The grid that this batch is a part of; running statistics have learned from all of it. Null if the batch is the whole grid.</summary>
    public Grid? Whole { get; init; }

    /// <summary>A batch of some of the examples, one after the other.</summary>
    /// <param name="first">The first of them, from 0.</param>
    /// <param name="examples">How many, at least 1.</param>
    public Grid Batch(int first, int examples)
    {
        if (examples == Shape.Examples)
        {
            return this;
        }

        int cells = Shape.Cells / Shape.Examples, rows = Shape.Rows / Shape.Examples;
        return this with
        {
            Shape = Shape with { Examples = examples },
            RowNames = [.. RowNames.Skip(first * rows).Take(examples * rows)],
            Values = Values[(first * cells)..((first + examples) * cells)],
            Padding = [.. Padding.Skip(first * rows).Take(examples * rows)],
            Whole = this,
        };
    }
}
