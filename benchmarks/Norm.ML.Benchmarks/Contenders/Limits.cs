using System.Numerics;
using System.Runtime.InteropServices;
using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Contenders;

/// <summary>What memory allows.</summary>
internal static class Limits
{
    private static float s_sink;

    public static IEnumerable<Entry> Of(Comparison comparison, Buffers buffers)
    {
        yield return comparison.Work == Work.BatchStatistics
            ? new(Contender.Read, () => s_sink = Sum(buffers.X.Span))
            : new(Contender.Copy, buffers.Calls(comparison, (x, y) => x.CopyTo(y)));
    }

    /// <summary>Eight sums side by side: as fast as this core reads.</summary>
    private static float Sum(ReadOnlySpan<float> x)
    {
        ReadOnlySpan<Vector<float>> v = MemoryMarshal.Cast<float, Vector<float>>(x);
        Vector<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        for (; v.Length >= 8; v = v[8..])
        {
            a += v[0];
            b += v[1];
            c += v[2];
            d += v[3];
            e += v[4];
            f += v[5];
            g += v[6];
            h += v[7];
        }
        return Vector.Sum(a + b + (c + d) + (e + f + (g + h)));
    }
}
