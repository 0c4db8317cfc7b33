namespace Norm.ML.Kernels.Tests.Cases;

internal sealed class InstanceNormUnderTest(NormLayout layout) : NormUnderTest
{
    public override string Name => layout == NormLayout.ChannelsFirst ? "InstanceNorm" : "InstanceNorm, channels last";

    public override int SmallestSize => 2;

    /// <summary>Three channels, or one for few segments.</summary>
    public override NormShape Shape(int size, int segments)
    {
        int channels = Math.Min(3, segments);
        return NormShape.Grouped(Math.Max(1, segments / channels), channels, channels, size, layout);
    }

    public override NormShape WithExamples(NormShape shape, int examples) =>
        NormShape.Grouped(examples, shape.Groups, shape.Channels, shape.Spatial, layout);

    public override void Forward<T>(Problem<T> p, ReadOnlySpan<T> x, Span<T> y, NormPrecision precision) =>
        InstanceNorm.Normalize(x, p.Shape.Channels, p.Shape.Spatial, p.Gamma, p.Beta, y, p.Epsilon, layout, precision);

    public override void ForwardKeeping<T>(Problem<T> p, ReadOnlySpan<T> x, Span<T> y, Span<double> mean, Span<double> other,
        NormPrecision precision) =>
        InstanceNorm.Normalize(x, p.Shape.Channels, p.Shape.Spatial, p.Gamma, p.Beta, y, mean, other, p.Epsilon, layout, precision);

    public override void Backward<T>(Problem<T> p, ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx, Span<T> dgamma, Span<T> dbeta) =>
        InstanceNorm.Backward(dy, x, p.Shape.Channels, p.Shape.Spatial, p.Gamma, dx, dgamma, dbeta, p.Epsilon, layout);

    public override void BackwardKept<T>(
        Problem<T> p, ReadOnlySpan<T> dy, ReadOnlySpan<T> x, ReadOnlySpan<double> mean, ReadOnlySpan<double> other, Span<T> dx, Span<T> dgamma,
        Span<T> dbeta) =>
        InstanceNorm.Backward(dy, x, p.Shape.Channels, p.Shape.Spatial, p.Gamma, mean, other, dx, dgamma, dbeta, layout);
}
