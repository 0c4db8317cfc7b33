using System.Globalization;
using Microsoft.ML;

namespace Norm.ML.Internals.Fitting;

/// <summary>BatchNorm with statistics that options bring: no row is read, and no option contradicts the statistics.</summary>
internal static class KnownStatistics
{
    /// <exception cref="ArgumentException">An option contradicts the statistics; the message names both values.</exception>
    /// <exception cref="InvalidOperationException">The statistics cannot normalize.</exception>
    public static BatchNormModel ToModel(InputOutputColumnPair[] columns, BatchNormOptions options)
    {
        RunningStatistics statistics = options.Statistics!.WithShard(null);
        Check(options, statistics.Exponential);
        return new BatchNormModel(columns, options with { Statistics = null, Momentum = null }, [.. columns.Select(_ => statistics)]);
    }

    private static void Check(BatchNormOptions options, ExponentialMoments? running)
    {
        if (running is null && options.BatchSize is { } size)
        {
            throw new ArgumentException(
                $"BatchSize is {size}, but the statistics hold no running mean and variance of mini-batches; leave it out, or add them with "
                    + $"{nameof(RunningStatistics.WithExponential)}.", nameof(options));
        }

        if (running is not null && options.Correction != 0)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture,
                    $"Correction is {options.Correction}, but what normalizes is the statistics' running variance, whose divisor is fixed "
                        + $"({running.Rule.Convention}); leave it out."), nameof(options));
        }

        if (running is not null && options.Momentum is { } momentum && momentum != running.Rule)
        {
            throw new ArgumentException($"Momentum is {Text(momentum)}, but the statistics were made with {Text(running.Rule)}; leave it out.",
                nameof(options));
        }

        static string Text(MomentumRule rule) => FormattableString.Invariant($"{rule.Convention} {rule.Momentum}");
    }
}
