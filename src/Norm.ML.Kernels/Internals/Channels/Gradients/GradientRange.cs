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

    // 2^-900, 2^-960 and 2^-1015: a sum of n products of a term with a deviation is at most n sqrt(n) times the largest term.
    private const double Enough = 1.1830521861667747e-271, Few = 1.0261342003245941e-289,
        Fewest = 2.8480945388892175e-306;

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
        double largestXhat = 0, largestTerm = 0, largestGamma = 0, least = Math.Max(1, 1 / inverse / inverse);
        for (int c = first; c < first + each; c++)
        {
            double g = gamma.IsEmpty ? 1 : double.CreateTruncating(gamma[c]), sum = Math.Abs(sums[c]), product = Math.Abs(sums[channels + c]);
            overflows |= ScaledAffine.IsNeeded(inverse, g)
                || !(Math.Max(sum, product) <= Most && Math.Max(sum, product) * inverse * Math.Abs(g) <= Most);
            mayUnderflow |= product < Least;
            largestXhat = Math.Max(largestXhat, product * inverse);
            double term = product * inverse * Math.Abs(g);
            overflows |= !(term * inverse * inverse <= Most);
            largestTerm = Math.Max(largestTerm, term);
            largestGamma = Math.Max(largestGamma, Math.Abs(g));
        }

        // The product of the sum with the inverse deviation, with gamma, or with the square of the inverse deviation, may underflow.
        bool coefficientMayUnderflow = largestGamma > 0 && (largestTerm < Enough * least || largestXhat < Enough);
        if (!overflows && !mayUnderflow && !coefficientMayUnderflow)
        {
            return false;
        }

        double largest = 0, largestScaled = 0;
        for (int i = 0; i < map.Length; i++)
        {
            double size = Math.Abs(double.CreateTruncating(dy[map.Offset(group, i)]));
            largest = Math.Max(largest, size); // NaN stays
            largestScaled = Math.Max(largestScaled, gamma.IsEmpty ? size : size * Math.Abs(double.CreateTruncating(gamma[map.Affine(group, i)])));
        }

        // dy times a deviation, of which none that matters is larger than the inverse of that.
        return double.IsFinite(largest) && largest > 0 && (overflows || largest < Small * inverse
            || (coefficientMayUnderflow && (largestScaled < Few * least || largest < Fewest)));
    }
}
