namespace Norm.ML;

/// <summary>When a <see cref="LiveFollower{T}"/> changes over.</summary>
public sealed record LiveFollowerOptions
{
    /// <summary>The time between changes; the default is one minute. <see cref="Timeout.InfiniteTimeSpan"/> changes at calls of
    /// <see cref="LiveFollower{T}.ChangeAsync"/> alone.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Which rows: those of the last so many intervals, or all for 0.</summary>
    public int Intervals { get; init; }

    /// <summary>With fewer rows nothing changes; at least 2, which a deviation needs.</summary>
    public long MinimumRows { get; init; } = 100;

    /// <summary>What to begin with, such as the statistics that a model was fitted with; null to wait for the first rows.</summary>
    public RunningStatistics? Initial { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal void Check()
    {
        if (Every != Timeout.InfiniteTimeSpan && Every < TimeSpan.FromMilliseconds(1))
        {
            throw new ArgumentOutOfRangeException(nameof(Every), Every,
                $"Every is {Every}; accepted: a millisecond or more, or Timeout.InfiniteTimeSpan.");
        }

        if (MinimumRows < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(MinimumRows), MinimumRows, $"MinimumRows is {MinimumRows}; accepted: 2 or more.");
        }

        if (Intervals < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(Intervals), Intervals, $"Intervals is {Intervals}; accepted: 0 for all rows, or more.");
        }

        ArgumentNullException.ThrowIfNull(Time);
    }
}
