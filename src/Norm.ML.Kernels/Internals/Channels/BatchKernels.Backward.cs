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
        if (typeof(T) == typeof(double))
        {
            // Over lanes the gradients of doubles are up to 27 units off, where 2.5 are promised.
            SegmentDefinition.Backward(dy, x, map, true, gamma, false, mean, inverse.Span, dx, dgamma, dbeta, epsilon);
            return;
        }

        using var scratch = new Scratch<double>(channels * ChannelGradients.Width);
        scratch.Span.Clear();
        dx = dx.IsEmpty ? dx : dx[..x.Length];
        ChannelGradients.Run(dy, x, map, examples, channels, channels, spatial, layout, gamma, inverse.Span, dx, dgamma, dbeta, epsilon, scratch.Span);
        ChannelGradients.Finish(channels, dgamma, dbeta, scratch.Span);
    }
}
