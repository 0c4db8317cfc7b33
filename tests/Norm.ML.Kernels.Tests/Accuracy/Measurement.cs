using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>Measures the errors of one problem against the truth.</summary>
internal static class Measurement
{
    public static StatisticsTruth[] Statistics<T>(NormUnderTest norm, Problem<T> p) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, p.Geometry.Segments.Length).Select(s => norm.Measure(p.Values(p.X, s), p.Epsilon))];

    public static ErrorPair Output<T>(NormUnderTest norm, Problem<T> p, StatisticsTruth[] statistics, T[] y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ErrorPair worst = default;
        for (int s = 0; s < statistics.Length; s++)
        {
            worst = worst.Worse(OutputTruth.Error<T>(statistics[s], p.Values(p.X, s), p.Gammas(s, norm.UnitOffset), p.Betas(s), p.Gather(y, s)));
        }

        return worst;
    }

    public static ErrorPair InputGradient<T>(NormUnderTest norm, Problem<T> p, StatisticsTruth[] statistics, T[] dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ErrorPair worst = default;
        for (int s = 0; s < statistics.Length; s++)
        {
            ErrorPair error = GradientTruth.Error<T>(
                statistics[s], norm.SubtractsMean, p.Values(p.X, s), p.Values(p.Dy, s), p.Gammas(s, norm.UnitOffset), p.Gather(dx, s));
            worst = worst.Worse(error);
        }
        return worst;
    }

    public static AffineGradientTruth AffineGradients<T>(Problem<T> p, StatisticsTruth[] statistics)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool tiny = p.Dy.All(dy => Math.Abs(Element<T>.ToDouble(dy)) < 1e-270);
        var truth = new AffineGradientTruth(p.Geometry.Affines, tiny ? 200 : 0);
        for (int s = 0; s < statistics.Length; s++)
        {
            double largest = p.Values(p.X, s).Max(x => statistics[s].Scaled(x).Magnitude);
            largest = new PowerOfTwo(statistics[s].ScaledExponent).Times(largest);
            foreach (int position in p.Geometry.Segments[s])
            {
                truth.Add(statistics[s], largest, Element<T>.ToDouble(p.X[position]), Element<T>.ToDouble(p.Dy[position]),
                    p.Geometry.Affine[position]);
            }
        }
        return truth;
    }
}
