using System.Numerics;

namespace Norm.ML.Internals;

internal static partial class BatchKernels
{
    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int examples, int channels, int spatial, ReadOnlySpan<T> gamma,
        ReadOnlySpan<double> mean, ReadOnlySpan<double> variance, Span<T> dx, Span<T> dgamma, Span<T> dbeta, double epsilon, NormLayout layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var inverse = new Scratch<double>(variance.Length);
        for (int c = 0; c < variance.Length; c++) inverse.Span[c] = variance[c] + epsilon == 0 ? 0 : 1 / Math.Sqrt(variance[c] + epsilon);
        var map = new ChannelSegments(examples, channels, spatial, layout);
        SegmentDefinition.Backward(dy, x, map, true, gamma, false, mean, inverse.Span, dx, dgamma, dbeta, epsilon);
    }
}
