using Norm.ML.Inspection;

namespace Norm.ML;

/// <summary>From where on a difference to the baseline counts as drift.</summary>
public sealed record LiveDriftLimits
{
    /// <summary>How far a mean may move, in standard deviations of the baseline.</summary>
    public double MeanShift { get; init; } = InspectionThresholds.MeanShift;

    /// <summary>By which factor a standard deviation may change, up or down.</summary>
    public double SpreadRatio { get; init; } = InspectionThresholds.SpreadRatio;

    /// <summary>With fewer rows nothing is compared.</summary>
    public long MinimumRows { get; init; } = 100;

    /// <summary>Which rows are compared: those of the last so many intervals (<see cref="LiveStatisticsOptions.Intervals"/>), or all for 0.</summary>
    public int Intervals { get; init; }

    internal void Check()
    {
        if (!(MeanShift >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(MeanShift), MeanShift, $"MeanShift is {MeanShift}; accepted: 0 or more.");
        }

        if (!(SpreadRatio >= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(SpreadRatio), SpreadRatio, $"SpreadRatio is {SpreadRatio}; accepted: 1 or more.");
        }

        if (MinimumRows < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(MinimumRows), MinimumRows, $"MinimumRows is {MinimumRows}; accepted: 1 or more.");
        }

        if (Intervals < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(Intervals), Intervals, $"Intervals is {Intervals}; accepted: 0 for all rows, or more.");
        }
    }
}
