namespace Norm.ML.Kernels.Tests.Cases;

internal sealed class RmsNormUnderTest(bool unitOffset) : NormUnderTest
{
    public override string Name => unitOffset ? "RmsNorm (1 + gamma)" : "RmsNorm";

    public override bool SubtractsMean => false;

    public override bool UnitOffset => unitOffset;

    public override bool OverRows => true;

    public override NormShape Shape(int size, int segments) => NormShape.Rows(segments, size);

    public override NormShape WithExamples(NormShape shape, int examples) => NormShape.Rows(examples, shape.Channels);

    public override void Forward<T>(Problem<T> p, ReadOnlySpan<T> x, Span<T> y, NormPrecision precision) =>
        RmsNorm.Normalize(x, p.Shape.Channels, p.Gamma, y, p.Epsilon, precision, unitOffset);

    public override void ForwardKeeping<T>(Problem<T> p, ReadOnlySpan<T> x, Span<T> y, Span<double> mean, Span<double> other,
        NormPrecision precision) =>
        RmsNorm.Normalize(x, p.Shape.Channels, p.Gamma, y, other, p.Epsilon, precision, unitOffset);

    /// <summary>There is no beta, and dbeta is not written.</summary>
    public override void Backward<T>(Problem<T> p, ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx, Span<T> dgamma, Span<T> dbeta) =>
        RmsNorm.Backward(dy, x, p.Shape.Channels, p.Gamma, dx, dgamma, p.Epsilon, unitOffset);

    public override void BackwardKept<T>(
        Problem<T> p, ReadOnlySpan<T> dy, ReadOnlySpan<T> x, ReadOnlySpan<double> mean, ReadOnlySpan<double> other, Span<T> dx, Span<T> dgamma,
        Span<T> dbeta) =>
        RmsNorm.Backward(dy, x, p.Shape.Channels, p.Gamma, other, dx, dgamma, unitOffset);
}
