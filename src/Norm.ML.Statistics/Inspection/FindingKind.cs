namespace Norm.ML.Inspection;

/// <summary>
/// What a <see cref="Finding"/> is about. Each names the threshold of <see cref="InspectionThresholds"/> that decides, where there is one.
/// </summary>
public enum FindingKind
{
    /// <summary>
    /// Columns differ in scale (<see cref="InspectionThresholds.ScaleRatio"/>). The value is the ratio of their standard deviations.
    /// </summary>
    ScalesDiffer,

    /// <summary>A column has no finite value.</summary>
    Empty,

    /// <summary>A column has one value only, or a channel had when it was fitted. The value is that value.</summary>
    Constant,

    /// <summary>All values lie within a few steps of a float (<see cref="InspectionThresholds.FloatSteps"/>). The value is their range.</summary>
    NearConstant,

    /// <summary>Almost all values are the same (<see cref="InspectionThresholds.DominantShare"/>). The value is their share.</summary>
    Dominated,

    /// <summary>
    /// The mean is far above the spread (<see cref="InspectionThresholds.MeanOverSpread"/>). The value is |mean| / standard deviation.
    /// </summary>
    MeanFarAboveSpread,

    /// <summary>
    /// Epsilon weighs against the variance (<see cref="InspectionThresholds.VarianceOverEpsilon"/>). The value is the standard deviation after
    /// normalizing.
    /// </summary>
    EpsilonShrinks,

    /// <summary>Values are missing. The value is their share.</summary>
    Missing,

    /// <summary>Values are infinite. The value is their share.</summary>
    Infinite,

    /// <summary>Values lie beyond the outlier fences (<see cref="InspectionThresholds.FenceWidth"/>). The value is their number.</summary>
    Outliers,

    /// <summary>Outliers stretch the standard deviation (<see cref="InspectionThresholds.StretchedDeviation"/>). The value is by what factor.</summary>
    OutliersStretch,

    /// <summary>The distribution leans to one side (<see cref="InspectionThresholds.Skewness"/>). The value is the skewness.</summary>
    Skewed,

    /// <summary>Statistics come from few rows (<see cref="InspectionThresholds.FewRows"/>). The value is their number.</summary>
    FewRows,

    /// <summary>Activations grow layer by layer (<see cref="InspectionThresholds.LayerGrowth"/>). The value is the factor per layer.</summary>
    ActivationsGrow,

    /// <summary>Activations shrink layer by layer (<see cref="InspectionThresholds.LayerGrowth"/>). The value is the factor per layer.</summary>
    ActivationsVanish,

    /// <summary>Activations are infinite or NaN. The value is the first such layer, from 0.</summary>
    ActivationsNotFinite,

    /// <summary>The mean of a column moved (<see cref="InspectionThresholds.MeanShift"/>). The value is by how many standard deviations.</summary>
    MeanShifted,

    /// <summary>The spread of a column changed (<see cref="InspectionThresholds.SpreadRatio"/>). The value is new standard deviation / old.</summary>
    SpreadChanged,

    /// <summary>Values lie outside the range seen before. The value is how far, in the standard deviations of before.</summary>
    OutOfRange,

    /// <summary>A column that a norm reads is not there.</summary>
    ColumnMissing,

    /// <summary>A norm's size and its column's do not match. The value is the column's size.</summary>
    SizeMismatch,

    /// <summary>A column is of a type or shape that its norm does not take.</summary>
    TypeMismatch,

    /// <summary>Gamma is 0 somewhere, which turns channels or elements off. The value is how many.</summary>
    GammaZero,

    /// <summary>Gamma or beta hold values that are infinite or NaN. The value is how many.</summary>
    ParametersNotFinite,

    /// <summary>Running statistics are still what they start as, mean 0 and variance 1.</summary>
    Unfitted,

    /// <summary>
    /// Exponential running statistics still hold part of their start (<see cref="InspectionThresholds.StartShare"/>). The value is that share.
    /// </summary>
    NotConverged,

    /// <summary>The same column is normalized twice in a row by the same ruler.</summary>
    NormalizedTwice,

    /// <summary>A model has none of this library's norms.</summary>
    NoNorm,
}
