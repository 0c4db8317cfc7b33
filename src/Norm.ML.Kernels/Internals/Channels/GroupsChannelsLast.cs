using System.Numerics;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Reference;
using Norm.ML.Internals.Rows.Doubles;

namespace Norm.ML.Internals.Channels;

/// <summary>
/// GroupNorm and InstanceNorm, channels last: statistics per channel of an example, merged per group (Chan's formula), then the affine step.
/// </summary>
internal static class GroupsChannelsLast
{
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int examples, int groups, int channels, int spatial, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y,
        Span<double> mean, Span<double> inverse, double epsilon) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var scratch = new Scratch<double>(channels * (ChannelAffine.Width + ChannelSums.Width));
        var affine = new ChannelAffine(scratch.Span, channels);
        var statistics = new ChannelSums(scratch.Span[(channels * ChannelAffine.Width)..], channels);
        int each = channels / groups, length = channels * spatial;
        var map = new GroupSegments(1, groups, channels, spatial, NormLayout.ChannelsLast);
        for (int example = 0; example < examples; example++)
        {
            ReadOnlySpan<T> source = x.Slice(example * length, length);
            BatchKernels.Measure(statistics, source, 1, spatial, NormLayout.ChannelsLast);
            bool anyNeedsFallback = false;
            for (int group = 0; group < groups; group++)
            {
                double inverseDeviation;
                bool underflows = false;
                if (TryMerge(statistics, group * each, each, spatial, out DoubleDouble centre, out double variance))
                {
                    if (
                        typeof(T) == typeof(double) && each * spatial > DoubleOutliers.LongestPlain
                        && OneOutweighs(statistics, group * each, each, spatial, centre, variance))
                    {
                        variance = DoubleOutliers.Variance(MemoryMarshal.Cast<T, double>(source), channels, group * each, each, ref centre);
                    }

                    inverseDeviation = ChannelAffine.ScaleOnce<T>(variance, epsilon, default, 0).Value;
                }
                else
                {
                    SegmentStatistics exact = SegmentReference.Measure(source, map, group, subtractMean: true, epsilon);
                    centre = new DoubleDouble(exact.PlainMean, exact.PlainMeanLow);
                    variance = exact.PlainVariance;
                    // The true value is not 0, but less than the smallest double.
                    if (exact.Variance.High == 0 != (variance == 0))
                    {
                        variance = double.Epsilon;
                    }

                    inverseDeviation = exact.PlainInverse;
                    underflows = exact.Underflows;
                }
                if (!mean.IsEmpty)
                {
                    mean[example * groups + group] = centre.Value;
                }

                if (!inverse.IsEmpty)
                {
                    inverse[example * groups + group] = inverseDeviation;
                }

                bool outOfRange = underflows || ChannelSums.IsOutOfRange(variance, epsilon);
                for (int c = group * each; c < (group + 1) * each && !outOfRange && !gamma.IsEmpty; c++)
                {
                    outOfRange = ScaledAffine.IsNeeded(inverseDeviation, double.CreateTruncating(gamma[c]));
                }

                statistics.NeedsFallback[group] = outOfRange ? 1 : 0;
                anyNeedsFallback |= statistics.NeedsFallback[group] != 0;
                for (int c = group * each; c < (group + 1) * each; c++)
                {
                    if (statistics.NeedsFallback[group] != 0)
                    {
                        affine.SetIdentity(c);
                    }
                    else
                    {
                        affine.Set(c, centre, ChannelAffine.ScaleOnce(variance, epsilon, gamma, c), SegmentReference.Beta(beta, c));
                    }
                }
            }
            Span<T> target = y.Slice(example * length, length);
            AffineKernels.Apply(source, 1, affine, spatial, NormLayout.ChannelsLast, target);
            for (int group = 0; anyNeedsFallback && group < groups; group++)
            {
                if (statistics.NeedsFallback[group] == 0)
                {
                    continue;
                }

                SegmentStatistics exact = SegmentReference.Measure<T, GroupSegments>(target, map, group, true, epsilon);
                SegmentReference.Apply(target, map, group, exact, gamma, false, beta, target);
            }
        }
    }

    public static bool TryMerge(ChannelSums statistics, int first, int count, double spatial, out DoubleDouble mean, out double variance)
    {
        bool good = statistics.TryGet(first, spatial, out mean, out variance);
        for (int c = 1; c < count && good; c++)
        {
            good = statistics.TryGet(first + c, spatial, out DoubleDouble otherMean, out double otherVariance);
            DoubleDouble difference = otherMean - mean;
            mean += difference * (1.0 / (c + 1));
            variance = (variance * c + otherVariance + difference.High * difference.High * c / (c + 1)) / (c + 1);
        }
        return good && variance < 1e280;
    }

    /// <summary>Whether one channel has nine tenths of all squares.</summary>
    private static bool OneOutweighs(ChannelSums statistics, int first, int count, double spatial, DoubleDouble mean, double variance)
    {
        for (int c = first; c < first + count; c++)
        {
            statistics.TryGet(c, spatial, out DoubleDouble own, out double within);
            double shift = (own - mean).High;
            if (Math.FusedMultiplyAdd(shift, shift, within) > 0.9 * count * variance)
            {
                return count > 1;
            }
        }
        return false;
    }
}
