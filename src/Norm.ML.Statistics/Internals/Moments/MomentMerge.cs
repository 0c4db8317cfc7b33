using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Norm.ML.Internals.Moments.MomentArrays;

namespace Norm.ML.Internals.Moments;

/// <summary>
/// Chan, Golub and LeVeque's pairwise update (1983) on pairs of doubles: with <c>d = meanB - meanA</c> and <c>w = wA + wB</c>,
/// <c>mean = meanA + d wB / w</c> and <c>squares = squaresA + squaresB + d^2 wA wB / w</c>.
/// </summary>
/// <remarks>
/// The mean starts from the heavier side (if that is B, <c>meanB - d wA / w</c>), so that the step, and with it the rounding error, is never larger
/// than the spread: one outlier merged with a million rows moves the mean by a millionth of its distance. Means and sums of squares carry their
/// rounding error along in the low part. Plain operations only, so the bits do not depend on the width of the vectors nor on whether the processor
/// can fuse a multiplication with an addition. An empty side leaves the other as it is.
/// </remarks>
internal static partial class MomentMerge
{
    /// <summary>Merges two values into a third, which may be one of them. The order of the two is part of the result's bits.</summary>
    public static unsafe void Merge(MomentArrays a, MomentArrays b, MomentArrays into)
    {
        int stride = a.Stride;
        fixed (double* va = a.Values, vb = b.Values, vo = into.Values)
        fixed (long* ca = a.Counts, cb = b.Counts, co = into.Counts)
        {
            for (int c = 0; c < stride; c += LaneCount)
            {
                if (!TryMerge(va + c, ca + c, vb + c, cb + c, vo + c, co + c, stride))
                {
                    for (int i = c; i < c + LaneCount; i++)
                    {
                        into[i] = Merge(a[i], b[i]);
                    }
                }
            }
        }
        into.Rows = checked(a.Rows + b.Rows);
    }

    /// <summary>Eight channels at once; false, and nothing written, if one of them needs a scale or is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe bool TryMerge(double* a, long* ca, double* b, long* cb, double* into, long* co, int stride)
    {
        Vector512<double> zero = Vector512<double>.Zero;
        Vector512<double> wa = Vector512.Load(a), wb = Vector512.Load(b);
        Vector512<double> mah = Vector512.Load(a + MeanHigh * stride), mal = Vector512.Load(a + MeanLow * stride);
        Vector512<double> mbh = Vector512.Load(b + MeanHigh * stride), mbl = Vector512.Load(b + MeanLow * stride);
        Vector512<double> qah = Vector512.Load(a + SquaresHigh * stride), qal = Vector512.Load(a + SquaresLow * stride);
        Vector512<double> qbh = Vector512.Load(b + SquaresHigh * stride), qbl = Vector512.Load(b + SquaresLow * stride);

        Vector512<double> weight = wa + wb;
        Vector512<double> delta = (mbh - mah) + (mbl - mal);
        Vector512<double> heavierB = Vector512.GreaterThan(wb, wa);
        Vector512<double> share = Vector512.Min(wa, wb) / weight;
        Vector512<double> step = Vector512.ConditionalSelect(heavierB, -delta, delta) * share;
        (Vector512<double> mh, Vector512<double> ml) = Renormalize(
            Vector512.ConditionalSelect(heavierB, mbh, mah), step, Vector512.ConditionalSelect(heavierB, mbl, mal));

        Vector512<double> between = (delta * delta) * (Vector512.Max(wa, wb) * share);
        Vector512<double> within = qah + qbh, lost = Lost(qah, qbh, within);
        (Vector512<double> qh, Vector512<double> ql) = Renormalize(within, between, (qal + qbl) + lost);

        Vector512<double> emptyA = Vector512.Equals(wa, zero), emptyB = Vector512.Equals(wb, zero);
        Vector512<double> fits = Vector512.LessThanOrEqual(qh, Vector512.Create(ChannelScale.Most))
            & (Vector512.GreaterThanOrEqual(qh, Vector512.Create(ChannelScale.Least)) | (Vector512.Equals(qh, zero) & Vector512.Equals(delta, zero)));
        fits = (fits | emptyA | emptyB) & Vector512.Equals(delta, delta);
        Vector512<long> scales = Vector512.Load(ca + Scale * stride) | Vector512.Load(cb + Scale * stride);
        if (Vector512.ExtractMostSignificantBits(fits) != 0xFF || !Vector512.EqualsAll(scales, Vector512<long>.Zero))
        {
            return false;
        }

        Vector512.Store(weight, into);
        Vector512.Store(Select(emptyA, mbh, emptyB, mah, mh), into + MeanHigh * stride);
        Vector512.Store(Select(emptyA, mbl, emptyB, mal, ml), into + MeanLow * stride);
        Vector512.Store(Select(emptyA, qbh, emptyB, qah, qh), into + SquaresHigh * stride);
        Vector512.Store(Select(emptyA, qbl, emptyB, qal, ql), into + SquaresLow * stride);
        Vector512.Store(Vector512.MinNative(Vector512.Load(a + Min * stride), Vector512.Load(b + Min * stride)), into + Min * stride);
        Vector512.Store(Vector512.MaxNative(Vector512.Load(a + Max * stride), Vector512.Load(b + Max * stride)), into + Max * stride);
        Vector512.Store(Vector512.Load(ca) + Vector512.Load(cb), co);
        Vector512.Store(Vector512.Load(ca + Missing * stride) + Vector512.Load(cb + Missing * stride), co + Missing * stride);
        Vector512.Store(Vector512.Load(ca + Infinite * stride) + Vector512.Load(cb + Infinite * stride), co + Infinite * stride);
        Vector512.Store(scales, co + Scale * stride);
        return true;
    }

    /// <summary>high + low of <c>a + b + low</c>, for a low part that is small beside them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> High, Vector512<double> Low) Renormalize(Vector512<double> a, Vector512<double> b, Vector512<double> low)
    {
        Vector512<double> sum = a + b;
        Vector512<double> rest = Lost(a, b, sum) + low;
        Vector512<double> high = sum + rest;
        return (high, Lost(sum, rest, high));
    }

    /// <summary>What <paramref name="sum"/> = fl(a + b) lost to rounding, exactly (Knuth's two-sum).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Lost(Vector512<double> a, Vector512<double> b, Vector512<double> sum)
    {
        Vector512<double> t = sum - a;
        return (a - (sum - t)) + (b - t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Select(
        Vector512<double> emptyA, Vector512<double> b, Vector512<double> emptyB, Vector512<double> a, Vector512<double> merged) =>
        Vector512.ConditionalSelect(emptyA, b, Vector512.ConditionalSelect(emptyB, a, merged));
}
