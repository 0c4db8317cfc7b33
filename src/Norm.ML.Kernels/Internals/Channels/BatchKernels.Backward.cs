using System.Numerics;
using Norm.ML.Internals.Channels.Gradients;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Reference;

namespace Norm.ML.Internals.Channels;

internal static partial class BatchKernels
{
    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int examples, int channels, int spatial, ReadOnlySpan<T> gamma,
        ReadOnlySpan<double> mean, ReadOnlySpan<double> variance, Span<T> dx, Span<T> dgamma, Span<T> dbeta, double epsilon, NormLayout layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        _ = mean; // computed again: as a double it would cost doubles their last bits
        using var inverse = new Scratch<double>(variance.Length);
        for (int c = 0; c < variance.Length; c++) inverse.Span[c] = Inverse(variance[c] + epsilon);
        using var scratch = new Scratch<double>(channels * ChannelGradients.Width);
        scratch.Span.Clear();
        ChannelGradients.Run(
            dy, x, new ChannelSegments(examples, channels, spatial, layout), examples, channels, channels, spatial, layout, gamma, inverse.Span,
            dx.IsEmpty ? dx : dx[..x.Length], epsilon, scratch.Span);
        ChannelGradients.Totals(channels, scratch.Span).AddTo(dgamma, dbeta);
    }

    /// <summary>NaN for a variance that a double does not hold well: the inverse deviation is computed again then.</summary>
    private static double Inverse(double variance) => variance == 0 ? 0 : double.IsNormal(variance) ? 1 / Math.Sqrt(variance) : double.NaN;
}
