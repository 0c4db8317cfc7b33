using System.Numerics;

namespace Norm.ML.Kernels.Tests.Truth;

/// <summary>
/// The error of normalized elements that share a ruler: <c>y = xhat * gamma + beta</c>, with
/// <c>max|xhat * gamma| + max|beta|</c> of the segment as natural scale.
/// </summary>
internal static class OutputTruth
{
    public static ErrorPair Error<T>(RulerTruth ruler, ReadOnlySpan<double> x, ReadOnlySpan<TwoPart> gamma, ReadOnlySpan<double> beta, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ErrorMeter<T> meter = Meter<T>(ruler, x, gamma, beta);
        double worst = 0;
        for (int i = 0; i < x.Length; i++) worst = Math.Max(worst, meter.Error(y[i], Value(ruler, x[i], gamma[i], beta[i], meter.UnitExponent)));
        return ErrorPair.Of(worst, meter.Tiny);
    }

    /// <summary>One element in units of <c>2^unitExponent</c>.</summary>
    public static TwoPart Value(RulerTruth ruler, double x, TwoPart gamma, double beta, int unitExponent) =>
        (ruler.Scaled(x) * gamma).Times(new PowerOfTwo(ruler.ScaledExponent - unitExponent)) + new PowerOfTwo(-unitExponent).Times(beta);

    public static ErrorMeter<T> Meter<T>(RulerTruth ruler, ReadOnlySpan<double> x, ReadOnlySpan<TwoPart> gamma, ReadOnlySpan<double> beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double product = 0, shift = 0;
        for (int i = 0; i < x.Length; i++)
        {
            product = Math.Max(product, (ruler.Scaled(x[i]) * gamma[i]).Magnitude);
            shift = Math.Max(shift, Math.Abs(beta[i]));
        }
        return Combine<T>(product, ruler.ScaledExponent, shift);
    }

    private static ErrorMeter<T> Combine<T>(double product, int exponent, double shift) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int common = Math.Max(PowerOfTwo.Above(product) + exponent, PowerOfTwo.Above(shift));
        if (product == 0 && shift == 0) return new ErrorMeter<T>(0, 0);
        return new ErrorMeter<T>(new PowerOfTwo(exponent - common).Times(product) + new PowerOfTwo(-common).Times(shift), common);
    }
}
