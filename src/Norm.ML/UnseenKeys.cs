namespace Norm.ML;

/// <summary>
/// What a BatchNorm with statistics per key (<see cref="BatchNormOptions.GroupColumnName"/>) does with a row whose key was not seen by the fit, or is
/// missing.
/// </summary>
public enum UnseenKeys
{
    /// <summary>An <see cref="InvalidOperationException"/> that names the key and the column.</summary>
    Error,

    /// <summary>The row is normalized with the statistics of all rows.</summary>
    AllRows,

    /// <summary>The row becomes NaN, a missing value.</summary>
    Missing,
}
