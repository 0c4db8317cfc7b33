using Norm.ML.Internals.Reference;

namespace Norm.ML.Internals.Exact;

/// <summary>
/// What a row is divided by, as <see cref="Rows.RowDivisor"/> has it: of UnitNorm, a sum over one element, raised to the square of epsilon.
/// </summary>
/// <param name="SubtractsMean">False for RmsNorm and UnitNorm.</param>
/// <param name="Epsilon">Added to the mean of squares; of UnitNorm, the least length.</param>
/// <param name="IsLength">Whether the norm is UnitNorm.</param>
internal readonly record struct ExactFormula(bool SubtractsMean, double Epsilon, bool IsLength = false)
{
    /// <summary>What the sum of squares is divided by.</summary>
    public int Count(int size) => IsLength ? 1 : size;

    /// <summary>What the root is taken of. NaN stays.</summary>
    public double Square(double variance) => IsLength ? Math.Max(variance, Epsilon * Epsilon) : variance + Epsilon;

    /// <inheritdoc cref="Square(double)"/>
    public DoubleDouble Square(DoubleDouble variance)
    {
        if (!IsLength)
        {
            return variance + Epsilon;
        }

        // Where the low part of this product underflows, no row but zeros is shorter than epsilon.
        DoubleDouble least = DoubleDouble.Product(Epsilon, Epsilon);
        return (variance - least).High < 0 ? least : variance;
    }
}
