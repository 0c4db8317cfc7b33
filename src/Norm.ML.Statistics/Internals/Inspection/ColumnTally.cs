using Norm.ML.Inspection;

namespace Norm.ML.Internals.Inspection;

/// <summary>What the second pass counts of one column.</summary>
internal struct ColumnTally
{
    private readonly double _mean, _meanLow, _deviation, _lowFence, _highFence;
    private readonly Quartiles _quartiles;
    private double _cubes;
    private long _below, _above, _atMedian;

    public ColumnTally(in ChannelStatistics column, Quartiles quartiles)
    {
        (_mean, _meanLow, _deviation, _quartiles) = (column.Mean, column.MeanLow, column.StandardDeviation, quartiles);
        double range = quartiles.Third - quartiles.First;
        (_lowFence, _highFence) = range > 0
            ? (quartiles.First - InspectionThresholds.FenceWidth * range, quartiles.Third + InspectionThresholds.FenceWidth * range)
            : (_mean - InspectionThresholds.FenceDeviations * _deviation, _mean + InspectionThresholds.FenceDeviations * _deviation);
    }

    public void Add(double value)
    {
        if (!double.IsFinite(value))
        {
            return;
        }

        _below += value < _lowFence ? 1 : 0;
        _above += value > _highFence ? 1 : 0;
        _atMedian += value == _quartiles.Median ? 1 : 0;
        if (!(_deviation > 0))
        {
            return;
        }

        double z = (value - _mean - _meanLow) / _deviation;
        if (!double.IsFinite(z))
        {
            z = (0.5 * value - 0.5 * _mean) / (0.5 * _deviation); // the difference of two large numbers
        }

        _cubes += z * z * z;
    }

    public readonly ColumnInspection ToInspection(in ChannelStatistics column, long rows) => new(column, rows, _quartiles, _lowFence, _highFence)
    {
        Skewness = _deviation > 0 ? _cubes / column.Count : double.NaN,
        OutliersBelow = _below,
        OutliersAbove = _above,
        AtMedian = _atMedian,
    };
}
