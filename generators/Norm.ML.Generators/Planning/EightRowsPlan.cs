namespace Norm.ML.Generators.Planning;

/// <summary>
/// Write out one row of this size; eight rows at a time share the reduction, the square root and the division
/// (<c>Norm.ML.Lanes.RowPlan</c> in the library).
/// </summary>
/// <param name="Length">The length of a row.</param>
internal sealed record EightRowsPlan(int Length) : KernelPlan
{
    /// <summary>Sums are taken in blocks of eight doubles.</summary>
    public const int Block = 8;

    /// <summary>Results are written in vectors of sixteen floats.</summary>
    public const int Vector = 16;

    /// <summary>The blocks of a row, a last part included.</summary>
    public int Blocks => (Length + Block - 1) / Block;

    /// <summary>The vectors of a row, a last part included.</summary>
    public int Vectors => (Length + Vector - 1) / Vector;

    public override string InWords
    {
        get
        {
            int tail = Length % Vector;
            string parts = tail == 0 ? "" : Length < Vector ? ", of which it fills a part" : $", the last of which holds {Count(tail, "element")}";
            return $"eight rows at a time share the reduction, the square root and the division; a row is {Count(Vectors, "vector")} of sixteen floats{parts}.";
        }
    }

    private static string Count(int number, string what) => number == 1 ? $"one {what}" : $"{number} {what}s";
}
