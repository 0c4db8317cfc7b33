using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Reference;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Channels.Gradients;

/// <summary>
/// Gradients of the norms with a gamma and beta per channel. Processes a batch (BatchNorm) or one example (GroupNorm, InstanceNorm) at a time:
/// statistics, sums per channel, means per group (<see cref="GradientCoefficients"/>), then <c>dx = dy * (gamma * r) + ((x - mean) * b + c)</c>. The
/// formulas are in <see cref="SegmentReference"/>.
/// </summary>
internal static class ChannelGradients
{
    /// <summary>Doubles of scratch per channel: statistics, sums, parameters, sums over all examples.</summary>
    public const int Width = ChannelSums.Width + Sums + Parameters + GradientSums.Width;

    private const int Sums = 4, Parameters = 5;

    /// <summary>
    /// Processes examples that share statistics; segment g of <paramref name="map"/> is group g. Adds to the sums over all examples.
    /// </summary>
    public static void Run<T, TSegments>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, TSegments map, int examples, int groups, int channels, int spatial, NormLayout layout,
        ReadOnlySpan<T> gamma, ReadOnlySpan<double> savedInverse, Span<T> dx, double epsilon, Span<double> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        var statistics = new ChannelSums(scratch, channels);
        Span<double> sums = scratch.Slice(ChannelSums.Width * channels, Sums * channels),
            p = scratch.Slice((ChannelSums.Width + Sums) * channels, Parameters * channels);
        Span<double> means = p.Slice(3 * channels, channels);
        GradientSums totals = Totals(channels, scratch);
        BatchKernels.Measure(statistics, x, examples, spatial, layout);
        int each = channels / groups;
        double count = (double)examples * spatial;
        for (int group = 0; group < groups; group++)
        {
            bool isOrdinary = GroupsChannelsLast.TryMerge(statistics, group * each, each, count, out DoubleDouble centre, out double variance)
                && !ChannelSums.IsOutOfRange(variance, epsilon);
            if (!isOrdinary)
            {
                SegmentStatistics exact = SegmentReference.Measure(x, map, group, subtractMean: true, epsilon);
                isOrdinary = typeof(T) == typeof(float) || exact.Variance.High == 0;
                centre = new DoubleDouble(exact.PlainMean, exact.PlainMeanLow);
                variance = exact.PlainVariance;
            }
            statistics.NeedsFallback[group] = isOrdinary ? 0 : 1;
            means.Slice(group * each, each).Fill(isOrdinary ? centre.High : 0);
            // The next step reads these: the inverse deviation (high and low part) and the low part of the mean.
            DoubleDouble inverse = !savedInverse.IsEmpty ? savedInverse[group]
                : typeof(T) == typeof(double) ? ChannelAffine.ScaleOf<T>(variance, epsilon, default, 0)
                : variance + epsilon == 0 ? 0 : 1 / Math.Sqrt(variance + epsilon);
            (p[group * each], p[channels + group * each], p[2 * channels + group * each]) = (inverse.High, inverse.Low, centre.Low);
        }
        bool rows = spatial == 1 || layout == NormLayout.ChannelsLast;
        sums.Clear();
        Sum(dy, x, examples, channels, spatial, rows, means, sums);
        bool anyNeedsFallback = false;
        for (int group = 0; group < groups; group++)
        {
            if (typeof(T) == typeof(double) && statistics.NeedsFallback[group] == 0)
            {
                statistics.NeedsFallback[group] = GradientRange.IsLeft(dy, map, group, group * each, each, channels, gamma, sums, p) ? 1 : 0;
            }

            anyNeedsFallback |= statistics.NeedsFallback[group] != 0;
            if (statistics.NeedsFallback[group] != 0)
            {
                Keep(group * each, each, channels, p);
            }
            else if (typeof(T) == typeof(double))
            {
                GradientCoefficients.Exact(group * each, each, count * each, channels, gamma, sums, p, totals);
            }
            else
            {
                GradientCoefficients.Plain(group * each, each, count * each, channels, gamma, sums, p, totals);
            }
        }
        using var copy = new Scratch<T>(anyNeedsFallback && x.Overlaps(dx) ? x.Length : 0);
        ReadOnlySpan<T> source = x;
        if (copy.Span.Length > 0)
        {
            x.CopyTo(copy.Span);
            source = copy.Span;
        }
        if (!dx.IsEmpty)
        {
            Apply(dy, x, dx, examples, channels, spatial, rows, p);
        }

