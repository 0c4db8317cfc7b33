using System.Numerics;

namespace Norm.ML.Internals.Reference;

internal static partial class SegmentReference
{
    /// <summary>Normalizes every segment; <paramref name="mean"/> and <paramref name="inverse"/> receive one value each if not empty.</summary>
    public static void Normalize<T, TSegments>(
        ReadOnlySpan<T> x, TSegments map, bool subtractMean, ReadOnlySpan<T> gamma, bool unitOffset, ReadOnlySpan<T> beta, Span<T> y,
        Span<double> mean, Span<double> inverse, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        for (int segment = 0; segment < map.Count; segment++)
        {
            SegmentStatistics ruler = Measure(x, map, segment, subtractMean, epsilon);
            Apply(x, map, segment, ruler, gamma, unitOffset, beta, y);
            if (!mean.IsEmpty) mean[segment] = ruler.PlainMean;
            if (!inverse.IsEmpty) inverse[segment] = ruler.PlainInverse;
        }
    }
}
