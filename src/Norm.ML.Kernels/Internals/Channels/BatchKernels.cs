using System.Numerics;
using System.Runtime.Intrinsics;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>BatchNorm while training, over checked arguments.</summary>
internal static partial class BatchKernels
{
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int examples, int channels, int spatial, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y,
        Span<double> mean, Span<double> variance, double epsilon, NormLayout layout) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var scratch = new Scratch<double>(channels * (ChannelAffine.Width + ChannelSums.Width));
        var affine = new ChannelAffine(scratch.Span, channels);
        var statistics = new ChannelSums(scratch.Span[(channels * ChannelAffine.Width)..], channels);
        Measure(statistics, x, examples, spatial, layout);
        var map = new ChannelSegments(examples, channels, spatial, layout);
        bool extreme = false;
        for (int c = 0; c < channels; c++)
        {
            bool underflows = false;
            if (!statistics.TryGet(c, map.Length, out Wide centre, out double spread))
            {
                Ruler ruler = SegmentDefinition.Measure(x, map, c, centres: true, epsilon);
                centre = new Wide(ruler.PlainMean, ruler.PlainMeanLow);
                spread = ruler.PlainVariance;
                if (ruler.Variance.High == 0 != (spread == 0)) spread = double.Epsilon; // too small for a double
                underflows = ruler.Underflows;
            }
            if (!mean.IsEmpty) mean[c] = centre.Value;
            if (!variance.IsEmpty) variance[c] = spread;
            statistics.Extremes[c] = underflows || ChannelSums.Extreme(spread, epsilon) ? 1 : 0;
            if (statistics.Extremes[c] == 0) affine.Set(c, centre, ChannelAffine.ScaleOnce(spread, epsilon, gamma, c), SegmentDefinition.Beta(beta, c));
            else affine.SetIdentity(c);
            extreme |= statistics.Extremes[c] != 0;
        }
        AffineKernels.Apply(x, examples, affine, spatial, layout, y);
        for (int c = 0; extreme && c < channels; c++)
        {
            if (statistics.Extremes[c] != 0) SegmentDefinition.Apply(y, map, c, SegmentDefinition.Measure<T, ChannelSegments>(y, map, c, true, epsilon), gamma, false, beta, y);
        }
    }

    public static void Measure<T>(ChannelSums statistics, ReadOnlySpan<T> x, int examples, int spatial, NormLayout layout) where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated) Measure<T, DoubleLanes512>(statistics, x, examples, spatial, layout);
        else if (Vector256.IsHardwareAccelerated) Measure<T, DoubleLanes256>(statistics, x, examples, spatial, layout);
        else Measure<T, DoubleLanes128>(statistics, x, examples, spatial, layout);
    }

    private static void Measure<T, D>(ChannelSums statistics, ReadOnlySpan<T> x, int examples, int spatial, NormLayout layout)
        where T : unmanaged where D : struct, IDoubleLanes<D>
    {
        if (typeof(T) == typeof(float)) statistics.Measure<float, D, FloatAffine<D>>(Element.As<T, float>(x), examples, spatial, layout);
        else statistics.Measure<double, D, DoubleAffine<D>>(Element.As<T, double>(x), examples, spatial, layout);
    }
}
