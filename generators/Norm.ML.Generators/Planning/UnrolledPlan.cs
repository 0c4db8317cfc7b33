using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Planning;

/// <summary>Unrolled code for rows of this size; <c>Norm.ML.Simd.UnrolledRows</c> of the library is the loop over rows.</summary>
/// <param name="Length">The length of a row.</param>
/// <param name="Element">Float or double.</param>
/// <param name="Precision">Strict: sums in double. Fast: all in float.</param>
internal abstract record UnrolledPlan(int Length, ElementType Element, NormPrecision Precision) : KernelPlan
{
    /// <summary>The elements of a vector.</summary>
    public int Vector => IsDouble ? 8 : 16;

    public bool IsDouble => Element == ElementType.Double;

    /// <summary>Whether sums of floats are in float.</summary>
    public bool IsFast => Precision == NormPrecision.Fast;

    /// <summary>
    /// Whether the mean is computed before the squares. Strict float sums take one pass; the rare ill-conditioned rows go to the library's kernel.
    /// </summary>
    public bool HasTwoPasses => IsFast || IsDouble;

    /// <summary>The method of UnrolledRows that runs the plan.</summary>
    public abstract string Loop { get; }

    protected static string Count(int number, string what) => number == 1 ? $"one {what}" : $"{number} {what}s";
}
