using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>
/// Gradients of the norms with an affine step per channel. A batch (BatchNorm) or one example (GroupNorm, InstanceNorm) at a time:
/// rulers, sums per channel, means per group, then <c>dx = dy * (gamma * r) + ((x - mean) * b + c)</c>. Formulas: <see cref="SegmentDefinition"/>.
/// </summary>
internal static class ChannelGradients
{
    /// <summary>Doubles of scratch per channel: statistics, two sums, four parameters, two sums over all examples.</summary>
    public const int Width = ChannelStatistics.Width + 8;

    /// <summary>Processes examples that share rulers; segment g of <paramref name="map"/> is group g. Adds to the sums over all examples.</summary>
    public static void Run<T, TSegments>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, TSegments map, int examples, int groups, int channels, int spatial, NormLayout layout,
        ReadOnlySpan<T> gamma, ReadOnlySpan<double> savedInverse, Span<T> dx, Span<T> dgamma, Span<T> dbeta, double epsilon, Span<double> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        var statistics = new ChannelStatistics(scratch, channels);
        Span<double> sums = scratch.Slice(ChannelStatistics.Width * channels, 2 * channels), p = scratch.Slice((ChannelStatistics.Width + 2) * channels, 4 * channels);
        Span<double> totals = scratch.Slice((ChannelStatistics.Width + 6) * channels, 2 * channels), means = p[(3 * channels)..], inverses = p[..channels], lows = p.Slice(channels, channels);
        BatchKernels.Measure(statistics, x, examples, spatial, layout);
        int each = channels / groups;
        double count = (double)examples * spatial;
        for (int group = 0; group < groups; group++)
        {
            bool good = GroupsLast.TryMerge(statistics, group * each, each, count, out Wide centre, out double variance) && !ChannelStatistics.Extreme(variance, epsilon);
            if (!good)
            {
                Ruler ruler = SegmentDefinition.Measure(x, map, group, centres: true, epsilon);
                good = typeof(T) == typeof(float) || ruler.Variance.High == 0;
                centre = new Wide(ruler.PlainMean, ruler.PlainMeanLow);
                variance = ruler.PlainVariance;
            }
            statistics.Extremes[group] = good ? 0 : 1;
            double inverse = !savedInverse.IsEmpty ? savedInverse[group] : variance + epsilon == 0 ? 0 : 1 / Math.Sqrt(variance + epsilon);
            means.Slice(group * each, each).Fill(good ? centre.High : 0);
            inverses.Slice(group * each, each).Fill(inverse);
            lows.Slice(group * each, each).Fill(centre.Low);
        }
        bool rows = spatial == 1 || layout == NormLayout.ChannelsLast;
        sums.Clear();
        Sum(dy, x, examples, channels, spatial, rows, means, sums);
        bool extreme = false;
        for (int group = 0; group < groups; group++)
        {
            extreme |= statistics.Extremes[group] != 0;
            Solve(group * each, each, count * each, statistics.Extremes[group] != 0, channels, gamma, sums, p, totals);
        }
        using var copy = new Scratch<T>(extreme && x.Overlaps(dx) ? x.Length : 0);
        ReadOnlySpan<T> source = x;
        if (copy.Span.Length > 0)
        {
            x.CopyTo(copy.Span);
            source = copy.Span;
        }
        if (!dx.IsEmpty) Apply(dy, x, dx, examples, channels, spatial, rows, p);
        for (int group = 0; extreme && group < groups; group++)
        {
            if (statistics.Extremes[group] == 0) continue;
            SegmentDefinition.Backward(
                dx.IsEmpty || !dy.Overlaps(dx) ? dy : dx, source, new OneSegment<TSegments>(map, group), true, gamma, false,
                default, savedInverse.IsEmpty ? default : savedInverse.Slice(group, 1), dx, dgamma, dbeta, epsilon);
        }
    }

    /// <summary>The parameters of the channels of a group: on entry p holds the inverse deviation and the low part of the mean.</summary>
    private static void Solve<T>(int first, int each, double n, bool extreme, int channels, ReadOnlySpan<T> gamma, Span<double> sums, Span<double> p, Span<double> totals)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double inverse = p[first], low = p[channels + first], sum = 0, product = 0;
        for (int c = first; c < first + each && !extreme; c++)
        {
            double xhat = Math.FusedMultiplyAdd(-low, sums[c], sums[channels + c]) * inverse, g = gamma.IsEmpty ? 1 : double.CreateTruncating(gamma[c]); // sum of dy * xhat
            totals[c] += xhat;
            totals[channels + c] += sums[c];
            sum += g * sums[c];
            product += g * xhat;
        }
        double level = -(sum / n) * inverse, slope = -(product / n) * inverse * inverse;
        for (int c = first; c < first + each; c++)
        {
            p[c] = extreme ? 1 : inverse * (gamma.IsEmpty ? 1 : double.CreateTruncating(gamma[c]));
            p[channels + c] = extreme ? 0 : slope;
            p[2 * channels + c] = extreme ? 0 : Math.FusedMultiplyAdd(-low, slope, level);
        }
    }

    /// <summary>Adds the sums over all examples to the caller's gradients.</summary>
    public static void Finish<T>(int channels, Span<T> dgamma, Span<T> dbeta, Span<double> scratch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<double> totals = scratch.Slice((ChannelStatistics.Width + 6) * channels, 2 * channels);
        if (!dgamma.IsEmpty) GradientSum.AddTo(dgamma, totals[..channels]);
        if (!dbeta.IsEmpty) GradientSum.AddTo(dbeta, totals[channels..]);
    }

    private static void Sum<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int examples, int channels, int spatial, bool rows, Span<double> means, Span<double> sums) where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated) Sum<T, DoubleLanes512>(dy, x, examples, channels, spatial, rows, means, sums);
        else if (Vector256.IsHardwareAccelerated) Sum<T, DoubleLanes256>(dy, x, examples, channels, spatial, rows, means, sums);
        else Sum<T, DoubleLanes128>(dy, x, examples, channels, spatial, rows, means, sums);
    }

    private static void Sum<T, D>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int examples, int channels, int spatial, bool rows, Span<double> means, Span<double> sums)
        where T : unmanaged where D : struct, IDoubleLanes<D>
    {
        ref double m = ref MemoryMarshal.GetReference(means), s = ref MemoryMarshal.GetReference(sums);
        if (typeof(T) == typeof(float))
            GradientLoops<float, D, FloatAffine<D>>.Sum(
                ref MemoryMarshal.GetReference(Element.As<T, float>(dy)), ref MemoryMarshal.GetReference(Element.As<T, float>(x)), examples, channels, spatial, rows, ref m, ref s);
        else
            GradientLoops<double, D, DoubleAffine<D>>.Sum(
                ref MemoryMarshal.GetReference(Element.As<T, double>(dy)), ref MemoryMarshal.GetReference(Element.As<T, double>(x)), examples, channels, spatial, rows, ref m, ref s);
    }

    private static void Apply<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx, int examples, int channels, int spatial, bool rows, Span<double> p) where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated) Apply<T, DoubleLanes512>(dy, x, dx, examples, channels, spatial, rows, p);
        else if (Vector256.IsHardwareAccelerated) Apply<T, DoubleLanes256>(dy, x, dx, examples, channels, spatial, rows, p);
        else Apply<T, DoubleLanes128>(dy, x, dx, examples, channels, spatial, rows, p);
    }

    private static void Apply<T, D>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx, int examples, int channels, int spatial, bool rows, Span<double> p)
        where T : unmanaged where D : struct, IDoubleLanes<D>
    {
        ref double first = ref MemoryMarshal.GetReference(p);
        if (typeof(T) == typeof(float))
            GradientLoops<float, D, FloatAffine<D>>.Apply(
                ref MemoryMarshal.GetReference(Element.As<T, float>(dy)), ref MemoryMarshal.GetReference(Element.As<T, float>(x)),
                ref MemoryMarshal.GetReference(Element.As<T, float>(dx)), examples, channels, spatial, rows, ref first);
        else
            GradientLoops<double, D, DoubleAffine<D>>.Apply(
                ref MemoryMarshal.GetReference(Element.As<T, double>(dy)), ref MemoryMarshal.GetReference(Element.As<T, double>(x)),
                ref MemoryMarshal.GetReference(Element.As<T, double>(dx)), examples, channels, spatial, rows, ref first);
    }
}
