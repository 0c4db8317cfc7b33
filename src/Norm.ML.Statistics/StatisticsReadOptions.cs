namespace Norm.ML;

/// <summary>How statistics are read from a file or a stream.</summary>
public sealed record StatisticsReadOptions
{
    /// <summary>What to do with values that are NaN or infinite.</summary>
    public NonFinitePolicy Policy { get; init; } = NonFinitePolicy.Ignore;

    /// <summary>The channels' names: as many as columns, all different; null for none.</summary>
    public IReadOnlyList<string>? ChannelNames { get; init; }

    /// <summary>Threads that sum, at least 1; null for one per processor. The bits do not depend on it.</summary>
    public int? Workers { get; init; }

    /// <summary>Progress: receives the number of rows read so far, at times; null for none.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>Stops within some milliseconds.</summary>
    public CancellationToken Cancellation { get; init; }
}
