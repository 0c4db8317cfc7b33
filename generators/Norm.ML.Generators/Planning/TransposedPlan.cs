using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Planning;

/// <summary>As many tiny rows as a vector has lanes are turned into columns: each lane belongs to a row, and adding up rows takes no reduction.</summary>
/// <param name="Length">The length of a row.</param>
/// <param name="Element">Float or double.</param>
/// <param name="Precision">Strict or fast.</param>
internal sealed record TransposedPlan(int Length, ElementType Element, NormPrecision Precision) : UnrolledPlan(Length, Element, Precision)
{
    public override string Loop => IsFast ? "FastTransposed" : "StrictTransposed";

    public override string InWords =>
        $"{(IsDouble ? "two times eight" : "sixteen")} rows at a time are turned into {Count(Length, "column")}, vectors with a lane for each row, so that a row is added up without a reduction; then back.";
}
