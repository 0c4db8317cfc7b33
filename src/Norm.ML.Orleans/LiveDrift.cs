using Norm.ML.Internals.Wire;

namespace Norm.ML;

/// <summary>Live statistics compared with a baseline.</summary>
public sealed class LiveDrift
{
    internal LiveDrift(string source, string key, WireDrift drift)
        : this(source, key, LiveSnapshot.FromBytes(drift.Baseline), LiveSnapshot.FromBytes(drift.Now), drift.Limits.ToLimits())
    {
    }

    internal LiveDrift(string source, string key, RunningStatistics baseline, RunningStatistics now, LiveDriftLimits limits)
    {
        (Source, Key, Baseline, Now, Limits) = (source, key, baseline, now, limits);
        Comparison = baseline.Compare(now);
        Beyond = Comparison.Exceeding(limits.MeanShift, limits.SpreadRatio);
    }

    /// <summary>The stream.</summary>
    public string Source { get; }

    /// <summary>Which part of it; empty if it is not divided.</summary>
    public string Key { get; }

    /// <summary>What was compared with.</summary>
    public RunningStatistics Baseline { get; }

    /// <summary>The statistics of all rows so far, or of a window.</summary>
    public RunningStatistics Now { get; }

    /// <summary>From where on a difference counts.</summary>
    public LiveDriftLimits Limits { get; }

    /// <summary>The difference of each channel.</summary>
    public StatisticsComparison Comparison { get; }

    /// <summary>The channels that are beyond a limit, in their order.</summary>
    public IReadOnlyList<ChannelDrift> Beyond { get; }

    /// <summary>Whether there is one.</summary>
    public bool IsBeyond => Beyond.Count > 0;

    internal static double LargestMeanShift(StatisticsComparison comparison) => comparison.Max(channel => Known(Math.Abs(channel.MeanShift), 0));

    internal static double LargestSpreadRatio(StatisticsComparison comparison) =>
        comparison.Max(channel => Known(Math.Max(channel.SpreadRatio, 1 / channel.SpreadRatio), 1));

    private static double Known(double value, double otherwise) => double.IsNaN(value) ? otherwise : value;
}
