using System.Numerics;
using Norm.ML.Internals.Reference;

namespace Norm.ML.Internals.Channels;

/// <summary>
/// <c>y = (x - from) * scale + to</c> for a channel of doubles whose numbers leave the range of one double on the way: a scale that is larger than
/// the largest double or subnormal, a variance whose square root has no inverse, a mean so large that <c>x - mean</c> may overflow. In two-part
/// arithmetic, with the powers of two set apart.
/// </summary>
internal readonly struct ScaledAffine
{
    private const double Far = 8.452712498170644e270; // 2^900
    private const double LargestMean = 9.745314011399999e288; // 2^960: a double minus less than this does not overflow
    private const double Least = 1.0715086071862673e-301, Most = 1.0715086071862673e301; // 2^-1000, 2^1000
    private const int Down = -200, Up = 600;

    private readonly DoubleDouble _from, _to, _scale; // the scale is without its power of two
    private readonly int _exponent;

    private ScaledAffine(DoubleDouble from, DoubleDouble scale, int exponent, DoubleDouble to) =>
        (_from, _scale, _exponent, _to) = (from, scale, exponent, to);

    /// <summary>Whether an inverse deviation times gamma, or the low part of that, leaves the range of doubles.</summary>
    public static bool IsNeeded(double inverse, double gamma)
    {
        double scale = Math.Abs(inverse * gamma);
        return inverse != 0 && gamma != 0 && !(scale >= Least && scale <= Most);
    }

    /// <summary>Whether <c>(x - from) * scale</c>, with this variance and gamma in the scale, leaves the range of doubles.</summary>
    public static bool IsNeeded(double from, double scale, double variance, double gamma) =>
        IsNeeded(scale, 1) || (scale == 0 && variance != 0 && gamma != 0) || Math.Abs(from) >= LargestMean || ChannelSums.IsOutOfRange(variance, 0);

    /// <summary><c>y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c>, or its inverse.</summary>
    public static ScaledAffine Of(DoubleDouble mean, double variance, double epsilon, double gamma, double beta, bool inverse)
    {
        DoubleDouble sum = DoubleDouble.TwoSum(variance, epsilon);
        int half = double.IsInfinity(sum.High) ? 1 : 0; // the sum of two doubles may be beyond the largest
        if (half == 1)
        {
            sum = DoubleDouble.TwoSum(variance * 0.25, epsilon * 0.25);
        }

        if (sum.High == 0)
        {
            return new(inverse ? beta : mean, 0, 0, inverse ? mean : beta);
        }

        int root = -PowerOfTwo.Normalizing(sum.High) >> 1, own = PowerOfTwo.Normalizing(gamma);
        DoubleDouble deviation = DoubleDouble.Sqrt(new PowerOfTwo(-2 * root).Times(sum)), factor = new PowerOfTwo(own).Times(gamma);
        int exponent = -own - root - half;
        return !inverse ? new(mean, factor / deviation, exponent, beta)
            : gamma == 0 ? new(beta, 0, 0, mean) : new(beta, deviation / factor, -exponent, mean);
    }

    public double Apply(double x)
    {
        if (!double.IsFinite(x))
        {
            return x * _scale.High;
        }

        double size = Math.Max(Math.Abs(x), Math.Abs(_from.High));
        int shift = size > Far ? Down : size < 1 / Far ? Up : 0;
        double factor = Math.ScaleB(1, shift);
        DoubleDouble c = DoubleDouble.TwoSum(x * factor, -_from.High * factor) - _from.Low * factor;
        return Math.Abs(_to.High) < Far ? (new PowerOfTwo(_exponent - shift).Times(c * _scale) + _to).Value
            : (new PowerOfTwo(_exponent - shift - 2).Times(c * _scale) + _to * 0.25).Value * 4; // the product alone may be beyond the largest double
    }

    /// <summary>The channels that were copied to their destination, if any.</summary>
    public static void Apply<T>(SortedList<int, ScaledAffine>? scaled, Span<T> y, int channels, int spatial, NormLayout layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (scaled is null)
        {
            return;
        }

        var map = new ChannelSegments(y.Length / channels / spatial, channels, spatial, layout);
        foreach ((int channel, ScaledAffine affine) in scaled)
        {
            for (int i = 0; i < map.Length; i++)
            {
                ref T value = ref y[map.Offset(channel, i)];
                value = T.CreateTruncating(affine.Apply(double.CreateTruncating(value)));
            }
        }
    }
}
