namespace Norm.ML.Generators.Planning;

/// <summary>Write out what is done with rows of this size; the loops over rows are the library's (<c>Norm.ML.Lanes.RowPlan</c>).</summary>
/// <param name="Length">The length of a row.</param>
/// <param name="Precision">Strict: sums in double. Fast: all in float.</param>
internal abstract record WrittenOutPlan(int Length, NormPrecision Precision) : KernelPlan
{
    /// <summary>A vector of floats.</summary>
    public const int Vector = 16;

    /// <summary>Whether sums are taken in float.</summary>
    public bool IsFast => Precision == NormPrecision.Fast;

    /// <summary>The library's loop that carries the plan out.</summary>
    public abstract string Loop { get; }

    protected static string Count(int number, string what) => number == 1 ? $"one {what}" : $"{number} {what}s";
}
