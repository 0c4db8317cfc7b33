using System.Numerics;

namespace Norm.ML.Internals;

/// <summary>The affine step of BatchNorm, forwards and backwards, over checked arguments.</summary>
internal static partial class AffineKernels
{
    public static void Forward<T>(
        ReadOnlySpan<T> x, int examples, ReadOnlySpan<ChannelAffine> channels, int spatial, NormLayout layout, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var map = new ChannelSegments(examples, channels.Length, spatial, layout);
        for (int c = 0; c < channels.Length; c++)
        {
            for (int i = 0; i < map.Length; i++)
            {
                int at = map.Offset(c, i);
                y[at] = SegmentDefinition.Round<T>((double.CreateTruncating(x[at]) - channels[c].Mean) * channels[c].Scale + channels[c].Shift);
            }
        }
    }

    public static void Inverse<T>(
        ReadOnlySpan<T> y, int examples, ReadOnlySpan<ChannelAffine> channels, int spatial, NormLayout layout, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var map = new ChannelSegments(examples, channels.Length, spatial, layout);
        for (int c = 0; c < channels.Length; c++)
        {
            Wide inverse = channels[c].Scale.High == 0 ? 0 : 1 / channels[c].Scale;
            for (int i = 0; i < map.Length; i++)
            {
                int at = map.Offset(c, i);
                x[at] = SegmentDefinition.Round<T>(((Wide)double.CreateTruncating(y[at]) - channels[c].Shift) * inverse + channels[c].Mean);
            }
        }
    }
}
