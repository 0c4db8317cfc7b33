namespace Norm.ML.Internals.Rows;

/// <summary>
/// RMSNorm of sparse rows of floats without gamma, from the values alone: <c>y = x / sqrt(sum(x^2) / length + epsilon)</c>. The kernel's result is
/// the float nearest to the formula's, and so is this one: a row in which a rounding is in doubt goes to <paramref name="inFull"/>.
/// </summary>
/// <param name="epsilon">The number that is added to the mean of squares.</param>
/// <param name="inFull">Normalizes a row with all its zeros.</param>
internal sealed class SparseRms(double epsilon, SparseNormalizer<float> inFull)
{
    private const double UnitRoundoff = 1.0 / (1L << 53);

    /// <summary>See <see cref="SparseNormalizer{T}"/>.</summary>
    public bool Normalize(int length, ReadOnlySpan<int> indices, ReadOnlySpan<float> values, Span<float> destination)
    {
        // Squares of floats are exact in double and do not overflow there.
        double sum = 0;
        foreach (float value in values)
        {
            sum += (double)value * value;
        }

        // What rounding may have moved a result by, relative: here, and in the kernel, which has at least 16 partial sums.
        double doubt = (values.Length + length / 16 + 16) * UnitRoundoff, scale = 1 / Math.Sqrt(sum / length + epsilon);
        if (!double.IsFinite(scale) || !double.IsFinite(sum))
        {
            return inFull(length, indices, values, destination);
        }

        for (int i = 0; i < values.Length; i++)
        {
            double y = values[i] * scale, least = y * (1 - doubt), most = y * (1 + doubt);
            if ((float)least != (float)most)
            {
                return inFull(length, indices, values, destination);
            }

            destination[i] = (float)y;
        }

        return true;
    }
}
