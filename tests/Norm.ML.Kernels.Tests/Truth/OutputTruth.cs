using System.Numerics;

namespace Norm.ML.Kernels.Tests.Truth;

/// <summary>
/// The error of normalized elements that share statistics: <c>y = xhat * gamma + beta</c>, with
/// <c>max|xhat * gamma| + max|beta|</c> of the segment as natural scale.
/// </summary>
internal static class OutputTruth
{
    public static ErrorPair Error<T>(StatisticsTruth statistics, ReadOnlySpan<double> x, ReadOnlySpan<TwoPart> gamma, ReadOnlySpan<double> beta,
        ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ErrorMeter<T> meter = Meter<T>(statistics, x, gamma, beta);
        double worst = 0;
        for (int i = 0; i < x.Length; i++)
        {
            worst = Math.Max(worst, meter.Error(y[i], Value(statistics, x[i], gamma[i], beta[i], meter.UnitExponent)));
        }

        return ErrorPair.Of(worst, meter.Tiny);
    }

    /// <summary>One element in units of <c>2^unitExponent</c>.</summary>
    public static TwoPart Value(StatisticsTruth statistics, double x, TwoPart gamma, double beta, int unitExponent) =>
        (statistics.Scaled(x) * gamma).Times(new PowerOfTwo(statistics.ScaledExponent - unitExponent)) + new PowerOfTwo(-unitExponent).Times(beta);

    public static ErrorMeter<T> Meter<T>(StatisticsTruth statistics, ReadOnlySpan<double> x, ReadOnlySpan<TwoPart> gamma, ReadOnlySpan<double> beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double product = 0, shift = 0;
        for (int i = 0; i < x.Length; i++)
        {
            product = Math.Max(product, (statistics.Scaled(x[i]) * gamma[i]).Magnitude);
            shift = Math.Max(shift, Math.Abs(beta[i]));
        }
        return Combine<T>(product, statistics.ScaledExponent, shift);
    }

    private static ErrorMeter<T> Combine<T>(double product, int exponent, double shift) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int common = Math.Max(PowerOfTwo.Above(product) + exponent, PowerOfTwo.Above(shift));
        if (product == 0 && shift == 0)
        {
            return new ErrorMeter<T>(0, 0);
        }

        return new ErrorMeter<T>(new PowerOfTwo(exponent - common).Times(product) + new PowerOfTwo(-common).Times(shift), common);
    }
}
