namespace Norm.ML;

/// <summary>Options of <see cref="BatchNormEstimator"/>.</summary>
public sealed record BatchNormOptions
{
    /// <summary>
    /// Added to the variance under the square root; not negative. In the squared unit of the input. Default 0, because the variance of a whole data set
    /// is not close to 0 by chance and features may be small; a network layer's usual value is 1e-5.
    /// </summary>
    public double Epsilon { get; init; }

    /// <summary>What happens to channels that were constant in the data. Default <see cref="ConstantChannels.CenterOnly"/>.</summary>
    public ConstantChannels Constant { get; init; } = ConstantChannels.CenterOnly;

    /// <summary>
    /// What is subtracted from the count in the divisor of the normalizing variance: 0 (default) for the population's, as in PyTorch's normalization and
    /// scikit-learn; 1 for the sample's, as in Spark.
    /// </summary>
    public double Correction { get; init; }

    /// <summary>What NaN and infinity do to the statistics. In the output they stay what they are.</summary>
    public NonFinitePolicy NonFinite { get; init; } = NonFinitePolicy.Ignore;

    /// <summary>How many rows are looked at, from the first; null for all.</summary>
    public long? MaximumExampleCount { get; init; }

    /// <summary>Scale per channel, or null for 1.</summary>
    public IReadOnlyList<double>? Gamma { get; init; }

    /// <summary>Shift per channel, or null for 0.</summary>
    public IReadOnlyList<double>? Beta { get; init; }

    /// <summary>Stops a fit between two blocks of rows.</summary>
    public CancellationToken Cancellation { get; init; }

    internal void Check()
    {
        if (!(Epsilon >= 0 && double.IsFinite(Epsilon)))
            throw new ArgumentOutOfRangeException(nameof(Epsilon), Epsilon, $"Epsilon is {Epsilon}; accepted: a finite number that is not negative.");
        if (!Enum.IsDefined(Constant))
            throw new ArgumentOutOfRangeException(nameof(Constant), Constant, $"{Constant} is no value of {nameof(ConstantChannels)}.");
        if (Constant == ConstantChannels.Epsilon && Epsilon == 0)
            throw new ArgumentException($"{nameof(ConstantChannels)}.{nameof(ConstantChannels.Epsilon)} divides constant channels by the root of epsilon; epsilon is 0.", nameof(Constant));
        if (!(Correction >= 0 && double.IsFinite(Correction)))
            throw new ArgumentOutOfRangeException(nameof(Correction), Correction, $"Correction is {Correction}; accepted: a finite number that is not negative.");
        if (MaximumExampleCount is <= 0)
            throw new ArgumentOutOfRangeException(nameof(MaximumExampleCount), MaximumExampleCount, $"MaximumExampleCount is {MaximumExampleCount}; accepted: a positive number, or null for all.");
    }
}
