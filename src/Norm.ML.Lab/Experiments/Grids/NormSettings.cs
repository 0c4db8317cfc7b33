namespace Norm.ML.Lab.Experiments.Grids;

/// <summary>Where BatchNorm's mean and variance come from.</summary>
internal enum BatchStatistics
{
    /// <summary>The batch itself, as while training.</summary>
    Train,

    /// <summary>Exponential running statistics after some passes over all examples of the grid, as a training that was stopped leaves them.</summary>
    Running,

    /// <summary>Statistics fitted over all rows of the file, as <c>norm-ml fit</c> learns them.</summary>
    Fitted,
}

/// <summary>Which norm, and how.</summary>
internal sealed record NormSettings
{
    public NormKind Kind { get; init; } = NormKind.LayerNorm;

    /// <summary>Groups of channels, for GroupNorm; divides the channels.</summary>
    public int Groups { get; init; } = 1;

    public double Epsilon { get; init; } = 1e-5;

    /// <summary>One scale for all elements.</summary>
    public double Gamma { get; init; } = 1;

    /// <summary>One shift for all elements.</summary>
    public double Beta { get; init; }

    public ElementType Element { get; init; } = ElementType.Double;

    public BatchStatistics Statistics { get; init; }

    /// <summary>The share of a new batch in running statistics.</summary>
    public double Momentum { get; init; } = 0.1;

    /// <summary>How often running statistics have seen the examples.</summary>
    public int Steps { get; init; } = 10;

    /// <summary>Whether BatchNorm's statistics leave the padding out.</summary>
    public bool SkipPadding { get; init; }

    /// <summary>Ends the work on a grid when nobody waits for it any more.</summary>
    public CancellationToken Cancellation { get; init; }
}
