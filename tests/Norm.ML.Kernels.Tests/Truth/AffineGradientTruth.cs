using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Truth;

/// <summary>
/// The gradients of gamma and beta, accumulated onto what was there: <c>dgamma += sum(dy * xhat)</c>, <c>dbeta += sum(dy)</c>.
/// The natural scale is the largest sum of absolute terms over the elements of the gradient, where xhat counts with the largest of its
/// segment, as it does in the natural scale of an output: for gamma <c>max over elements of sum(|dy| * max|xhat|)</c>.
/// </summary>
/// <param name="length">The number of elements of gamma.</param>
/// <param name="shift">The exponent of a power of two that dy is multiplied by, so that the truth of subnormal gradients is exact.</param>
internal sealed class AffineGradientTruth(int length, int shift = 0)
{
    private readonly TwoPart[] _gamma = new TwoPart[length], _beta = new TwoPart[length];
    private readonly double[] _absoluteGamma = new double[length], _absoluteBeta = new double[length];

    public void Add(StatisticsTruth statistics, double largestXhat, double x, double dy, int affine)
    {
        dy = Math.ScaleB(dy, shift);
        TwoPart product = (statistics.Scaled(x) * dy).Times(new PowerOfTwo(statistics.ScaledExponent));
        _gamma[affine] += product;
        _absoluteGamma[affine] += Math.Abs(dy) * largestXhat;
        _beta[affine] += dy;
        _absoluteBeta[affine] += Math.Abs(dy);
    }

    public ErrorPair GammaError<T>(ReadOnlySpan<T> initial, ReadOnlySpan<T> actual) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Error(_gamma, _absoluteGamma, initial, actual);

    public ErrorPair BetaError<T>(ReadOnlySpan<T> initial, ReadOnlySpan<T> actual) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Error(_beta, _absoluteBeta, initial, actual);

    private ErrorPair Error<T>(TwoPart[] sums, double[] absolute, ReadOnlySpan<T> initial, ReadOnlySpan<T> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double scale = 0, worst = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            scale = Math.Max(scale, absolute[i] + Math.ScaleB(Math.Abs(Element<T>.ToDouble(initial[i])), shift));
        }

        var meter = new ErrorMeter<T>(scale, -shift);
        var toUnit = new PowerOfTwo(-meter.UnitExponent - shift);
        for (int i = 0; i < sums.Length; i++)
        {
            worst = Math.Max(worst, meter.Error(actual[i], (sums[i] + Math.ScaleB(Element<T>.ToDouble(initial[i]), shift)).Times(toUnit)));
        }

        return ErrorPair.Of(worst, meter.Tiny);
    }
}
