using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Contenders;

// One kernel per size of the catalogue, as a user would ask for it.
[LayerNorm<double>(4)] internal readonly partial struct DoubleLayer4;
[LayerNorm<double>(8)] internal readonly partial struct DoubleLayer8;
[LayerNorm<double>(16)] internal readonly partial struct DoubleLayer16;
[LayerNorm<double>(32)] internal readonly partial struct DoubleLayer32;
[LayerNorm<double>(64)] internal readonly partial struct DoubleLayer64;
[LayerNorm<double>(128)] internal readonly partial struct DoubleLayer128;
[RmsNorm<double>(4)] internal readonly partial struct DoubleRms4;
[RmsNorm<double>(8)] internal readonly partial struct DoubleRms8;
[RmsNorm<double>(16)] internal readonly partial struct DoubleRms16;
[RmsNorm<double>(32)] internal readonly partial struct DoubleRms32;
[RmsNorm<double>(64)] internal readonly partial struct DoubleRms64;
[RmsNorm<double>(128)] internal readonly partial struct DoubleRms128;

/// <summary>Rows of doubles: our kernels among themselves. The data is that of the floats.</summary>
internal sealed class DoubleRows
{
    private delegate void Normalize(ReadOnlySpan<double> x, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> y);

    private static readonly Dictionary<(Work Work, int Size), Normalize> Generated = new()
    {
        [(Work.LayerNormDouble, 4)] = DoubleLayer4.Normalize,
        [(Work.LayerNormDouble, 8)] = DoubleLayer8.Normalize,
        [(Work.LayerNormDouble, 16)] = DoubleLayer16.Normalize,
        [(Work.LayerNormDouble, 32)] = DoubleLayer32.Normalize,
        [(Work.LayerNormDouble, 64)] = DoubleLayer64.Normalize,
        [(Work.LayerNormDouble, 128)] = DoubleLayer128.Normalize,
        [(Work.RmsNormDouble, 4)] = DoubleRms4.Normalize,
        [(Work.RmsNormDouble, 8)] = DoubleRms8.Normalize,
        [(Work.RmsNormDouble, 16)] = DoubleRms16.Normalize,
        [(Work.RmsNormDouble, 32)] = DoubleRms32.Normalize,
        [(Work.RmsNormDouble, 64)] = DoubleRms64.Normalize,
        [(Work.RmsNormDouble, 128)] = DoubleRms128.Normalize,
    };

    private readonly Memory<double> _x, _y, _gamma, _beta;

    private DoubleRows(Comparison comparison, Buffers buffers)
    {
        _x = Aligned(buffers.X.Span);
        _y = Aligned(buffers.Y.Span);
        _gamma = Aligned(buffers.Gamma.Span);
        _beta = comparison.Work == Work.LayerNormDouble ? Aligned(buffers.Beta.Span) : default;
    }

    public static IEnumerable<Entry> Of(Comparison c, Buffers buffers)
    {
        var rows = new DoubleRows(c, buffers);
        int size = c.Channels;
        yield return rows.Entry(Contender.GeneratedStrict, Generated[(c.Work, size)]);
        if (c.Work == Work.LayerNormDouble)
        {
            yield return rows.Entry(Contender.Strict, (x, gamma, beta, y) => LayerNorm.Normalize(x, size, gamma, beta, y, Buffers.Epsilon));
            yield return rows.Entry(Contender.AnySize,
                (x, gamma, beta, y) => LayerNorm.Normalize(x, size, gamma, beta, y, default, default, Buffers.Epsilon));
        }
        else
        {
            yield return rows.Entry(Contender.Strict, (x, gamma, beta, y) => RmsNorm.Normalize(x, size, gamma, y, Buffers.Epsilon));
            yield return rows.Entry(Contender.AnySize,
                (x, gamma, beta, y) => RmsNorm.Normalize(x, size, gamma, y, default(Span<double>), Buffers.Epsilon));
        }
        yield return rows.Entry(Contender.Copy, (x, gamma, beta, y) => x.CopyTo(y));
    }

    private Entry Entry(Contender contender, Normalize normalize) => new(contender, () => normalize(_x.Span, _gamma.Span, _beta.Span, _y.Span));

    // Widened, from a cache line's start on, where the garbage collector leaves it.
    private static unsafe Memory<double> Aligned(ReadOnlySpan<float> floats)
    {
        const int Line = 64;
        double[] memory = GC.AllocateUninitializedArray<double>(floats.Length + Line / sizeof(double), pinned: true);
        fixed (double* start = memory)
        {
            int skip = (int)(-(nint)start & (Line - 1)) / sizeof(double);
            for (int i = 0; i < floats.Length; i++)
            {
                memory[skip + i] = floats[i];
            }

            return memory.AsMemory(skip, floats.Length);
        }
    }
}
