using System.Numerics;

namespace Norm.ML.Internals.Reference;

/// <summary>
/// All norms by definition, in double-double arithmetic:
/// <c>mean = sum(x) / n, variance = sum((x - mean)^2) / n, y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c>.
/// </summary>
internal static partial class SegmentReference
{
    public static SegmentStatistics Measure<T, TSegments>(ReadOnlySpan<T> x, TSegments map, int segment, bool subtractMean, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        double largest = 0, n = map.Length;
        for (int i = 0; i < map.Length; i++) largest = Math.Max(largest, Math.Abs(double.CreateTruncating(x[map.Offset(segment, i)]))); // NaN stays
        if (!double.IsFinite(largest))
            return subtractMean || double.IsNaN(largest) ? SegmentStatistics.Make(1, double.NaN, double.NaN, epsilon) : SegmentStatistics.Make(1, 0, double.PositiveInfinity, epsilon);

        if (largest == 0) return SegmentStatistics.Make(0, 0, 0, epsilon);
        double scale = SegmentStatistics.ScaleFor(largest);
        DoubleDouble mean = 0, variance = 0;
        if (subtractMean)
        {
            for (int i = 0; i < map.Length; i++) mean += double.CreateTruncating(x[map.Offset(segment, i)]) * scale;
            mean /= n;
        }
        for (int i = 0; i < map.Length; i++)
        {
            DoubleDouble deviation = double.CreateTruncating(x[map.Offset(segment, i)]) * scale - mean;
            variance += deviation * deviation;
        }
        return SegmentStatistics.Make(largest, mean, variance / n, epsilon);
    }

    public static void Apply<T, TSegments>(
        ReadOnlySpan<T> x, TSegments map, int segment, SegmentStatistics ruler, ReadOnlySpan<T> gamma, bool unitOffset, ReadOnlySpan<T> beta, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        var power = new PowerOfTwo(ruler.Power);
        for (int i = 0; i < map.Length; i++)
        {
            int at = map.Offset(segment, i), affine = map.Affine(segment, i);
            y[at] = Round<T>(power.Times(Xhat(x[at], ruler) * Gamma(gamma, affine, unitOffset)) + Beta(beta, affine));
        }
    }

    /// <summary>The normalized value without the ruler's power of two, so that it is multiplied before it can underflow.</summary>
    private static DoubleDouble Xhat<T>(T x, SegmentStatistics ruler) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double scaled = double.CreateTruncating(x) * ruler.Scale;
        return double.IsFinite(scaled) ? (scaled - ruler.Mean) * ruler.Inverse : double.NaN;
    }

    public static DoubleDouble Gamma<T>(ReadOnlySpan<T> gamma, int i, bool unitOffset) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        gamma.IsEmpty ? 1 : unitOffset ? DoubleDouble.TwoSum(1, double.CreateTruncating(gamma[i])) : double.CreateTruncating(gamma[i]);

    public static double Beta<T>(ReadOnlySpan<T> beta, int i) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        beta.IsEmpty ? 0 : double.CreateTruncating(beta[i]);

    private static T Round<T>(DoubleDouble value) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateTruncating(value.Value);
}
