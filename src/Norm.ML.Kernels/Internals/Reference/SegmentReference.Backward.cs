using System.Numerics;

namespace Norm.ML.Internals.Reference;

internal static partial class SegmentReference
{
    private const double LeastUnscaled = 1e-270; // products of smaller gradients with xhat would lose their last bits

    /// <summary>
    /// The gradients by their formulas, with <c>g = dy * gamma</c> and means over the segment: <c>dx = (g - mean(g) - xhat * mean(g * xhat)) *
    /// inverse</c> (without <c>mean(g)</c> if the norm does not subtract the mean), <c>dgamma += sum(dy * xhat)</c>, <c>dbeta += sum(dy)</c>. Of a
    /// length, sums stand for means; a row shorter than epsilon is divided by a constant, so <c>dx = g * inverse</c>.
    /// </summary>
    public static void Backward<T, TSegments>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, TSegments map, bool subtractMean, ReadOnlySpan<T> gamma, bool unitOffset,
        ReadOnlySpan<double> savedInverse, Span<T> dx, GradientSums sums, double epsilon, bool isLength = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        for (int segment = 0; segment < map.Count; segment++)
        {
            SegmentStatistics statistics = Measure(x, map, segment, subtractMean, epsilon, isLength);
            if (!savedInverse.IsEmpty)
            {
                statistics = statistics.WithInverse(savedInverse[segment]);
            }

            if (!sums.IsEmpty)
            {
                Gradients(dy, x, map, segment, statistics, sums);
            }

            if (!dx.IsEmpty)
            {
                InputGradient(dy, x, map, segment, statistics, subtractMean, gamma, unitOffset, dx, isLength);
            }
        }
    }

    private static void Gradients<T, TSegments>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, TSegments map, int segment, SegmentStatistics statistics, GradientSums sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        double largest = LargestGradient(dy, map, segment);
        int dyExponent = largest < LeastUnscaled ? PowerOfTwo.Normalizing(largest) : 0;
        PowerOfTwo dyScale = new(dyExponent), back = new(statistics.Power - dyExponent);
        for (int i = 0; i < map.Length; i++)
        {
            int at = map.Offset(segment, i);
            double d = double.CreateTruncating(dy[at]);
            sums.Add(map.Affine(segment, i), back.Times(Xhat(x[at], statistics) * dyScale.Times(d)), d);
        }
    }

    private static double LargestGradient<T, TSegments>(ReadOnlySpan<T> dy, TSegments map, int segment)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        double largest = 0;
        for (int i = 0; i < map.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(double.CreateTruncating(dy[map.Offset(segment, i)])));
        }

        return largest;
    }

    private static void InputGradient<T, TSegments>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, TSegments map, int segment, SegmentStatistics statistics, bool subtractMean,
        ReadOnlySpan<T> gamma, bool unitOffset, Span<T> dx, bool isLength)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        double largestDy = LargestGradient(dy, map, segment), largestGamma = 0, n = isLength ? 1 : map.Length;
        for (int i = 0; i < map.Length; i++)
        {
            largestGamma = Math.Max(largestGamma, Math.Abs(Gamma(gamma, map.Affine(segment, i), unitOffset).High));
        }
        // g is scaled to at most about 1. So are all terms before the inverse deviation, and no step overflows or underflows.
        int dyExponent = PowerOfTwo.Normalizing(largestDy), gammaExponent = PowerOfTwo.Normalizing(largestGamma);
        PowerOfTwo dyScale = new(dyExponent), gammaScale = new(gammaExponent), squared = new(2 * statistics.Power);
        PowerOfTwo back = new(statistics.Power + statistics.ScaleExponent - dyExponent - gammaExponent);
        DoubleDouble sum = 0, product = 0;
        for (int i = 0; i < map.Length; i++)
        {
            int at = map.Offset(segment, i);
            DoubleDouble g = gammaScale.Times(Gamma(gamma, map.Affine(segment, i), unitOffset)) * dyScale.Times(double.CreateTruncating(dy[at]));
            if (subtractMean)
            {
                sum += g;
            }

            product += g * Xhat(x[at], statistics);
        }
        DoubleDouble mean = sum / n, xhatCoefficient = statistics.IsLimited ? 0 : squared.Times(product / n);
        for (int i = 0; i < map.Length; i++)
        {
            int at = map.Offset(segment, i);
            DoubleDouble g = gammaScale.Times(Gamma(gamma, map.Affine(segment, i), unitOffset)) * dyScale.Times(double.CreateTruncating(dy[at]));
            dx[at] = Round<T>(back.Times((g - mean - Xhat(x[at], statistics) * xhatCoefficient) * statistics.Inverse));
        }
    }
}
