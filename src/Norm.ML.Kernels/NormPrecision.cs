namespace Norm.ML;

/// <summary>How exact a result has to be. Both give the same bits on every vector width.</summary>
/// <remarks>The unit is <c>natural scale * machine epsilon</c>, with <c>max|xhat * gamma| + max|beta|</c> of the row as natural scale.</remarks>
public enum NormPrecision
{
    /// <summary>
    /// Within 1.0 unit for <see cref="float"/> (2.5 for <see cref="double"/>, 4 where squares would overflow) on every finite input
    /// whose natural scale is a normal number. The default.
    /// </summary>
    Strict,

    /// <summary>
    /// For <see cref="float"/>: sums in <see cref="float"/> around a pivot; faster in cache, and no worse than the common frameworks.
    /// <see cref="double"/> is computed as with <see cref="Strict"/>.
    /// </summary>
    Fast,
}
