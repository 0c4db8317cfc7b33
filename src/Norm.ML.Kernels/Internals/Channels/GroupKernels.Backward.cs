using System.Numerics;

namespace Norm.ML.Internals;

internal static partial class GroupKernels
{
    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int examples, int groups, int channels, int spatial, ReadOnlySpan<T> gamma,
        ReadOnlySpan<double> mean, ReadOnlySpan<double> inverse, Span<T> dx, Span<T> dgamma, Span<T> dbeta, double epsilon, NormLayout layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var map = new GroupSegments(examples, groups, channels, spatial, layout);
        SegmentDefinition.Backward(dy, x, map, true, gamma, false, mean, inverse, dx, dgamma, dbeta, epsilon);
    }
}
