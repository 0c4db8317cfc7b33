using System.Numerics;

namespace Norm.ML.Internals;

internal static partial class RowKernels
{
    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int rows, int size, bool centres, ReadOnlySpan<T> gamma, bool unitOffset,
        ReadOnlySpan<double> mean, ReadOnlySpan<double> inverse, Span<T> dx, Span<T> dgamma, Span<T> dbeta, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SegmentDefinition.Backward(dy, x, new RowSegments(rows, size), centres, gamma, unitOffset, mean, inverse, dx, dgamma, dbeta, epsilon);
    }
}
