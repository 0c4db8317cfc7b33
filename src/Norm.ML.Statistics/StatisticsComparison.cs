using System.Collections;

namespace Norm.ML;

/// <summary>Two data sets compared channel by channel, in the channels' order; made by <see cref="RunningStatistics.Compare"/>.</summary>
public sealed class StatisticsComparison : IReadOnlyList<ChannelDrift>
{
    private readonly RunningStatistics _before, _now;

    internal StatisticsComparison(RunningStatistics before, RunningStatistics now) => (_before, _now) = (before, now);

    /// <summary>The number of channels.</summary>
    public int Count => _before.ChannelCount;

    /// <summary>The drift of a channel.</summary>
    /// <param name="index">Its position, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    public ChannelDrift this[int index] => new(_before[index], _now[index]);

    /// <summary>The drift of a channel.</summary>
    /// <param name="name">Its name, compared exactly.</param>
    /// <exception cref="KeyNotFoundException">There is no such channel, or there are no names.</exception>
    public ChannelDrift this[string name] => this[(_before.ChannelNames.Count > 0 ? _before : _now)[name].Index];

    /// <summary>The channels that <see cref="ChannelDrift.Exceeds"/> the limits, in their order; none if all is as it was.</summary>
    /// <param name="meanShift">In standard deviations, not negative.</param>
    /// <param name="spreadRatio">A factor, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range.</exception>
    public IReadOnlyList<ChannelDrift> Exceeding(double meanShift, double spreadRatio) =>
        [.. this.Where(channel => channel.Exceeds(meanShift, spreadRatio))];

    /// <inheritdoc/>
    public IEnumerator<ChannelDrift> GetEnumerator()
    {
        for (int channel = 0; channel < Count; channel++)
        {
            yield return this[channel];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
