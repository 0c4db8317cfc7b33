namespace Norm.ML.Generators.Planning;

/// <summary>
/// A row is a few vectors, and sixteen rows are on their way at a time. Strict, also where fast was asked for: that is the faster one up to here.
/// </summary>
/// <param name="Length">The length of a row.</param>
internal sealed record RowsPlan(int Length) : WrittenOutPlan(Length, NormPrecision.Strict)
{
    /// <summary>A vector of doubles, in which strict sums are taken.</summary>
    public const int Block = 8;

    /// <summary>The vectors of doubles in a row, a last part included.</summary>
    public int Blocks => (Length + Block - 1) / Block;

    /// <summary>The vectors of floats in a row, a last part included.</summary>
    public int Vectors => (Length + Vector - 1) / Vector;

    public override string Loop => "Strict";

    public override string InWords
    {
        get
        {
            int tail = Length % Vector;
            string parts = tail == 0 ? "" : Length < Vector ? ", of which it fills a part" : $", the last of which holds {Count(tail, "element")}";
            return $"sixteen rows are on their way at a time, and eight of them share a reduction, a square root and a division; a row is {Count(Vectors, "vector")} of sixteen floats{parts}.";
        }
    }
}
