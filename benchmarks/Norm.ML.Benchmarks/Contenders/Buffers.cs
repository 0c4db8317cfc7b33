using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Contenders;

/// <summary>What every contender of a comparison reads and writes.</summary>
internal sealed class Buffers
{
    public const double Epsilon = 1e-5;

    public Buffers(Comparison comparison)
    {
        int turn = comparison.Channels;
        X = new(comparison.Elements, Offset(turn));
        Y = new(comparison.Work == Work.BatchStatistics ? 16 : comparison.Elements, Offset(turn + 3));
        Gamma = new(comparison.Channels, Offset(turn + 1));
        Beta = new(comparison.Channels, Offset(turn + 2));
        Mean = new(comparison.Channels, Offset(turn + 4));
        Variance = new(comparison.Channels, Offset(turn + 5));
        Fill();

        // The offsets of arrays in a cache line, but for 0: the comparisons take turns, and no two buffers of one have the same.
        static int Offset(int turn) => 8 + turn % 7 * 8;
    }

    public ArrayFloats X { get; }
    public ArrayFloats Y { get; }
    public ArrayFloats Gamma { get; }
    public ArrayFloats Beta { get; }

    /// <summary>Read by BatchNorm's inference, written by whoever computes statistics.</summary>
    public ArrayFloats Mean { get; }
    public ArrayFloats Variance { get; }

    /// <summary>All of the data, in as many calls as the place wants.</summary>
    public Action Calls(Comparison comparison, Kernel kernel)
    {
        int length = comparison.ElementsPerCall;
        return () =>
        {
            ReadOnlySpan<float> x = X.Span;
            Span<float> y = Y.Span;
            for (int i = 0; i < x.Length; i += length)
            {
                kernel(x.Slice(i, length), y.Slice(i, length));
            }
        };
    }

    /// <summary>Well-behaved numbers: mean 0.25, spread about 1. Hard ones are the accuracy mode's.</summary>
    private void Fill()
    {
        var random = new Random(1);
        Span<float> block = X.Span[..Math.Min(X.Length, 1 << 20)];
        foreach (ref float value in block)
        {
            value = 0.25f + (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f) * 2;
        }

        for (int filled = block.Length; filled < X.Length; filled += block.Length)
        {
            block[..Math.Min(block.Length, X.Length - filled)].CopyTo(X.Span[filled..]);
        }

        for (int i = 0; i < Gamma.Length; i++)
        {
            Gamma.Span[i] = 0.5f + random.NextSingle();
            Beta.Span[i] = random.NextSingle() - 0.5f;
            Mean.Span[i] = 0.2f + 0.1f * random.NextSingle();
            Variance.Span[i] = 0.9f + 0.2f * random.NextSingle();
        }
    }
}
