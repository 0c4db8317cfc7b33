using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Planning;

/// <summary>
/// A row is a few vectors, and several rows are on their way at a time. Strict, also where fast was asked for: sums in float are further off
/// than PyTorch's here, or no faster.
/// </summary>
/// <param name="Length">The length of a row.</param>
/// <param name="Element">Float or double.</param>
internal sealed record RowVectorsPlan(int Length, ElementType Element) : UnrolledPlan(Length, Element, NormPrecision.Strict)
{
    /// <summary>A vector of doubles, in which strict sums are taken.</summary>
    public const int Block = 8;

    /// <summary>The vectors of doubles in a row, a last part included.</summary>
    public int Blocks => (Length + Block - 1) / Block;

    /// <summary>The vectors of elements in a row, a last part included.</summary>
    public int Vectors => (Length + Vector - 1) / Vector;

    public override string Loop => "Strict";

    public override string InWords
    {
        get
        {
            int tail = Length % Vector;
            string parts = tail == 0 ? "" : Length < Vector ? ", of which it fills a part" : $", the last of which holds {Count(tail, "element")}";
            string sharing = IsDouble ? "each reduction, square root and division" : "a reduction, a square root and a division";
            return $"sixteen rows are on their way at a time, and eight of them share {sharing}; a row is {Count(Vectors, "vector")} of {(IsDouble ? "eight doubles" : "sixteen floats")}{parts}.";
        }
    }
}
