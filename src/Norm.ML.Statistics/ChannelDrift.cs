using System.Globalization;
namespace Norm.ML;

/// <summary>How one channel differs between two data sets; see <see cref="RunningStatistics.Compare"/>.</summary>
public readonly struct ChannelDrift
{
    internal ChannelDrift(in ChannelStatistics before, in ChannelStatistics now) => (Before, Now) = (before, now);

    /// <summary>The channel's position, from 0.</summary>
    public int Index => Before.Index;

    /// <summary>The channel's name, if either side has names.</summary>
    public string? Name => Before.Name ?? Now.Name;

    /// <summary>The channel in the data that is compared with: for a fitted transformer, what it was fitted on.</summary>
    public ChannelStatistics Before { get; }

    /// <summary>The channel in the data that is looked at.</summary>
    public ChannelStatistics Now { get; }

    /// <summary>
    /// How far the mean moved, in standard deviations of <see cref="Before"/>: <c>(mean now - mean before) / deviation before</c> (population). Where
    /// <see cref="Before"/> was constant, 0 if the mean is the same and an infinity otherwise; NaN if either side has no finite value.
    /// </summary>
    public double MeanShift
    {
        get
        {
            double shift = Difference(Now, Before, 1), deviation = Before.StandardDeviation;
            if (shift == 0)
            {
                return 0; // also of a constant, whose deviation is 0
            }

            if (double.IsNaN(shift))
            {
                return shift;
            }

            return double.IsFinite(shift) ? shift / deviation : Difference(Now, Before, 0.5) / (deviation * 0.5);
        }
    }

    /// <summary>
    /// The standard deviation now by that before (population): 1 if the spread is the same, also where both were constant; 0 where only
    /// <see cref="Now"/> is constant, infinite where only <see cref="Before"/> was; NaN if either side has no finite value.
    /// </summary>
    public double SpreadRatio
    {
        get
        {
            double before = Before.StandardDeviation, now = Now.StandardDeviation;
            return before == 0 && now == 0 ? 1 : now / before;
        }
    }

    /// <summary>How much larger the share of values that are NaN or infinite is now, -1 to 1; NaN if either side has no values.</summary>
    public double MissingIncrease => MissingShare(Now) - MissingShare(Before);

    /// <summary>Whether the channel is worth a look: its mean moved by more than <paramref name="meanShift"/> standard deviations, or its spread
    /// changed by more than a factor of <paramref name="spreadRatio"/>, up or down, or one side has no finite value.</summary>
    /// <param name="meanShift">In standard deviations, not negative.</param>
    /// <param name="spreadRatio">A factor, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range.</exception>
    public bool Exceeds(double meanShift, double spreadRatio)
    {
        if (!(meanShift >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(meanShift), meanShift,
            $"meanShift has to be 0 or more, but is {meanShift}.");
        }

        if (!(spreadRatio >= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(spreadRatio), spreadRatio,
            $"spreadRatio has to be 1 or more, but is {spreadRatio}.");
        }

        return !(Math.Abs(MeanShift) <= meanShift && SpreadRatio <= spreadRatio && SpreadRatio >= 1 / spreadRatio);
    }

    /// <summary>The numbers of the channel in one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Name ?? Index.ToString(System.Globalization.CultureInfo.InvariantCulture)}: mean {MeanShift:+0.###;-0.###;0} sd, spread x "
            + $"{SpreadRatio:0.###}, missing {MissingIncrease:+0.##%;-0.##%;0%}");

    // Both parts of the means, so that a small shift far from zero is not rounded away; halved where the whole leaves a double.
    private static double Difference(in ChannelStatistics a, in ChannelStatistics b, double unit) =>
        (a.Mean * unit - b.Mean * unit) + (a.MeanLow * unit - b.MeanLow * unit);

    private static double MissingShare(in ChannelStatistics channel)
    {
        double missing = channel.Missing + (double)channel.Infinite;
        return missing / (missing + channel.Count);
    }
}
