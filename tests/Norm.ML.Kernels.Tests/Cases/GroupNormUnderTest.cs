namespace Norm.ML.Kernels.Tests.Cases;

internal sealed class GroupNormUnderTest(NormLayout layout) : NormUnderTest
{
    public override string Name => layout == NormLayout.ChannelsFirst ? "GroupNorm" : "GroupNorm, channels last";

    /// <summary>Two groups of as many channels, up to four, as divide the size.</summary>
    public override NormShape Shape(int size, int segments)
    {
        int each = size % 4 == 0 ? 4 : size % 3 == 0 ? 3 : size % 2 == 0 ? 2 : 1;
        return NormShape.Grouped(Math.Max(1, segments / 2), 2, 2 * each, size / each, layout);
    }

    public override NormShape WithExamples(NormShape shape, int examples) =>
        NormShape.Grouped(examples, shape.Groups, shape.Channels, shape.Spatial, layout);

    public override void Forward<T>(Problem<T> p, ReadOnlySpan<T> x, Span<T> y, NormPrecision precision) =>
        GroupNorm.Normalize(x, p.Shape.Groups, p.Shape.Channels, p.Shape.Spatial, p.Gamma, p.Beta, y, p.Epsilon, layout, precision);

    public override void ForwardKeeping<T>(Problem<T> p, ReadOnlySpan<T> x, Span<T> y, Span<double> mean, Span<double> other,
        NormPrecision precision) =>
        GroupNorm.Normalize(x, p.Shape.Groups, p.Shape.Channels, p.Shape.Spatial, p.Gamma, p.Beta, y, mean, other, p.Epsilon, layout, precision);

    public override void Backward<T>(Problem<T> p, ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx, Span<T> dgamma, Span<T> dbeta) =>
        GroupNorm.Backward(dy, x, p.Shape.Groups, p.Shape.Channels, p.Shape.Spatial, p.Gamma, dx, dgamma, dbeta, p.Epsilon, layout);

    public override void BackwardKept<T>(
        Problem<T> p, ReadOnlySpan<T> dy, ReadOnlySpan<T> x, ReadOnlySpan<double> mean, ReadOnlySpan<double> other, Span<T> dx, Span<T> dgamma,
        Span<T> dbeta) =>
        GroupNorm.Backward(dy, x, p.Shape.Groups, p.Shape.Channels, p.Shape.Spatial, p.Gamma, mean, other, dx, dgamma, dbeta, layout);
}
