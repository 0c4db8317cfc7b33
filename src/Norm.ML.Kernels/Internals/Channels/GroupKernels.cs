using System.Numerics;

namespace Norm.ML.Internals;

/// <summary>GroupNorm and InstanceNorm over checked arguments.</summary>
internal static partial class GroupKernels
{
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int examples, int groups, int channels, int spatial, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y,
        Span<double> mean, Span<double> inverse, double epsilon, NormLayout layout, NormPrecision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        _ = precision;
        var map = new GroupSegments(examples, groups, channels, spatial, layout);
        SegmentDefinition.Normalize(x, map, true, gamma, false, beta, y, mean, inverse, epsilon);
    }
}
