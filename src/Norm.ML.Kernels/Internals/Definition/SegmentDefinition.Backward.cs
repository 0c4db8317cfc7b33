using System.Buffers;
using System.Numerics;

namespace Norm.ML.Internals;

internal static partial class SegmentDefinition
{
    /// <summary>
    /// The gradients by definition, with <c>g = dy * gamma</c> and means over the segment:
    /// <c>dx = (g - mean(g) - xhat * mean(g * xhat)) * inverse</c> (without <c>mean(g)</c> if the norm does not centre),
    /// <c>dgamma += sum(dy * xhat)</c>, <c>dbeta += sum(dy)</c>.
    /// </summary>
    public static void Backward<T, TSegments>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, TSegments map, bool centres, ReadOnlySpan<T> gamma, bool unitOffset,
        ReadOnlySpan<double> savedMean, ReadOnlySpan<double> savedInverse, Span<T> dx, Span<T> dgamma, Span<T> dbeta, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        _ = savedMean; // a definition computes its mean
        int affines = Math.Max(dgamma.Length, dbeta.Length);
        Wide[] rented = ArrayPool<Wide>.Shared.Rent(2 * affines);
        Span<Wide> gammaSums = rented.AsSpan(0, affines), betaSums = rented.AsSpan(affines, affines);
        gammaSums.Clear();
        betaSums.Clear();
        for (int segment = 0; segment < map.Count; segment++)
        {
            Ruler ruler = Measure(x, map, segment, centres, epsilon);
            if (!savedInverse.IsEmpty) ruler = ruler.WithInverse(savedInverse[segment]);
            if (affines > 0) Gradients(dy, x, map, segment, ruler, gammaSums, betaSums);
            if (!dx.IsEmpty) InputGradient(dy, x, map, segment, ruler, centres, gamma, unitOffset, dx);
        }
        for (int i = 0; i < dgamma.Length; i++) dgamma[i] = Round<T>(gammaSums[i] + double.CreateTruncating(dgamma[i]));
        for (int i = 0; i < dbeta.Length; i++) dbeta[i] = Round<T>(betaSums[i] + double.CreateTruncating(dbeta[i]));
        ArrayPool<Wide>.Shared.Return(rented);
    }

    private static void Gradients<T, TSegments>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, TSegments map, int segment, Ruler ruler, Span<Wide> gammaSums, Span<Wide> betaSums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        for (int i = 0; i < map.Length; i++)
        {
            int at = map.Offset(segment, i), affine = map.Affine(segment, i);
            double d = double.CreateTruncating(dy[at]);
            gammaSums[affine] += Xhat(x[at], ruler) * d;
            betaSums[affine] += d;
        }
    }

    private static void InputGradient<T, TSegments>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, TSegments map, int segment, Ruler ruler, bool centres,
        ReadOnlySpan<T> gamma, bool unitOffset, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSegments : ISegments
    {
        double largest = 0, n = map.Length;
        for (int i = 0; i < map.Length; i++) largest = Math.Max(largest, Math.Abs(double.CreateTruncating(dy[map.Offset(segment, i)])));
        double scale = Ruler.ScaleFor(largest);
        Wide sum = 0, product = 0;
        for (int i = 0; i < map.Length; i++)
        {
            int at = map.Offset(segment, i);
            Wide g = Gamma(gamma, map.Affine(segment, i), unitOffset) * (double.CreateTruncating(dy[at]) * scale);
            if (centres) sum += g;
            product += g * Xhat(x[at], ruler);
        }
        Wide mean = sum / n, slope = product / n;
        for (int i = 0; i < map.Length; i++)
        {
            int at = map.Offset(segment, i);
            Wide g = Gamma(gamma, map.Affine(segment, i), unitOffset) * (double.CreateTruncating(dy[at]) * scale);
            Wide d = (g - mean - Xhat(x[at], ruler) * slope) * ruler.Inverse;
            dx[at] = Round<T>(d * ruler.Scale * (1 / scale));
        }
    }
}
