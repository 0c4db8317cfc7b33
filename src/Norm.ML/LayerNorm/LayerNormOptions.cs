namespace Norm.ML;

/// <summary>Options of <see cref="LayerNormEstimator"/>.</summary>
public sealed record LayerNormOptions
{
    /// <summary>Added to each example's variance under the square root; positive or 0. In the squared unit of the input. Default 1e-5, as in PyTorch.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Whether results are within one unit of rounding (the default) or as fast as can be.</summary>
    public NormPrecision Precision { get; init; } = NormPrecision.Strict;

    /// <summary>Scale per element of an example, or null for 1. Asks for vectors of known size.</summary>
    public IReadOnlyList<double>? Gamma { get; init; }

    /// <summary>Shift per element of an example, or null for 0. Asks for vectors of known size.</summary>
    public IReadOnlyList<double>? Beta { get; init; }
}
