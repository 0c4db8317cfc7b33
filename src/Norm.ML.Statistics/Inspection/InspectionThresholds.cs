namespace Norm.ML.Inspection;

/// <summary>From where on an inspection says something, and why from there.</summary>
public static class InspectionThresholds
{
    /// <summary>Ratio of the largest to the smallest standard deviation. At 100 the smaller column makes 1e-4 of a squared distance or a gradient
    /// step, so that a learner hardly sees it.</summary>
    public const double ScaleRatio = 100;

    /// <summary>|mean| / standard deviation. At 1000 a float keeps 4 of its 7 digits for the differences, and a one-pass formula in float
    /// (mean of squares less square of mean) is off by 1000^2 * 2^-24, that is 6 % of the variance.</summary>
    public const double MeanOverSpread = 1000;

    /// <summary>
    /// Range in steps of a float at the column's largest magnitude. With 8 steps a float column has 9 different values at most: rounding, not data.
    /// </summary>
    public const double FloatSteps = 8;

    /// <summary>Share of values that equal the median. From 99 % on, the deviation is made by the one row in a hundred that differs.</summary>
    public const double DominantShare = 0.99;

    /// <summary>
    /// Variance / epsilon. Below 10, <c>sqrt(variance / (variance + epsilon))</c> is below 0.953: the result's spread is more than 4 % too small.
    /// </summary>
    public const double VarianceOverEpsilon = 10;

    /// <summary>
    /// The usual epsilon of network layers, which data that goes into one is measured by: PyTorch's and this library's default for row norms.
    /// </summary>
    public const double UsualEpsilon = 1e-5;

    /// <summary>
    /// Share of missing values from which on imputing is advised rather than noted: at 5 % a row of 14 columns is more likely to lack a value than
    /// not.
    /// </summary>
    public const double MissingShare = 0.05;

    /// <summary>Interquartile ranges between a quartile and its fence: Tukey's outer fences ("far out", Exploratory Data Analysis, 1977). Of normal
    /// data, 2 in a million lie outside.</summary>
    public const double FenceWidth = 3;

    /// <summary>Standard deviations between the mean and the fence where the quartiles are equal (half of the values are one and the same) and say
    /// nothing of spread. Of normal data, 2 in a billion lie outside.</summary>
    public const double FenceDeviations = 6;

    /// <summary>Standard deviation / the one that the quartiles tell (interquartile range / 1.349, exact for normal data), with outliers present. At
    /// 2 the rest of the column comes out with half the spread it should have.</summary>
    public const double StretchedDeviation = 2;

    /// <summary>Absolute skewness. 2 is the skewness of an exponential distribution: from there on the tail holds most of the variance.</summary>
    public const double Skewness = 2;

    /// <summary>Rows. Below 30 the standard deviation is off by more than 13 % (1 / sqrt(2 n)) as often as one time in three.</summary>
    public const long FewRows = 30;

    /// <summary>Factor per layer. 1.1 makes 10 of 1 in 24 layers; residual sums without a norm grow by sqrt(2) = 1.41 per layer.</summary>
    public const double LayerGrowth = 1.1;

    /// <summary>Last activation scale / first (or first / last) below which growth per layer is taken for chance: factor 3.</summary>
    public const double LayerTotal = 3;

    /// <summary>
    /// Shift of a mean in standard deviations of before. At 0.5 the middle of the new data lies where one in three of the old values lay above.
    /// </summary>
    public const double MeanShift = 0.5;

    /// <summary>Ratio of standard deviations, new to old or old to new. At 1.5 the normalized variance is 2.25 instead of 1.</summary>
    public const double SpreadRatio = 1.5;

    /// <summary>
    /// Standard errors that a shift or a change of spread has to exceed as well, so that small samples do not raise alarms: 4 is 1 in 16,000 by
    /// chance.
    /// </summary>
    public const double StandardErrors = 4;

    /// <summary>
    /// How far outside the range seen before, in standard deviations of before, values have to lie to be reported: a new extreme a little further out
    /// is usual.
    /// </summary>
    public const double RangeMargin = 3;

    /// <summary>
    /// Share of the start value (mean 0, variance 1) left in exponential running statistics. 1 % is what the variance may be off by unnoticed.
    /// </summary>
    public const double StartShare = 0.01;
}
