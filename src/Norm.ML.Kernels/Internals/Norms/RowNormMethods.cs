namespace Norm.ML.Internals.Norms;

internal sealed class LayerNormMethods : NormMethods
{
    public override void Normalize<T>(
        ReadOnlySpan<T> x, NormSizes sizes, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, double epsilon) =>
        LayerNorm.Normalize(x, sizes.Row, gamma, beta, destination, epsilon);

    public override void Normalize<T>(
        ReadOnlySpan<T> x, NormSizes sizes, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, Span<double> mean, Span<double> inverse,
        double epsilon) => LayerNorm.Normalize(x, sizes.Row, gamma, beta, destination, mean, inverse, epsilon);

    public override void Backward<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, NormSizes sizes, Span<T> dx, double epsilon) =>
        LayerNorm.Backward(dy, x, sizes.Row, default, dx, default, default, epsilon);
}

internal sealed class RmsNormMethods : NormMethods
{
    public override void Normalize<T>(
        ReadOnlySpan<T> x, NormSizes sizes, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, double epsilon) =>
        RmsNorm.Normalize(x, sizes.Row, gamma, destination, epsilon);

    public override void Normalize<T>(
        ReadOnlySpan<T> x, NormSizes sizes, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, Span<double> mean, Span<double> inverse,
        double epsilon)
    {
        mean.Clear();
        RmsNorm.Normalize(x, sizes.Row, gamma, destination, inverse, epsilon);
    }

    public override void Backward<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, NormSizes sizes, Span<T> dx, double epsilon) =>
        RmsNorm.Backward(dy, x, sizes.Row, default, dx, default, epsilon);
}

internal sealed class UnitNormMethods : NormMethods
{
    public override void Normalize<T>(
        ReadOnlySpan<T> x, NormSizes sizes, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, double epsilon) =>
        UnitNorm.Normalize(x, sizes.Row, destination, epsilon);

    public override void Normalize<T>(
        ReadOnlySpan<T> x, NormSizes sizes, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, Span<double> mean, Span<double> inverse,
        double epsilon)
    {
        mean.Clear();
        UnitNorm.Normalize(x, sizes.Row, destination, inverse, epsilon);
    }

    public override void Backward<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, NormSizes sizes, Span<T> dx, double epsilon) =>
        UnitNorm.Backward(dy, x, sizes.Row, dx, epsilon);
}
