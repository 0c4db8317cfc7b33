using System.Numerics;
using Norm.ML.Internals.Reference;

namespace Norm.ML.Internals.Channels.Gradients;

/// <summary>
/// From the sums of the channels of a group to the parameters of their last step, <c>dx = dy * (a + aLow) + ((x - mean) * b + c)</c>, and to what
/// they add to the gradients of gamma and beta. Sums are those of <c>dy</c> and of <c>dy * (x - mean)</c>; in the places of the group's first channel
/// the parameters hold the inverse deviation in two parts and the low part of the mean.
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
            double xhat = Math.FusedMultiplyAdd(-low, sums[c], sums[channels + c]) * inverse, g = gamma.IsEmpty ? 1 : double.CreateTruncating(gamma[c]); // sum of dy * xhat
            totals.AddPlain(c, xhat, sums[c]);
            sum += g * sums[c];
            product += g * xhat;
        }
        double level = -(sum / n) * inverse, slope = -(product / n) * inverse * inverse;
        for (int c = first; c < first + each; c++)
        {
            p[c] = inverse * (gamma.IsEmpty ? 1 : double.CreateTruncating(gamma[c]));
            p[channels + c] = slope;
            p[2 * channels + c] = Math.FusedMultiplyAdd(-low, slope, level);
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
            DoubleDouble slopes = DoubleDouble.TwoSum(sums[c], sums[2 * channels + c]);
            DoubleDouble xhat = (DoubleDouble.TwoSum(sums[channels + c], sums[3 * channels + c]) - slopes * low) * inverse; // sum of dy * xhat
            totals.Add(c, xhat, slopes);
            double g = gamma.IsEmpty ? 1 : double.CreateTruncating(gamma[c]);
            sum += slopes * g;
            product += xhat * g;
        }
        DoubleDouble level = -(sum / n) * inverse, slope = -(product / n) * inverse * inverse;
        double shift = (level - slope * low).Value;
        for (int c = first; c < first + each; c++)
        {
            DoubleDouble scale = inverse * (gamma.IsEmpty ? 1 : double.CreateTruncating(gamma[c]));
            (p[c], p[channels + c], p[2 * channels + c], p[4 * channels + c]) = (scale.High, slope.Value, shift, scale.Low);
        }
    }
}
