using Norm.ML.Internals.Exact;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Reference;
using Norm.ML.Internals.Simd;

namespace Norm.ML.Internals.Channels;

/// <summary>Half storage: some examples, or some groups of one, are converted to floats, normalized, and rounded to Half once.</summary>
internal static partial class GroupKernels
{
    /// <summary>The elements that are converted at once, if an example or group has no more: they stay in the first caches.</summary>
    private const int HalfBlock = 4096;

    private static void NormalizeHalf(
        ReadOnlySpan<Half> x, int examples, int groups, int channels, int spatial, ReadOnlySpan<Half> gamma, ReadOnlySpan<Half> beta, Span<Half> y,
        Span<double> mean, Span<double> inverse, double epsilon, NormLayout layout, NormPrecision precision)
    {
        bool adjacent = layout == NormLayout.ChannelsFirst || spatial == 1;
        int each = channels / groups, length = channels * spatial;
        bool exact = precision == NormPrecision.Exact;
        if (exact)
        {
            precision = NormPrecision.Strict; // for the statistics
        }

        // A group is a norm of its own, if its elements are adjacent.
        bool byGroup = adjacent && length > HalfBlock;
        int unit = byGroup ? each * spatial : length, units = byGroup ? groups : examples, step = Math.Clamp(HalfBlock / unit, 1, units);
        using var scratch = new Scratch<float>(step * unit + gamma.Length + beta.Length);
        Span<float> block = scratch.Span[..(step * unit)], g = scratch.Span.Slice(block.Length, gamma.Length),
            b = scratch.Span[(block.Length + gamma.Length)..];
        HalfConversions.Widen(gamma, g);
        HalfConversions.Widen(beta, b);
        for (int outer = 0; outer < (byGroup ? examples : 1) && !(exact && mean.IsEmpty && inverse.IsEmpty); outer++)
        {
            for (int first = 0; first < units; first += step)
            {
                int count = Math.Min(step, units - first), from = outer * length + first * unit;
                int group = outer * groups + first * (byGroup ? 1 : groups), statistics = byGroup ? count : count * groups;
                Span<float> part = block[..(count * unit)];
                HalfConversions.Widen(x.Slice(from, part.Length), part);
                Span<double> m = mean.IsEmpty ? mean : mean.Slice(group, statistics);
                Span<double> r = inverse.IsEmpty ? inverse : inverse.Slice(group, statistics);
                if (byGroup)
                {
                    Normalize<float>(
                        part, 1, count, count * each, spatial, g.IsEmpty ? g : g.Slice(first * each, count * each),
                        b.IsEmpty ? b : b.Slice(first * each, count * each), part, m, r, epsilon, layout, precision);
                }
                else
                {
                    Normalize<float>(part, count, groups, channels, spatial, g, b, part, m, r, epsilon, layout, precision);
                }

                if (!exact)
                {
                    HalfConversions.Narrow(part, y.Slice(from, part.Length));
                }
            }
        }

        if (exact)
        {
            var map = new GroupSegments(examples, groups, channels, spatial, adjacent ? NormLayout.ChannelsFirst : layout);
            ExactGroups.Normalize(x, map, adjacent, each, spatial, g, b, y[..x.Length], epsilon);
        }
    }
}
