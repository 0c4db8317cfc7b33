using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Reference;
using Norm.ML.Internals.Rows;
using Norm.ML.Internals.Rows.Doubles;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Channels;

/// <summary>
/// GroupNorm and InstanceNorm of doubles, channels first. The statistics of a group are those of a row; each channel is one affine step.
/// </summary>
internal static unsafe class DoubleGroups
{
    [SkipLocalsInit]
    public static void Normalize<D>(
        ReadOnlySpan<double> x, int examples, int groups, int channels, int spatial, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta,
        Span<double> y, Span<double> mean, Span<double> inverse, double epsilon) where D : struct, ISimdDouble8<D>
    {
        fixed (double* pinnedX = x, pinnedY = y) // masked loads and stores take pointers
        {
            Pinned<D>(x, examples, groups, channels, spatial, gamma, beta, y, mean, inverse, epsilon);
        }
    }

    [SkipLocalsInit]
    private static void Pinned<D>(
        ReadOnlySpan<double> x, int examples, int groups, int channels, int spatial, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta,
        Span<double> y, Span<double> mean, Span<double> inverse, double epsilon) where D : struct, ISimdDouble8<D>
    {
        Unsafe.SkipInit(out RowBatch memory);
        ref double batch = ref RowBatch.Start(ref memory);
        Span<double> step = stackalloc double[ChannelAffine.Width];
        var affine = new ChannelAffine(step, 1);
        int each = channels / groups, size = each * spatial;
        var map = new GroupSegments(1, 1, each, spatial, NormLayout.ChannelsFirst);
        for (int group = 0; group < examples * groups; group++)
        {
            ReadOnlySpan<double> source = x.Slice(group * size, size);
            Span<double> target = y.Slice(group * size, size);
            int first = group % groups * each;
            ReadOnlySpan<double> g = gamma.IsEmpty ? gamma : gamma.Slice(first, each), b = beta.IsEmpty ? beta : beta.Slice(first, each);
            DoubleStrict<D, LayerNormPlain>.Measure(ref MemoryMarshal.GetReference(source), 1, size, epsilon, ref batch);
            if (!mean.IsEmpty)
            {
                mean[group] = Unsafe.Add(ref batch, RowBatch.Mean);
            }

            if (!inverse.IsEmpty)
            {
                inverse[group] = Unsafe.Add(ref batch, RowBatch.Inverse);
            }

            if (Unsafe.Add(ref batch, RowBatch.NeedsFallback) != 0)
            {
                SegmentReference.Apply(source, map, 0, RowBatch.StatisticsOf(ref batch, 0), g, false, b, target);
                continue;
            }
            if (AnyOutOfRange(g, Unsafe.Add(ref batch, RowBatch.Inverse)))
            {
                SegmentReference.Apply(source, map, 0, SegmentReference.Measure(source, map, 0, true, epsilon), g, false, b, target);
                continue;
            }
            for (int c = 0; c < each; c++)
            {
                DoubleDouble scale = new DoubleDouble(
                    Unsafe.Add(ref batch, RowBatch.Inverse), Unsafe.Add(ref batch, RowBatch.InverseLow)) * (g.IsEmpty ? 1 : g[c]);
                affine.Scale[0] = scale.High;
                affine.ScaleLow[0] = scale.Low;
                affine.Mean[0] = Unsafe.Add(ref batch, RowBatch.Subtrahend);
                affine.Shift[0] = Math.FusedMultiplyAdd(Unsafe.Add(ref batch, RowBatch.Shift), g.IsEmpty ? 1 : g[c], b.IsEmpty ? 0 : b[c]);
                AffineLoops.Planes<double, D, DoubleAffine<D>>(
                    ref MemoryMarshal.GetReference(source[(c * spatial)..]), ref MemoryMarshal.GetReference(target[(c * spatial)..]), 1, ref step[0],
                    1, spatial);
            }
        }
    }

    /// <summary>Whether the scale of a channel leaves the range of doubles.</summary>
    private static bool AnyOutOfRange(ReadOnlySpan<double> gamma, double inverse)
    {
        foreach (double g in gamma)
        {
            if (ScaledAffine.IsNeeded(inverse, g))
            {
                return true;
            }
        }

        return false;
    }
}
