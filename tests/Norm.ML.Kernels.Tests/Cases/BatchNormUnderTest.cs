namespace Norm.ML.Kernels.Tests.Cases;

/// <summary>BatchNorm with the statistics of the batch, as in training. Channels last is also the layout of tables: one spatial position.</summary>
internal sealed class BatchNormUnderTest(NormLayout layout) : NormUnderTest
{
    public override string Name => layout == NormLayout.ChannelsFirst ? "BatchNorm" : "BatchNorm, channels last";

    public override int SmallestSize => 2;

    public override bool PerExample => false;

    /// <summary>The size is examples times spatial positions; there is a channel per segment.</summary>
    public override NormShape Shape(int size, int segments)
    {
        int spatial = size % 7 == 0 ? 7 : size % 5 == 0 ? 5 : size % 3 == 0 ? size / 3 : size % 4 == 0 ? size / 2 : 1;
        return NormShape.Batch(size / spatial, segments, spatial, layout);
    }

    public override NormShape WithExamples(NormShape shape, int examples) => NormShape.Batch(examples, shape.Channels, shape.Spatial, layout);

    public override void Forward<T>(Problem<T> p, ReadOnlySpan<T> x, Span<T> y, NormPrecision precision) =>
        BatchNorm.NormalizeBatch(x, p.Shape.Channels, p.Shape.Spatial, p.Gamma, p.Beta, y, default, default, p.Epsilon, layout, precision);

    public override void ForwardKeeping<T>(Problem<T> p, ReadOnlySpan<T> x, Span<T> y, Span<double> mean, Span<double> other,
        NormPrecision precision) =>
        BatchNorm.NormalizeBatch(x, p.Shape.Channels, p.Shape.Spatial, p.Gamma, p.Beta, y, mean, other, p.Epsilon, layout, precision);

    public override void Backward<T>(Problem<T> p, ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx, Span<T> dgamma, Span<T> dbeta) =>
        BatchNorm.Backward(dy, x, p.Shape.Channels, p.Shape.Spatial, p.Gamma, dx, dgamma, dbeta, p.Epsilon, layout);

    public override void BackwardKept<T>(
        Problem<T> p, ReadOnlySpan<T> dy, ReadOnlySpan<T> x, ReadOnlySpan<double> mean, ReadOnlySpan<double> other, Span<T> dx, Span<T> dgamma,
        Span<T> dbeta) =>
        BatchNorm.Backward(dy, x, p.Shape.Channels, p.Shape.Spatial, p.Gamma, mean, other, dx, dgamma, dbeta, p.Epsilon, layout);
}
