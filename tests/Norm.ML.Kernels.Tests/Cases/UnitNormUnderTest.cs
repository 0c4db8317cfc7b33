using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Cases;

internal sealed class UnitNormUnderTest : NormUnderTest
{
    public override string Name => "UnitNorm";

    public override bool SubtractsMean => false;

    public override bool HasGamma => false;

    public override bool OverRows => true;

    public override NormShape Shape(int size, int segments) => NormShape.Rows(segments, size);

    public override NormShape WithExamples(NormShape shape, int examples) => NormShape.Rows(examples, shape.Channels);

    public override StatisticsTruth Measure(ReadOnlySpan<double> values, double epsilon) => StatisticsTruth.MeasureLength(values, epsilon);

    public override NearestTruth Nearest(double[] values, double epsilon) => NearestTruth.OfLength(values, epsilon);

    public override void Forward<T>(Problem<T> p, ReadOnlySpan<T> x, Span<T> y, NormPrecision precision) =>
        UnitNorm.Normalize(x, p.Shape.Channels, y, p.Epsilon, precision);

    public override void ForwardKeeping<T>(Problem<T> p, ReadOnlySpan<T> x, Span<T> y, Span<double> mean, Span<double> other,
        NormPrecision precision) =>
        UnitNorm.Normalize(x, p.Shape.Channels, y, other, p.Epsilon, precision);

    /// <summary>There are no gamma and beta, and their gradients are not written.</summary>
    public override void Backward<T>(Problem<T> p, ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx, Span<T> dgamma, Span<T> dbeta) =>
        UnitNorm.Backward(dy, x, p.Shape.Channels, dx, p.Epsilon);

    /// <summary>The lengths are computed again.</summary>
    public override void BackwardKept<T>(
        Problem<T> p, ReadOnlySpan<T> dy, ReadOnlySpan<T> x, ReadOnlySpan<double> mean, ReadOnlySpan<double> other, Span<T> dx, Span<T> dgamma,
        Span<T> dbeta) => Backward(p, dy, x, dx, dgamma, dbeta);
}
