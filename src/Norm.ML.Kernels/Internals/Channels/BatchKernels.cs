using System.Numerics;

namespace Norm.ML.Internals;

/// <summary>BatchNorm while training, over checked arguments.</summary>
internal static partial class BatchKernels
{
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int examples, int channels, int spatial, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y,
        Span<double> mean, Span<double> variance, double epsilon, NormLayout layout) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var map = new ChannelSegments(examples, channels, spatial, layout);
        for (int c = 0; c < channels; c++)
        {
            Ruler ruler = SegmentDefinition.Measure(x, map, c, centres: true, epsilon);
            SegmentDefinition.Apply(x, map, c, ruler, gamma, false, beta, y);
            if (!mean.IsEmpty) mean[c] = ruler.PlainMean;
            if (!variance.IsEmpty) variance[c] = ruler.PlainVariance;
        }
    }
}
