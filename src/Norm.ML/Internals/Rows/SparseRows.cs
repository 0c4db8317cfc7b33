using System.Runtime.CompilerServices;

namespace Norm.ML.Internals.Rows;

/// <summary>
/// RMSNorm and UnitNorm of sparse rows of floats, from the values alone: <c>y = x / sqrt(sum(x^2) / length + epsilon) * gamma</c> or
/// <c>y = x / max(sqrt(sum(x^2)), epsilon)</c>. The kernel rounds the quotient to the nearest float, then the product with gamma, and so does this;
/// a row in which the first rounding is in doubt goes to <paramref name="inFull"/>.
/// </summary>
/// <param name="divisor">What a row is divided by.</param>
/// <param name="epsilon">The number that is added to the mean of squares, or the least length.</param>
/// <param name="gamma">Scale per element; empty means 1.</param>
/// <param name="unitOffset">The scale is <c>1 + gamma</c>.</param>
/// <param name="inFull">Normalizes a row with all its zeros.</param>
internal sealed class SparseRows(NormDivisor divisor, double epsilon, float[] gamma, bool unitOffset, SparseNormalizer<float> inFull)
{
    private const double UnitRoundoff = 1.0 / (1L << 53);

    // The kernel has the scale as two floats: 2^-48 of the quotient, if the low part's product is no subnormal float.
    private const double TwoFloats = 64;
    private const float LeastQuotient = 1e-29f;

    // Rows beyond it are written in double by the kernel, with one rounding in the end.
    private const double Smallest = 1e-24, Largest = 1e24, SmallestSquare = 1e-47;

    /// <summary>See <see cref="SparseNormalizer{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // as for FittedBatchNorm's sparse rows
    public bool Normalize(int length, ReadOnlySpan<int> indices, ReadOnlySpan<float> values, Span<float> destination)
    {
        // Squares of floats are exact in double and do not overflow there.
        double sum = 0;
        foreach (float value in values)
        {
            sum += (double)value * value;
        }

        // What rounding may have moved a quotient by, relative: here, and in the kernel, which has at least 16 partial sums.
        double square = divisor == NormDivisor.Length ? Math.Max(sum, epsilon * epsilon) : sum / length + epsilon;
        double doubt = (values.Length + length / 16 + TwoFloats) * UnitRoundoff, scale = 1 / Math.Sqrt(square);
        if (!double.IsFinite(scale) || !double.IsFinite(sum) || (gamma.Length > 0 && !IsOrdinary(sum / length, scale)))
        {
            return inFull(length, indices, values, destination);
        }

        for (int i = 0; i < values.Length; i++)
        {
            double y = values[i] * scale, least = y * (1 - doubt), most = y * (1 + doubt);
            float quotient = (float)y;
            if ((float)least != (float)most || (Math.Abs(quotient) < LeastQuotient && values[i] != 0))
            {
                return inFull(length, indices, values, destination);
            }

            destination[i] = gamma.Length == 0 ? quotient
                : unitOffset ? MathF.FusedMultiplyAdd(quotient, gamma[indices[i]], quotient) : quotient * gamma[indices[i]];
        }

        return true;
    }

    private static bool IsOrdinary(double meanSquare, double scale) =>
        scale is > Smallest and < Largest && meanSquare * (scale * scale) > SmallestSquare;
}
