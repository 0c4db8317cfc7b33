using System.Numerics;

namespace Norm.ML.Internals.Norms;

/// <summary>
/// The methods of one norm behind signatures that all norms share, for code that takes any norm of the <see cref="NormCatalog"/>. Gamma and beta are
/// as long as the norm has them, or empty; what the norm does not have is not read.
/// </summary>
internal abstract class NormMethods
{
    // In the order of the catalog.
    private static readonly NormMethods[] All =
    [
        new BatchNormMethods(),
        new LayerNormMethods(),
        new RmsNormMethods(),
        new GroupNormMethods(),
        new InstanceNormMethods(),
        new UnitNormMethods(),
    ];

    public static NormMethods Of(NormKind kind) => All[(int)NormCatalog.Get(kind).Kind];

    /// <summary>The norm. BatchNorm takes the statistics of the examples that it is given.</summary>
    public abstract void Normalize<T>(
        ReadOnlySpan<T> x, NormSizes sizes, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>
    /// The norm with what it subtracted (0 where the norm subtracts nothing) and multiplied by: one number for each segment, or for each channel of
    /// BatchNorm.
    /// </summary>
    public abstract void Normalize<T>(
        ReadOnlySpan<T> x, NormSizes sizes, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, Span<double> mean, Span<double> inverse,
        double epsilon) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The gradient of the input of a norm without gamma and beta.</summary>
    public abstract void Backward<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, NormSizes sizes, Span<T> dx, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>How examples are cut. A norm of rows reads the first number, a norm with channels the others.</summary>
internal readonly record struct NormSizes(int Row, int Channels, int Positions, int Groups = 1, NormLayout Layout = NormLayout.ChannelsFirst);
