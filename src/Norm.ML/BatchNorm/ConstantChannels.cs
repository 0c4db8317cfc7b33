namespace Norm.ML;

/// <summary>
/// What BatchNorm does with a channel whose values did not differ when it was fitted, or differed by no more than rounding explains: the population
/// variance is at most <c>n * u * variance + (n * u * mean)^2</c>, with n values and u = 2^-52 (scikit-learn's bound for its StandardScaler).
/// </summary>
public enum ConstantChannels
{
    /// <summary>Subtract the mean (unless <see cref="BatchNormOptions.Center"/> is false) and leave the scale as it is, as scikit-learn does. The default.</summary>
    CenterOnly,

    /// <summary>Give beta, whatever the input.</summary>
    Zero,

    /// <summary>Nothing special: divide by <c>sqrt(variance + epsilon)</c>. Asks for a positive epsilon.</summary>
    Epsilon,
}
