using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Planning;

/// <summary>Transposes as many short rows as a vector has lanes: each lane belongs to a row, and the sum of a row needs no reduction.</summary>
/// <param name="Length">The length of a row.</param>
/// <param name="Element">Float or double.</param>
/// <param name="Precision">Strict or fast.</param>
internal sealed record TransposedPlan(int Length, ElementType Element, NormPrecision Precision) : UnrolledPlan(Length, Element, Precision)
{
    public override string Loop => IsFast ? "FastTransposed" : "StrictTransposed";

    public override string InWords =>
        $"{(IsDouble ? "two times eight" : "sixteen")} rows at a time are transposed to {Count(Length, "vector")} " +
        "with a lane for each row, so that the sum of a row needs no reduction; then back.";
}
