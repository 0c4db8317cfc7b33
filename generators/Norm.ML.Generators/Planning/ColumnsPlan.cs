namespace Norm.ML.Generators.Planning;

/// <summary>Sixteen tiny rows are turned into columns: each lane of a vector belongs to a row, and adding up rows takes no reduction.</summary>
/// <param name="Length">The length of a row.</param>
/// <param name="Precision">Strict or fast.</param>
internal sealed record ColumnsPlan(int Length, NormPrecision Precision) : WrittenOutPlan(Length, Precision)
{
    public override string Loop => IsFast ? "FastInColumns" : "StrictInColumns";

    public override string InWords =>
        $"sixteen rows at a time are turned into {Count(Length, "column")}, vectors with a lane for each row, so that a row is added up without a reduction; then back.";
}
