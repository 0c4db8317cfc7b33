using System.Numerics;

namespace Norm.ML.Kernels.Tests.Truth;

/// <summary>
/// The error of the gradient of the elements that share statistics. With <c>g = dy * gamma</c>:
/// <c>dx = r * (g - mean(g) - xhat * mean(g * xhat))</c>, without <c>mean(g)</c> if the norm does not centre. The natural scale is the
/// largest sum of absolute terms: the maximum over the segment of <c>r * (|g| + mean|g| + |xhat| * mean|g * xhat|)</c>.
/// </summary>
internal static class GradientTruth
{
    public static ErrorPair Error<T>(
        StatisticsTruth statistics, bool subtractsMean, ReadOnlySpan<double> x, ReadOnlySpan<double> dy, ReadOnlySpan<TwoPart> gamma,
        ReadOnlySpan<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var terms = new Terms(statistics, subtractsMean, x, dy, gamma);
        double scale = 0;
        for (int i = 0; i < x.Length; i++)
        {
            scale = Math.Max(scale, terms.Absolute(x[i], dy[i], gamma[i]));
        }

        var meter = new ErrorMeter<T>(scale, terms.Exponent);
        double worst = 0;
        for (int i = 0; i < x.Length; i++)
        {
            worst = Math.Max(worst, meter.Error(dx[i], terms.Value(x[i], dy[i], gamma[i], meter.UnitExponent)));
        }

        return ErrorPair.Of(worst, meter.Tiny);
    }

    /// <summary>The means of one segment; values are in units of <c>2^Exponent</c>.</summary>
    internal readonly struct Terms
    {
        private readonly StatisticsTruth _ruler;
        private readonly PowerOfTwo _scaleDy, _squared;
        private readonly TwoPart _mean, _slope;
        private readonly double _absoluteMean, _absoluteSlope;

        public Terms(StatisticsTruth statistics, bool subtractsMean, ReadOnlySpan<double> x, ReadOnlySpan<double> dy, ReadOnlySpan<TwoPart> gamma)
        {
            _ruler = statistics;
            double largest = 0;
            foreach (double d in dy)
            {
                largest = Math.Max(largest, Math.Abs(d));
            }

            int shift = largest == 0 ? 0 : PowerOfTwo.Above(largest);
            _scaleDy = new PowerOfTwo(-shift);
            _squared = new PowerOfTwo(2 * statistics.ScaledExponent);
            Exponent = statistics.InverseExponent + shift;
            TwoPart sum = 0, product = 0;
            double absolute = 0, absoluteProduct = 0;
            for (int i = 0; i < x.Length; i++)
            {
                TwoPart g = G(dy[i], gamma[i]), p = g * statistics.Scaled(x[i]);
                sum += g;
                product += p;
                absolute += g.Magnitude;
                absoluteProduct += p.Magnitude;
            }
            TwoPart share = TwoPart.From(Dyadic.Divide(1, x.Length));
            _mean = subtractsMean ? sum * share : 0;
            _slope = product * TwoPart.From(statistics.Share);
            _absoluteMean = subtractsMean ? absolute / x.Length : 0;
            _absoluteSlope = absoluteProduct * statistics.Share.ToDouble();
        }

        public int Exponent { get; }

        public TwoPart Value(double x, double dy, TwoPart gamma, int unitExponent)
        {
            TwoPart d = G(dy, gamma) - _mean - (_ruler.Scaled(x) * _slope).Times(_squared);
            return (d * _ruler.Inverse).Times(new PowerOfTwo(Exponent - unitExponent));
        }

        public double Absolute(double x, double dy, TwoPart gamma) => _ruler.Inverse.High
            * (G(dy, gamma).Magnitude + _absoluteMean + _squared.Times(_ruler.Scaled(x).Magnitude * _absoluteSlope));

        private TwoPart G(double dy, TwoPart gamma) => gamma * _scaleDy.Times(dy);
    }
}
