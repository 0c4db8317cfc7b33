using System.Numerics;
using Norm.ML.Internals.Reference;

namespace Norm.ML.Internals.Channels.Gradients;

/// <summary>
/// Whether the gradients of a group of doubles leave the range of doubles on the way, so that <see cref="SegmentReference"/> has to compute them: the
/// inverse deviation times gamma, or a sum. A sum may be small or not finite because dy is, so dy is looked at before such a group is called out of
/// range.
/// </summary>
internal static class GradientRange
{
    private const double Least = 1.0715086071862673e-301, Most = 1.0715086071862673e301, Small = 1e-270; // 2^-1000, 2^1000

    /// <param name="dy">The gradient of the output.</param>
    /// <param name="map">Where the elements of the group lie.</param>
    /// <param name="group">The group.</param>
    /// <param name="first">Its first channel.</param>
    /// <param name="each">The number of its channels.</param>
    /// <param name="channels">The number of all channels.</param>
    /// <param name="gamma">Scale per channel; empty means 1.</param>
    /// <param name="sums">Sums of dy, then of dy * (x - mean).</param>
    /// <param name="p">At <paramref name="first"/>: the inverse deviation.</param>
    public static bool IsLeft<T, TSegments>(
        ReadOnlySpan<T> dy, TSegments map, int group, int first, int each, int channels, ReadOnlySpan<T> gamma, ReadOnlySpan<double> sums,
        ReadOnlySpan<double> p) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        double inverse = p[first];
        if (inverse == 0)
        {
            return false;
        }

        bool overflows = false, mayUnderflow = false;
        for (int c = first; c < first + each; c++)
        {
            double g = gamma.IsEmpty ? 1 : double.CreateTruncating(gamma[c]), sum = Math.Abs(sums[c]), product = Math.Abs(sums[channels + c]);
            overflows |= ScaledAffine.IsNeeded(inverse, g)
                || !(Math.Max(sum, product) <= Most && Math.Max(sum, product) * inverse * Math.Abs(g) <= Most);
            mayUnderflow |= product < Least;
        }

        if (!overflows && !mayUnderflow)
        {
            return false;
        }

        double largest = 0;
        for (int i = 0; i < map.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(double.CreateTruncating(dy[map.Offset(group, i)]))); // NaN stays
        }

        // dy times a deviation, of which none that matters is larger than the inverse of that.
        return double.IsFinite(largest) && largest > 0 && (overflows || largest < Small * inverse);
    }
}
