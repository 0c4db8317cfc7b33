namespace Norm.ML;

public sealed partial class RunningStatistics
{
    /// <summary>
    /// How other data differ from these, per channel: the shift of the mean in standard deviations of these, and the ratio of the spreads. For
    /// watching what an app is fed: compare what a transformer was fitted on with the statistics of recent rows.
    /// </summary>
    /// <param name="other">The statistics of the other data: as many channels, and the same names where both have names.</param>
    /// <returns>One value for each channel. The exact statistics are compared; <see cref="Exponential"/> ones do not count.</returns>
    /// <exception cref="ArgumentException">The channels differ in number or name.</exception>
    public StatisticsComparison Compare(RunningStatistics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.ChannelCount != ChannelCount)
        {
            throw new ArgumentException($"other has {other.ChannelCount} channels, but these statistics have {ChannelCount}.", nameof(other));
        }

        if (_names is not null && other._names is not null && _names.FirstDifference(other._names) is int c and >= 0)
        {
            throw new ArgumentException($"Channel {c} is '{other._names.List[c]}' in other, but '{_names.List[c]}' in these statistics.",
                nameof(other));
        }

        return new(this, other);
    }
}
