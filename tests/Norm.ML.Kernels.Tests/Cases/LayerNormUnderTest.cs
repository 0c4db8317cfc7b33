namespace Norm.ML.Kernels.Tests.Cases;

internal sealed class LayerNormUnderTest : NormUnderTest
{
    public override string Name => "LayerNorm";

    public override bool OverRows => true;

    public override NormShape Shape(int size, int segments) => NormShape.Rows(segments, size);

    public override NormShape WithExamples(NormShape shape, int examples) => NormShape.Rows(examples, shape.Channels);

    public override void Forward<T>(Problem<T> p, ReadOnlySpan<T> x, Span<T> y, NormPrecision precision) =>
        LayerNorm.Normalize(x, p.Shape.Channels, p.Gamma, p.Beta, y, p.Epsilon, precision);

    public override void ForwardKeeping<T>(Problem<T> p, ReadOnlySpan<T> x, Span<T> y, Span<double> mean, Span<double> other,
        NormPrecision precision) =>
        LayerNorm.Normalize(x, p.Shape.Channels, p.Gamma, p.Beta, y, mean, other, p.Epsilon, precision);

    public override void Backward<T>(Problem<T> p, ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx, Span<T> dgamma, Span<T> dbeta) =>
        LayerNorm.Backward(dy, x, p.Shape.Channels, p.Gamma, dx, dgamma, dbeta, p.Epsilon);

    public override void BackwardKept<T>(
        Problem<T> p, ReadOnlySpan<T> dy, ReadOnlySpan<T> x, ReadOnlySpan<double> mean, ReadOnlySpan<double> other, Span<T> dx, Span<T> dgamma,
        Span<T> dbeta) =>
        LayerNorm.Backward(dy, x, p.Shape.Channels, p.Gamma, mean, other, dx, dgamma, dbeta);
}
