using System.Numerics;
using Norm.ML.Internals.Reference;

namespace Norm.ML.Internals.Channels.Gradients;

/// <summary>
/// From the sums of the channels of a group to the coefficients of <c>dx = dy * (a + aLow) + ((x - mean) * b + c)</c>, and to the gradients of gamma
/// and beta. The sums are those of <c>dy</c> and of <c>dy * (x - mean)</c>. On entry, the entries of the first channel of the group hold the inverse
/// deviation (high and low part) and the low part of the mean.
/// </summary>
internal static class GradientCoefficients
{
    /// <summary>In double, which is exact enough for floats.</summary>
    public static void Plain<T>(
        int first, int each, double n, int channels, ReadOnlySpan<T> gamma, ReadOnlySpan<double> sums, Span<double> p, GradientSums totals)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double inverse = p[first], low = p[2 * channels + first], sum = 0, product = 0;
        for (int c = first; c < first + each; c++)
        {
            // Sum of dy * xhat.
            double xhat = Math.FusedMultiplyAdd(-low, sums[c], sums[channels + c]) * inverse,
                g = gamma.IsEmpty ? 1 : double.CreateTruncating(gamma[c]);
            totals.AddPlain(c, xhat, sums[c]);
            sum += g * sums[c];
            product += g * xhat;
        }
        double constant = -(sum / n) * inverse, deviationCoefficient = -(product / n) * inverse * inverse;
        for (int c = first; c < first + each; c++)
        {
            p[c] = inverse * (gamma.IsEmpty ? 1 : double.CreateTruncating(gamma[c]));
            p[channels + c] = deviationCoefficient;
            p[2 * channels + c] = Math.FusedMultiplyAdd(-low, deviationCoefficient, constant);
        }
    }

    /// <summary>In two parts, for doubles.</summary>
    public static void Exact<T>(
        int first, int each, double n, int channels, ReadOnlySpan<T> gamma, ReadOnlySpan<double> sums, Span<double> p, GradientSums totals)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DoubleDouble inverse = new(p[first], p[channels + first]), sum = 0, product = 0;
        double low = p[2 * channels + first];
        for (int c = first; c < first + each; c++)
        {
            DoubleDouble dySum = DoubleDouble.TwoSum(sums[c], sums[2 * channels + c]);
            DoubleDouble xhat = (DoubleDouble.TwoSum(sums[channels + c], sums[3 * channels + c]) - dySum * low) * inverse; // sum of dy * xhat
            totals.Add(c, xhat, dySum);
            double g = gamma.IsEmpty ? 1 : double.CreateTruncating(gamma[c]);
            sum += dySum * g;
            product += xhat * g;
        }
        DoubleDouble constant = -(sum / n) * inverse, deviationCoefficient = -(product / n) * inverse * inverse;
        double shift = (constant - deviationCoefficient * low).Value;
        for (int c = first; c < first + each; c++)
        {
            DoubleDouble scale = inverse * (gamma.IsEmpty ? 1 : double.CreateTruncating(gamma[c]));
            (p[c], p[channels + c], p[2 * channels + c], p[4 * channels + c]) = (scale.High, deviationCoefficient.Value, shift, scale.Low);
        }
    }
}
