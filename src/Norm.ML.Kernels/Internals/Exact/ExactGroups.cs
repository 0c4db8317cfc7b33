using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Reference;
using Norm.ML.Internals.Simd;

namespace Norm.ML.Internals.Exact;

/// <summary>
/// GroupNorm, InstanceNorm, and BatchNorm with the statistics of the batch, with results that are the nearest to the formula. The arguments were
/// checked.
/// </summary>
internal static unsafe class ExactGroups
{
    /// <param name="x">The examples.</param>
    /// <param name="map">Where the elements of each segment lie: channel by channel, <paramref name="spatial"/> elements of each.</param>
    /// <param name="adjacent">Whether the elements of a segment lie one after the other.</param>
    /// <param name="each">The channels of a segment.</param>
    /// <param name="spatial">The elements of a channel in a segment.</param>
    /// <param name="gamma">Scale per channel; empty means 1.</param>
    /// <param name="beta">Shift per channel; empty means 0.</param>
    /// <param name="y">Receives the results; may be the same memory.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static void Normalize<TSegments>(
        ReadOnlySpan<float> x, TSegments map, bool adjacent, int each, int spatial, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta,
        Span<float> y, double epsilon) where TSegments : ISegments
    {
        int size = map.Length;
        var bounds = new ExactBounds(size);
        var formula = new ExactFormula(SubtractsMean: true, epsilon);
        bool copies = !adjacent || x.Overlaps(y);
        using var memory = new Scratch<float>((copies ? size : 0) + (adjacent ? 0 : size));
        using var coefficients = new ExactCoefficients(gamma, unitOffset: false, beta, subtractMean: true, bounds);
        Span<float> results = memory.Span[(copies ? size : 0)..];
        fixed (float* source = x, target = y, copied = memory.Span)
        {
            for (int segment = 0; segment < map.Count; segment++)
            {
                float* from = copies ? copied : source + (nint)segment * size;
                for (int i = 0; copies && i < size; i++)
                {
                    copied[i] = source[adjacent ? segment * size + i : map.Offset(segment, ByChannel(i, each, spatial, map))];
                }

                fixed (float* scattered = results)
                {
                    float* to = adjacent ? target + (nint)segment * size : scattered;
                    int first = map.Affine(segment, 0);
                    var row = new ExactRow(
                        from, size, formula, gamma.IsEmpty ? gamma : gamma.Slice(first, each), false, beta.IsEmpty ? beta : beta.Slice(first, each),
                        spatial, bounds);
                    Write(ref row, from, to, first, each, spatial, beta, in coefficients);
                    for (int i = 0; !adjacent && i < size; i++)
                    {
                        target[map.Offset(segment, ByChannel(i, each, spatial, map))] = to[i];
                    }
                }
            }
        }
    }

    /// <summary>Half: the nearest float, then the nearest Half, unless that float lies halfway between two of them: then y decides.</summary>
    public static void Normalize<TSegments>(
        ReadOnlySpan<Half> x, TSegments map, bool adjacent, int each, int spatial, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta,
        Span<Half> y, double epsilon) where TSegments : ISegments
    {
        int size = map.Length;
        var bounds = new ExactBounds(size);
        var formula = new ExactFormula(SubtractsMean: true, epsilon);
        using var memory = new Scratch<float>(2 * size);
        using var halves = new Scratch<Half>(size);
        using var coefficients = new ExactCoefficients(gamma, unitOffset: false, beta, subtractMean: true, bounds);
        Span<float> results = memory.Span[size..];
        fixed (float* from = memory.Span, to = results)
        {
            for (int segment = 0; segment < map.Count; segment++)
            {
                for (int i = 0; i < size; i++)
                {
                    from[i] = (float)x[At(i)];
                }

                int first = map.Affine(segment, 0);
                var row = new ExactRow(
                    from, size, formula, gamma.IsEmpty ? gamma : gamma.Slice(first, each), false, beta.IsEmpty ? beta : beta.Slice(first, each),
                    spatial, bounds);
                bool settle = Write(ref row, from, to, first, each, spatial, beta, in coefficients);
                HalfConversions.Narrow(results, halves.Span);
                if (settle)
                {
                    ExactHalf.Settle(ref row, results, halves.Span);
                }

                for (int i = 0; i < size; i++)
                {
                    y[At(i)] = halves.Span[i];
                }

                int At(int i) => adjacent ? segment * size + i : map.Offset(segment, ByChannel(i, each, spatial, map));
            }
        }
    }

    // The place in a segment of element i of its channels one after the other.
    private static int ByChannel<TSegments>(int i, int each, int spatial, TSegments map) where TSegments : ISegments =>
        map is GroupSegments ? i % spatial * each + i / spatial : i;

    // Whether the results are not known before they are computed: the segment is finite and not constant.
    private static bool Write(
        ref ExactRow row, float* x, float* y, int first, int each, int spatial, ReadOnlySpan<float> beta, in ExactCoefficients coefficients)
    {
        int size = each * spatial;
        if (!row.TryMeasure())
        {
            new Span<float>(y, size).Fill(float.NaN);
            return false;
        }

        for (int c = 0; row.IsConstant && c < each; c++)
        {
            new Span<float>(y + c * spatial, spatial).Fill(beta.IsEmpty ? 0 : beta[first + c]);
        }

        if (row.IsConstant)
        {
            return false;
        }

        fixed (double* gamma = coefficients.Gamma, low = coefficients.Low, high = coefficients.High)
        {
            if (coefficients.Count == 1)
            {
                ExactOutput.Write<CentredStep, OneForAll>(x, y, size, ref row, 0, gamma, low, high);
            }
            else if (spatial == 1)
            {
                ExactOutput.Write<CentredStep, PerElement>(x, y, size, ref row, 0, gamma + first, low + first, high + first);
            }
            else
            {
                for (int c = 0; c < each; c++)
                {
                    ExactOutput.Write<CentredStep, OneForAll>(
                        x + c * spatial, y + c * spatial, spatial, ref row, c * spatial, gamma + first + c, low + first + c, high + first + c);
                }
            }
        }

        return true;
    }
}
