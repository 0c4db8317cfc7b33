namespace Norm.ML.Internals.Norms;

internal sealed class BatchNormMethods : NormMethods
{
    public override void Normalize<T>(
        ReadOnlySpan<T> x, NormSizes sizes, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, double epsilon) =>
        BatchNorm.NormalizeBatch(x, sizes.Channels, sizes.Positions, gamma, beta, destination, default, default, epsilon, sizes.Layout);

    public override void Normalize<T>(
        ReadOnlySpan<T> x, NormSizes sizes, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, Span<double> mean, Span<double> inverse,
        double epsilon)
    {
        BatchNorm.NormalizeBatch(x, sizes.Channels, sizes.Positions, gamma, beta, destination, mean, inverse, epsilon, sizes.Layout);
        foreach (ref double variance in inverse)
        {
            variance = 1 / Math.Sqrt(variance + epsilon);
        }
    }

    public override void Backward<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, NormSizes sizes, Span<T> dx, double epsilon) =>
        BatchNorm.Backward(dy, x, sizes.Channels, sizes.Positions, default, dx, default, default, epsilon, sizes.Layout);
}

internal sealed class GroupNormMethods : NormMethods
{
    public override void Normalize<T>(
        ReadOnlySpan<T> x, NormSizes sizes, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, double epsilon) =>
        GroupNorm.Normalize(x, sizes.Groups, sizes.Channels, sizes.Positions, gamma, beta, destination, epsilon, sizes.Layout);

    public override void Normalize<T>(
        ReadOnlySpan<T> x, NormSizes sizes, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, Span<double> mean, Span<double> inverse,
        double epsilon) =>
        GroupNorm.Normalize(x, sizes.Groups, sizes.Channels, sizes.Positions, gamma, beta, destination, mean, inverse, epsilon, sizes.Layout);

    public override void Backward<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, NormSizes sizes, Span<T> dx, double epsilon) =>
        GroupNorm.Backward(dy, x, sizes.Groups, sizes.Channels, sizes.Positions, default, dx, default, default, epsilon, sizes.Layout);
}

internal sealed class InstanceNormMethods : NormMethods
{
    public override void Normalize<T>(
        ReadOnlySpan<T> x, NormSizes sizes, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, double epsilon) =>
        InstanceNorm.Normalize(x, sizes.Channels, sizes.Positions, gamma, beta, destination, epsilon, sizes.Layout);

    public override void Normalize<T>(
        ReadOnlySpan<T> x, NormSizes sizes, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, Span<double> mean, Span<double> inverse,
        double epsilon) =>
        InstanceNorm.Normalize(x, sizes.Channels, sizes.Positions, gamma, beta, destination, mean, inverse, epsilon, sizes.Layout);

    public override void Backward<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, NormSizes sizes, Span<T> dx, double epsilon) =>
        InstanceNorm.Backward(dy, x, sizes.Channels, sizes.Positions, default, dx, default, default, epsilon, sizes.Layout);
}
