using Norm.ML.Inspection;

using static Norm.ML.Inspection.InspectionThresholds;

namespace Norm.ML.Internals.Inspection;

/// <summary>The rules about what a BatchNorm has learned.</summary>
internal static class StatisticsChecks
{
    public static IEnumerable<Finding> Run(FittedNormTransformer batch, NormInspection seen, RunningStatistics statistics)
    {
        if (statistics.Exponential is { } running)
        {
            if (Exponential(seen, running) is { } finding)
            {
                yield return finding;
            }
        }
        else if (statistics.RowCount < FewRows)
        {
            yield return NormChecks.Found(seen, FindingKind.FewRows, FindingSeverity.Advice, statistics.RowCount,
                $"{seen.Title} was fitted on {statistics.RowCount} rows: fit on more, deviations of fewer than {FewRows} are rough");
        }

        for (int channel = 0; channel < statistics.ChannelCount; channel++)
        {
            if (Channel(batch, seen, statistics, channel) is { } finding)
            {
                yield return finding;
            }
        }
    }

    private static Finding? Exponential(NormInspection seen, ExponentialMoments running)
    {
        bool untouched = !running.Mean.ContainsAnyExcept(0) && !running.Variance.ContainsAnyExcept(1);
        if (untouched)
        {
            return NormChecks.Found(seen, FindingKind.Unfitted, FindingSeverity.Problem, double.NaN,
                $"{seen.Title}: running mean 0 and variance 1 in every channel are where they start: it looks unfitted; train it, or load its "
                    + "statistics with its weights");
        }

        // Values that were given, and not made of batches.
        if (running.BatchCount == 0)
        {
            return null;
        }

        double left = StartLeft(running);
        return left < StartShare ? null : NormChecks.Found(seen, FindingKind.NotConverged, FindingSeverity.Advice, left,
            $"{seen.Title}: after {running.BatchCount} batches the running statistics still hold {MessageText.Percent(left)} of their start, "
                + "mean 0 and variance 1: take in more batches, or fit exactly (no BatchSize)");
    }

    /// <summary>The weight that mean 0 and variance 1 still have.</summary>
    private static double StartLeft(ExponentialMoments running) => running.Rule.Convention switch
    {
        MomentumConvention.PyTorch => Math.Pow(1 - running.Rule.Momentum, running.BatchCount),
        MomentumConvention.Onnx => Math.Pow(running.Rule.Momentum, running.BatchCount),
        _ => 0,
    };

    private static Finding? Channel(FittedNormTransformer batch, NormInspection seen, RunningStatistics statistics, int channel)
    {
        ChannelStatistics learned = statistics[channel];
        string name = MessageText.Name(learned.Name ?? $"channel {channel}");
        if (learned.IsConstantUpToRounding && (statistics.Exponential is null || batch.Options.Constant != ConstantChannels.Epsilon))
        {
            string then = batch.Options.Constant switch
            {
                ConstantChannels.CenterOnly => "its values are only shifted, not scaled",
                ConstantChannels.Zero => "its output is constant",
                _ => "its output is blown up by 1 / sqrt(epsilon)",
            };
            return learned.IsConstant
                ? Found(FindingKind.Constant, learned.Min,
                $"{name} was {MessageText.Number(learned.Min)} in every row of the fit: leave it out; {then}")
                : Found(FindingKind.NearConstant, learned.Max - learned.Min,
                    $"{name} differed in the fit by no more than the rounding of a double, {MessageText.Number(learned.Mean)} within "
                        + $"{MessageText.Number(learned.Max - learned.Min)}: leave it out; {then}");
        }

        double variance = statistics.Exponential is { } running ? running.Variance[channel] : learned.GetVariance(batch.Options.Correction),
            epsilon = batch.Options.Epsilon;
        return !(epsilon > 0 && variance < VarianceOverEpsilon * epsilon) ? null : Found(
            FindingKind.EpsilonShrinks, Math.Sqrt(variance / (variance + epsilon)),
            $"{name} has variance {MessageText.Number(variance)} against epsilon {MessageText.Number(epsilon)}: lower epsilon, "
                + $"its deviation comes out {MessageText.Number(Math.Sqrt(variance / (variance + epsilon)))} instead of 1");

        Finding Found(FindingKind kind, double value, string message) =>
            new(kind, FindingSeverity.Advice, learned.Name ?? seen.Title, value, $"{seen.Title}: {message}");
    }
}
