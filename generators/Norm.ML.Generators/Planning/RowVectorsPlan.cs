using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Planning;

/// <summary>
/// A row is a few vectors, and sixteen rows are in one batch. Strict, also if fast was requested: sums in float are less exact than PyTorch here, or
/// no faster.
/// </summary>
/// <param name="Length">The length of a row.</param>
/// <param name="Element">Float or double.</param>
internal sealed record RowVectorsPlan(int Length, ElementType Element) : UnrolledPlan(Length, Element, NormPrecision.Strict)
{
    /// <summary>The elements of a vector of doubles. Strict sums are in double.</summary>
    public const int Block = 8;

    /// <summary>The vectors of doubles in a row, an incomplete last one included.</summary>
    public int Blocks => (Length + Block - 1) / Block;

    /// <summary>The vectors of elements in a row, an incomplete last one included.</summary>
    public int Vectors => (Length + Vector - 1) / Vector;

    public override string Loop => "Strict";

    public override string InWords
    {
        get
        {
            int tail = Length % Vector;
            string parts = tail == 0 ? "" : Length < Vector ? ", which it does not fill" : $", the last of which holds {Count(tail, "element")}";
            string sharing = IsDouble ? "each reduction, square root and division" : "a reduction, a square root and a division";
            string vectors = $"{Count(Vectors, "vector")} of {(IsDouble ? "eight doubles" : "sixteen floats")}{parts}";
            return $"sixteen rows are in one batch, and eight of them share {sharing}; a row is {vectors}.";
        }
    }
}
