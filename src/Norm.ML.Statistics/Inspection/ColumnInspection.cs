using Norm.ML.Internals.Inspection;

namespace Norm.ML.Inspection;

/// <summary>
/// What an inspection saw of one column. Everything is in the unit of the data unless it says otherwise; NaN where there is no finite value.
/// </summary>
public sealed class ColumnInspection
{
    // The interquartile range of a normal distribution of standard deviation 1.
    private const double NormalQuartileRange = 1.3489795003921634;

    internal ColumnInspection(in ChannelStatistics statistics, long rows, Quartiles quartiles, double lowFence, double highFence)
    {
        Statistics = statistics;
        RowCount = rows;
        (FirstQuartile, Median, ThirdQuartile) = quartiles;
        (LowFence, HighFence) = (lowFence, highFence);
    }

    /// <summary>The column's name, or "column 1", "column 2", ... where there are no names.</summary>
    public string Name => Statistics.Name ?? FormattableString.Invariant($"column {Statistics.Index + 1}");

    /// <summary>Counts, mean, deviation, least and greatest value: exact, over all rows.</summary>
    public ChannelStatistics Statistics { get; }

    /// <summary>How many rows the data has.</summary>
    public long RowCount { get; }

    /// <summary>The population standard deviation.</summary>
    public double StandardDeviation => Statistics.StandardDeviation;

    /// <summary>The first quartile of the sample; see <see cref="DataScan.Sample"/>.</summary>
    public double FirstQuartile { get; }

    /// <summary>The median of the sample.</summary>
    public double Median { get; }

    /// <summary>The third quartile of the sample.</summary>
    public double ThirdQuartile { get; }

    /// <summary>
    /// The standard deviation that the quartiles tell, which outliers do not move: interquartile range / 1.349, exact for normal data.
    /// </summary>
    public double RobustDeviation => (ThirdQuartile - FirstQuartile) / NormalQuartileRange;

    /// <summary>
    /// Values below are outliers: first quartile less 3 interquartile ranges (Tukey's outer fence); mean less 6 standard deviations where the
    /// quartiles are equal.
    /// </summary>
    public double LowFence { get; }

    /// <summary>
    /// Values above are outliers: third quartile plus 3 interquartile ranges (Tukey's outer fence); mean plus 6 standard deviations where the
    /// quartiles are equal.
    /// </summary>
    public double HighFence { get; }

    /// <summary>How many values lie below <see cref="LowFence"/>: exact, over all rows.</summary>
    public long OutliersBelow { get; internal init; }

    /// <summary>How many values lie above <see cref="HighFence"/>: exact, over all rows.</summary>
    public long OutliersAbove { get; internal init; }

    /// <summary>How many values lie outside the fences.</summary>
    public long Outliers => OutliersBelow + OutliersAbove;

    /// <summary>
    /// The third standardized moment of the population, <c>mean(((x - mean) / deviation)^3)</c>, over all rows and without a unit; NaN for a
    /// constant.
    /// </summary>
    public double Skewness { get; internal init; }

    /// <summary>How many values equal the sample's median: exact, over all rows.</summary>
    public long AtMedian { get; internal init; }

    /// <summary>What was found about this column alone.</summary>
    public IReadOnlyList<Finding> Findings => field ??= [.. ColumnChecks.Run(this)];
}
