using System.Numerics;

namespace Norm.ML.Internals.Reference;

/// <summary>
/// The reference: every norm by its formula, in double-double arithmetic: <c>mean = sum(x) / n, variance = sum((x - mean)^2) / n, y = (x - mean) /
/// sqrt(variance + epsilon) * gamma + beta</c>. Kernels fall back to it for segments that they cannot compute exactly.
/// </summary>
internal static partial class SegmentReference
{
    public static SegmentStatistics Measure<T, TSegments>(
        ReadOnlySpan<T> x, TSegments map, int segment, bool subtractMean, double epsilon, bool isLength = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        double largest = 0, n = map.Length;
        for (int i = 0; i < map.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(double.CreateTruncating(x[map.Offset(segment, i)]))); // NaN stays
        }

        if (!double.IsFinite(largest))
        {
            return subtractMean || double.IsNaN(largest) ? SegmentStatistics.Make(1, double.NaN, double.NaN, epsilon, isLength)
                : SegmentStatistics.Make(1, 0, double.PositiveInfinity, epsilon, isLength);
        }

        if (largest == 0)
        {
            return SegmentStatistics.Make(0, 0, 0, epsilon, isLength);
        }

        double scale = SegmentStatistics.ScaleFor(largest);
        DoubleDouble mean = 0, variance = 0;
        if (subtractMean)
        {
            for (int i = 0; i < map.Length; i++)
            {
                mean += double.CreateTruncating(x[map.Offset(segment, i)]) * scale;
            }

            mean /= n;
        }
        for (int i = 0; i < map.Length; i++)
        {
            DoubleDouble deviation = double.CreateTruncating(x[map.Offset(segment, i)]) * scale - mean;
            variance += deviation * deviation;
        }
        return SegmentStatistics.Make(largest, mean, isLength ? variance : variance / n, epsilon, isLength);
    }

    public static void Apply<T, TSegments>(
        ReadOnlySpan<T> x, TSegments map, int segment, SegmentStatistics statistics, ReadOnlySpan<T> gamma, bool unitOffset, ReadOnlySpan<T> beta,
        Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        var power = new PowerOfTwo(statistics.Power);
        for (int i = 0; i < map.Length; i++)
        {
            int at = map.Offset(segment, i), affine = map.Affine(segment, i);
            y[at] = Round<T>(power.Times(Xhat(x[at], statistics) * Gamma(gamma, affine, unitOffset)) + Beta(beta, affine));
        }
    }

    /// <summary>
    /// The normalized value without the power of two of the statistics. Multiply by gamma first, and by the power last, or it may underflow.
    /// </summary>
    private static DoubleDouble Xhat<T>(T x, SegmentStatistics statistics) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double scaled = double.CreateTruncating(x) * statistics.Scale;
        return double.IsFinite(scaled) ? (scaled - statistics.Mean) * statistics.Inverse : double.NaN;
    }

    public static DoubleDouble Gamma<T>(ReadOnlySpan<T> gamma, int i, bool unitOffset) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        gamma.IsEmpty ? 1 : unitOffset ? DoubleDouble.TwoSum(1, double.CreateTruncating(gamma[i])) : double.CreateTruncating(gamma[i]);

    public static double Beta<T>(ReadOnlySpan<T> beta, int i) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        beta.IsEmpty ? 0 : double.CreateTruncating(beta[i]);

    private static T Round<T>(DoubleDouble value) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateTruncating(value.Value);

    /// <summary>Normalizes every segment; <paramref name="mean"/> and <paramref name="inverse"/> receive one value each if not empty.</summary>
    public static void Normalize<T, TSegments>(
        ReadOnlySpan<T> x, TSegments map, bool subtractMean, ReadOnlySpan<T> gamma, bool unitOffset, ReadOnlySpan<T> beta, Span<T> y,
        Span<double> mean, Span<double> inverse, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        for (int segment = 0; segment < map.Count; segment++)
        {
            SegmentStatistics statistics = Measure(x, map, segment, subtractMean, epsilon);
            Apply(x, map, segment, statistics, gamma, unitOffset, beta, y);
            if (!mean.IsEmpty)
            {
                mean[segment] = statistics.PlainMean;
            }

            if (!inverse.IsEmpty)
            {
                inverse[segment] = statistics.PlainInverse;
            }
        }
    }
}
