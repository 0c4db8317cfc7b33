using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Planning;

/// <summary>Write out what is done with rows of this size; the loops over rows are the library's (<c>Norm.ML.Simd.UnrolledRows</c>).</summary>
/// <param name="Length">The length of a row.</param>
/// <param name="Element">Float or double.</param>
/// <param name="Precision">Strict: sums in double. Fast: all in float.</param>
internal abstract record UnrolledPlan(int Length, ElementType Element, NormPrecision Precision) : KernelPlan
{
    /// <summary>The elements of a vector.</summary>
    public int Vector => IsDouble ? 8 : 16;

    public bool IsDouble => Element == ElementType.Double;

    /// <summary>Whether sums of floats are taken in float.</summary>
    public bool IsFast => Precision == NormPrecision.Fast;

    /// <summary>Whether the mean is known before squares are added up. Sums of floats in double need no second pass, but for a few rows, which the library does.</summary>
    public bool HasTwoPasses => IsFast || IsDouble;

    /// <summary>The library's loop that carries the plan out.</summary>
    public abstract string Loop { get; }

    protected static string Count(int number, string what) => number == 1 ? $"one {what}" : $"{number} {what}s";
}
