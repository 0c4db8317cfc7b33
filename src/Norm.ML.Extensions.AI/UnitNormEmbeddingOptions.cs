namespace Norm.ML;

/// <summary>How <see cref="UnitNormEmbeddingGenerator{TInput, T}"/> normalizes.</summary>
public sealed record UnitNormEmbeddingOptions
{
    /// <summary>The least number that a vector is divided by; finite and not negative. A vector of zeros stays zeros. Default 1e-12.</summary>
    public double Epsilon { get; init; } = 1e-12;

    /// <summary>
    /// Whether a result may be written over the vector that the inner generator gave, which saves its memory. Right if nobody else holds that
    /// vector: no cache that keeps it, no generator that gives it again. Default false.
    /// </summary>
    public bool InPlace { get; init; }
}
