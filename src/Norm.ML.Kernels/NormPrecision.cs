namespace Norm.ML;

/// <summary>How exact a result has to be. All give the same bits on every vector width.</summary>
/// <remarks>The unit is <c>natural scale * machine epsilon</c>, with <c>max|xhat * gamma| + max|beta|</c> of the row as natural scale.</remarks>
public enum NormPrecision
{
    /// <summary>
    /// The default. For every finite input whose natural scale is a normal number, the error is at most 1.0 unit for <see cref="float"/> and 2.5
    /// units for <see cref="double"/> (4 where squares would overflow).
    /// </summary>
    Strict,

    /// <summary>
    /// For <see cref="float"/>: sums in <see cref="float"/> of deviations from a pivot. Faster for data in the cache, and at least as exact as the
    /// common frameworks. For <see cref="double"/> the same as <see cref="Strict"/>.
    /// </summary>
    Fast,

    /// <summary>
    /// For <see cref="float"/> and <c>Half</c>: every output of the forward pass is the number of that type that is nearest to the formula over
    /// the given numbers, ties to even, also where it is subnormal. So any other correct implementation gives the same bits. Takes
    /// two to four times as long as <see cref="Strict"/>. Statistics that are kept, gradients and <see cref="double"/> are those of
    /// <see cref="Strict"/>.
    /// </summary>
    Exact,
}
