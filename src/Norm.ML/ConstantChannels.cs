namespace Norm.ML;

/// <summary>
/// What BatchNorm does with a channel whose values did not differ when it was fitted, or differed by no more than the rounding of a double explains:
/// the population's standard deviation is at most <c>2^-52 |mean|</c> (<see cref="ChannelStatistics.IsConstantUpToRounding"/>). scikit-learn's bound
/// for its StandardScaler grows with the number of values, because its sums round; the sums here do not.
/// </summary>
public enum ConstantChannels
{
    /// <summary>
    /// Subtract the mean (unless <see cref="BatchNormOptions.Center"/> is false) and leave the scale as it is, as scikit-learn does. The default.
    /// </summary>
    CenterOnly,

    /// <summary>Give beta, whatever the input.</summary>
    Zero,

    /// <summary>Nothing special: divide by <c>sqrt(variance + epsilon)</c>. Asks for a positive epsilon.</summary>
    Epsilon,
}
