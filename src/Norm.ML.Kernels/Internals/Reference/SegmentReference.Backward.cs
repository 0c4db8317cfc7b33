using System.Numerics;

namespace Norm.ML.Internals.Reference;

internal static partial class SegmentReference
{
    /// <summary>
    /// The gradients by definition, with <c>g = dy * gamma</c> and means over the segment:
    /// <c>dx = (g - mean(g) - xhat * mean(g * xhat)) * inverse</c> (without <c>mean(g)</c> if the norm does not centre),
    /// <c>dgamma += sum(dy * xhat)</c>, <c>dbeta += sum(dy)</c>.
    /// </summary>
    public static void Backward<T, TSegments>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, TSegments map, bool subtractMean, ReadOnlySpan<T> gamma, bool unitOffset,
        ReadOnlySpan<double> savedInverse, Span<T> dx, GradientSums sums, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        for (int segment = 0; segment < map.Count; segment++)
        {
            SegmentStatistics ruler = Measure(x, map, segment, subtractMean, epsilon);
            if (!savedInverse.IsEmpty) ruler = ruler.WithInverse(savedInverse[segment]);
            if (!sums.IsEmpty) Gradients(dy, x, map, segment, ruler, sums);
            if (!dx.IsEmpty) InputGradient(dy, x, map, segment, ruler, subtractMean, gamma, unitOffset, dx);
        }
    }

    private static void Gradients<T, TSegments>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, TSegments map, int segment, SegmentStatistics ruler, GradientSums sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        var power = new PowerOfTwo(ruler.Power);
        for (int i = 0; i < map.Length; i++)
        {
            int at = map.Offset(segment, i);
            double d = double.CreateTruncating(dy[at]);
            sums.Add(map.Affine(segment, i), power.Times(Xhat(x[at], ruler) * d), d);
        }
    }

    private static void InputGradient<T, TSegments>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, TSegments map, int segment, SegmentStatistics ruler, bool subtractMean,
        ReadOnlySpan<T> gamma, bool unitOffset, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        double largestSlope = 0, largestGamma = 0, n = map.Length;
        for (int i = 0; i < map.Length; i++)
        {
            largestSlope = Math.Max(largestSlope, Math.Abs(double.CreateTruncating(dy[map.Offset(segment, i)])));
            largestGamma = Math.Max(largestGamma, Math.Abs(Gamma(gamma, map.Affine(segment, i), unitOffset).High));
        }
        // g is at most about 1, and so is all that is made of it, up to the inverse deviation: no step overflows or underflows.
        int slopeExponent = PowerOfTwo.Normalizing(largestSlope), gammaExponent = PowerOfTwo.Normalizing(largestGamma);
        PowerOfTwo slopeScale = new(slopeExponent), gammaScale = new(gammaExponent), squared = new(2 * ruler.Power);
        PowerOfTwo back = new(ruler.Power + ruler.ScaleExponent - slopeExponent - gammaExponent);
        DoubleDouble sum = 0, product = 0;
        for (int i = 0; i < map.Length; i++)
        {
            int at = map.Offset(segment, i);
            DoubleDouble g = gammaScale.Times(Gamma(gamma, map.Affine(segment, i), unitOffset)) * slopeScale.Times(double.CreateTruncating(dy[at]));
            if (subtractMean) sum += g;
            product += g * Xhat(x[at], ruler);
        }
        DoubleDouble mean = sum / n, slope = squared.Times(product / n);
        for (int i = 0; i < map.Length; i++)
        {
            int at = map.Offset(segment, i);
            DoubleDouble g = gammaScale.Times(Gamma(gamma, map.Affine(segment, i), unitOffset)) * slopeScale.Times(double.CreateTruncating(dy[at]));
            dx[at] = Round<T>(back.Times((g - mean - Xhat(x[at], ruler) * slope) * ruler.Inverse));
        }
    }
}
