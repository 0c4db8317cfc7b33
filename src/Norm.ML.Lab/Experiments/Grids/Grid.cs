namespace Norm.ML.Lab.Experiments.Grids;

/// <summary>Numbers to normalize, with the names of their rows and columns.</summary>
internal sealed record Grid
{
    /// <summary>In addresses.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>What to look for.</summary>
    public required string Story { get; init; }

    public required GridShape Shape { get; init; }

    public required IReadOnlyList<string> RowNames { get; init; }

    public required IReadOnlyList<string> ColumnNames { get; init; }

    /// <summary>In reading order; NaN is missing.</summary>
    public required double[] Values { get; init; }

    /// <summary>Rows that only fill sequences up to one length; empty where there are none.</summary>
    public IReadOnlyList<bool> Padding { get; init; } = [];

    /// <summary>Statistics learned from more rows than these; null if there are none.</summary>
    public RunningStatistics? Fitted { get; init; }

    /// <summary>Which channel of <see cref="Fitted"/> each column is.</summary>
    public IReadOnlyList<int> FittedChannels { get; init; } = [];

    /// <summary>What the numbers are, if not all: for example a sample of a large file.</summary>
    public string? Remark { get; init; }
}
