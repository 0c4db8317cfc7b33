using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>Measures the errors of one problem against the truth.</summary>
internal static class Measurement
{
    public static RulerTruth[] Rulers<T>(NormUnderTest norm, Problem<T> p) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, p.Geometry.Segments.Length).Select(s => RulerTruth.Measure(p.Values(p.X, s), norm.Centres, p.Epsilon))];

    public static ErrorPair Output<T>(NormUnderTest norm, Problem<T> p, RulerTruth[] rulers, T[] y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ErrorPair worst = default;
        for (int s = 0; s < rulers.Length; s++)
            worst = worst.Worse(OutputTruth.Error<T>(rulers[s], p.Values(p.X, s), p.Gammas(s, norm.UnitOffset), p.Betas(s), p.Gather(y, s)));
        return worst;
    }

    public static ErrorPair InputGradient<T>(NormUnderTest norm, Problem<T> p, RulerTruth[] rulers, T[] dx) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ErrorPair worst = default;
        for (int s = 0; s < rulers.Length; s++)
        {
            ErrorPair error = GradientTruth.Error<T>(
                rulers[s], norm.Centres, p.Values(p.X, s), p.Values(p.Dy, s), p.Gammas(s, norm.UnitOffset), p.Gather(dx, s));
            worst = worst.Worse(error);
        }
        return worst;
    }

    public static AffineGradientTruth AffineGradients<T>(Problem<T> p, RulerTruth[] rulers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var truth = new AffineGradientTruth(p.Geometry.Affines);
        for (int s = 0; s < rulers.Length; s++)
        {
            double largest = p.Values(p.X, s).Max(x => rulers[s].Scaled(x).Magnitude);
            largest = new PowerOfTwo(rulers[s].ScaledExponent).Times(largest);
            foreach (int position in p.Geometry.Segments[s])
                truth.Add(rulers[s], largest, Element<T>.ToDouble(p.X[position]), Element<T>.ToDouble(p.Dy[position]), p.Geometry.Affine[position]);
        }
        return truth;
    }
}