        for (int group = 0; anyNeedsFallback && group < groups; group++)
        {
            if (statistics.NeedsFallback[group] == 0)
            {
                continue;
            }

            SegmentReference.Backward(
                dx.IsEmpty || !dy.Overlaps(dx) ? dy : dx, source, new OneSegment<TSegments>(map, group), true, gamma, false,
                savedInverse.IsEmpty ? default : savedInverse.Slice(group, 1), dx, totals, epsilon);
        }
    }

    /// <summary>The sums over all examples, in the last part of the scratch memory.</summary>
    public static GradientSums Totals(int channels, Span<double> scratch) =>
        new(scratch.Slice((Width - GradientSums.Width) * channels, GradientSums.Width * channels), channels);

    /// <summary>Copies dy unchanged to dx. <see cref="SegmentReference"/> then computes the gradient from it.</summary>
    private static void Keep(int first, int each, int channels, Span<double> p)
    {
        p.Slice(first, each).Fill(1);
        p.Slice(channels + first, each).Clear();
        p.Slice(2 * channels + first, each).Clear();
        p.Slice(4 * channels + first, each).Clear();
    }

    private static unsafe void Sum<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int examples, int channels, int spatial, bool rows, Span<double> means, Span<double> sums)
        where T : unmanaged
    {
        fixed (T* pinnedDy = dy, pinnedX = x) // masked loads and stores take pointers
        fixed (double* pinnedMeans = means, pinnedSums = sums)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Sum<T, SimdDouble8Of512>(dy, x, examples, channels, spatial, rows, means, sums);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Sum<T, SimdDouble8Of256>(dy, x, examples, channels, spatial, rows, means, sums);
            }
            else
            {
                Sum<T, SimdDouble8Of128>(dy, x, examples, channels, spatial, rows, means, sums);
            }
        }
    }

    private static void Sum<T, D>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int examples, int channels, int spatial, bool rows, Span<double> means, Span<double> sums)
        where T : unmanaged where D : struct, ISimdDouble8<D>
    {
        ref double m = ref MemoryMarshal.GetReference(means), s = ref MemoryMarshal.GetReference(sums);
        if (typeof(T) == typeof(float))
        {
            GradientLoops<float, D, FloatAffine<D>>.Sum(
                ref MemoryMarshal.GetReference(ElementTypes.As<T, float>(dy)), ref MemoryMarshal.GetReference(ElementTypes.As<T, float>(x)), examples,
                channels, spatial, rows, ref m, ref s);
        }
        else
        {
            GradientLoops<double, D, DoubleAffine<D>>.Sum(
                ref MemoryMarshal.GetReference(ElementTypes.As<T, double>(dy)), ref MemoryMarshal.GetReference(ElementTypes.As<T, double>(x)),
                examples, channels, spatial, rows, ref m, ref s);
        }
    }

    private static unsafe void Apply<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx, int examples, int channels, int spatial, bool rows, Span<double> p)
        where T : unmanaged
    {
        fixed (T* pinnedDy = dy, pinnedX = x, pinnedTarget = dx)
        fixed (double* pinnedParameters = p)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Apply<T, SimdDouble8Of512>(dy, x, dx, examples, channels, spatial, rows, p);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Apply<T, SimdDouble8Of256>(dy, x, dx, examples, channels, spatial, rows, p);
            }
            else
            {
                Apply<T, SimdDouble8Of128>(dy, x, dx, examples, channels, spatial, rows, p);
            }
        }
    }

    private static void Apply<T, D>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx, int examples, int channels, int spatial, bool rows, Span<double> p)
        where T : unmanaged where D : struct, ISimdDouble8<D>
    {
        ref double first = ref MemoryMarshal.GetReference(p);
        if (typeof(T) == typeof(float))
        {
            GradientLoops<float, D, FloatAffine<D>>.Apply(
                ref MemoryMarshal.GetReference(ElementTypes.As<T, float>(dy)), ref MemoryMarshal.GetReference(ElementTypes.As<T, float>(x)),
                ref MemoryMarshal.GetReference(ElementTypes.As<T, float>(dx)), examples, channels, spatial, rows, ref first);
        }
        else
        {
            GradientLoops<double, D, DoubleAffine<D>>.Apply(
                ref MemoryMarshal.GetReference(ElementTypes.As<T, double>(dy)), ref MemoryMarshal.GetReference(ElementTypes.As<T, double>(x)),
                ref MemoryMarshal.GetReference(ElementTypes.As<T, double>(dx)), examples, channels, spatial, rows, ref first);
        }
    }
}
