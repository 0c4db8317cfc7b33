using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Contenders;

/// <summary>What every contender of a comparison reads and writes.</summary>
internal sealed class Buffers : IDisposable
{
    public const double Epsilon = 1e-5;

    public Buffers(Comparison comparison)
    {
        X = new(comparison.Elements);
        Y = new(comparison.Work == Work.BatchStatistics ? 16 : comparison.Elements);
        Gamma = new(comparison.Channels);
        Beta = new(comparison.Channels);
        Mean = new(comparison.Channels);
        Variance = new(comparison.Channels);
        Fill();
    }

    public AlignedFloats X { get; }
    public AlignedFloats Y { get; }
    public AlignedFloats Gamma { get; }
    public AlignedFloats Beta { get; }

    /// <summary>Read by BatchNorm's inference, written by whoever computes statistics.</summary>
    public AlignedFloats Mean { get; }
    public AlignedFloats Variance { get; }

    /// <summary>All of the data, in as many calls as the place wants.</summary>
    public Action Calls(Comparison comparison, Kernel kernel)
    {
        int length = comparison.ElementsPerCall;
        return () =>
        {
            for (int i = 0; i < X.Length; i += length)
            {
                kernel(X.Span.Slice(i, length), Y.Span.Slice(i, length));
            }
        };
    }

    public void Dispose()
    {
        foreach (AlignedFloats buffer in (ReadOnlySpan<AlignedFloats>)[X, Y, Gamma, Beta, Mean, Variance])
        {
            buffer.Dispose();
        }
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
