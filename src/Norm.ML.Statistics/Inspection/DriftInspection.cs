using Norm.ML.Internals.Inspection;
using static Norm.ML.Inspection.InspectionThresholds;

namespace Norm.ML.Inspection;

/// <summary>Judges whether data has moved away from the statistics that a BatchNorm was fitted with, or from an older data set.</summary>
/// <remarks>Means and spreads are reported when they moved by more than both a fixed amount (<see cref="MeanShift"/>, <see cref="SpreadRatio"/>) and
/// <see cref="StandardErrors"/> standard errors of the difference, so that neither a trifle in much data nor chance in little data is called
/// drift.</remarks>
public static class DriftInspection
{
    /// <summary>Compares.</summary>
    /// <param name="before">The statistics that were learned, or the older data's.</param>
    /// <param name="after">The newer data's; as many channels, compared by position.</param>
    /// <returns>What moved, channel by channel; nothing if the data is as it was.</returns>
    /// <exception cref="ArgumentException">The numbers of channels differ.</exception>
    public static IReadOnlyList<Finding> Check(RunningStatistics before, RunningStatistics after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.ChannelCount != after.ChannelCount)
        {
            throw new ArgumentException($"after has {after.ChannelCount} channels, but before has {before.ChannelCount}.", nameof(after));
        }

        return [.. before.Compare(after.WithChannelNames(null)).SelectMany(channel => Check(channel, after[channel.Index].Name))];
    }

    private static IEnumerable<Finding> Check(ChannelDrift channel, string? newerName)
    {
        (ChannelStatistics before, ChannelStatistics after) = (channel.Before, channel.Now);
        if (before.Count == 0 || after.Count == 0)
        {
            return [];
        }

        string subject = before.Name ?? newerName ?? FormattableString.Invariant($"channel {before.Index}"), name = MessageText.Name(subject);
        if (before.IsConstant)
        {
            return after.IsConstant && before.Min == after.Min ? []
                : [Found(FindingKind.MeanShifted, double.NaN,
                $"{name} was {MessageText.Number(before.Min)} in every row and is not any more: fit again")];
        }

        double deviation = before.StandardDeviation, shift = channel.MeanShift, ratio = channel.SpreadRatio;
        return new[] { Mean(), Spread(), Range(), Missing() }.OfType<Finding>();

        Finding Found(FindingKind kind, double value, string message) => new(kind, FindingSeverity.Advice, subject, value, message);

        Finding? Mean()
        {
            double error = Math.Sqrt(1 / before.Weight + ratio * ratio / after.Weight);
            return Math.Abs(shift) < MeanShift || Math.Abs(shift) < StandardErrors * error ? null : Found(
                FindingKind.MeanShifted, shift,
                $"{name} moved by {Signed(shift)} deviations, mean {MessageText.Number(before.Mean)} to {MessageText.Number(after.Mean)}: "
                    + "the statistics are stale; go on fitting or fit again");
        }

        Finding? Spread()
        {
            // The standard error of a logarithm of a deviation is 1 / sqrt(2 n) for normal data.
            double error = Math.Sqrt(0.5 / before.Weight + 0.5 / after.Weight), change = Math.Abs(Math.Log(ratio));
            return change < Math.Log(SpreadRatio) || change < StandardErrors * error ? null : Found(
                FindingKind.SpreadChanged, ratio,
                $"{name} spreads {MessageText.Number(ratio)} times as wide as it did, {MessageText.Number(deviation)} to "
                    + $"{MessageText.Number(after.StandardDeviation)}: the "
                    + "statistics are stale; fit again");
        }

        Finding? Range()
        {
            double below = (before.Min - after.Min) / deviation, above = (after.Max - before.Max) / deviation, far = Math.Max(below, above);
            return far < RangeMargin ? null : Found(
                FindingKind.OutOfRange, far,
                $"{name} reaches {MessageText.Number(above >= below ? after.Max : after.Min)}, {MessageText.Number(far)} deviations outside the "
                    + $"{MessageText.Number(before.Min)} to {MessageText.Number(before.Max)} seen before: look for outliers or a changed unit");
        }

        Finding? Missing() => channel.MissingIncrease < MissingShare ? null : Found(
            FindingKind.Missing, channel.MissingIncrease,
                $"{name} misses {MessageText.Percent(channel.MissingIncrease)} more of its values than before: look at where the data comes from");
    }

    private static string Signed(double value) => (value > 0 ? "+" : "") + MessageText.Number(value);
}
