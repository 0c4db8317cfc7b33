using System.Numerics;
using Norm.ML.Internals.Channels.Gradients;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Reference;

namespace Norm.ML.Internals.Channels;

internal static partial class GroupKernels
{
    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int examples, int groups, int channels, int spatial, ReadOnlySpan<T> gamma,
        ReadOnlySpan<double> mean, ReadOnlySpan<double> inverse, Span<T> dx, Span<T> dgamma, Span<T> dbeta, double epsilon, NormLayout layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        _ = mean; // computed again: as a double it would cost doubles their last bits
        using var scratch = new Scratch<double>(channels * ChannelGradients.Width);
        scratch.Span.Clear();
        var map = new GroupSegments(1, groups, channels, spatial, layout);
        int length = channels * spatial;
        for (int example = 0; example < examples; example++)
        {
            int at = example * length;
            ChannelGradients.Run(
                dy.Slice(at, length), x.Slice(at, length), map, 1, groups, channels, spatial, layout, gamma,
                inverse.IsEmpty ? inverse : inverse.Slice(example * groups, groups), dx.IsEmpty ? dx : dx.Slice(at, length), epsilon, scratch.Span);
        }
        ChannelGradients.Totals(channels, scratch.Span).AddTo(dgamma, dbeta);
    }
}
