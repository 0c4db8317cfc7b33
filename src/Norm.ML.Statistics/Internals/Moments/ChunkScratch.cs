namespace Norm.ML.Internals.Moments;

/// <summary>Memory that one chunk's work needs, allocated once per accumulator.</summary>
internal sealed class ChunkScratch
{
    public ChunkScratch(int channels)
    {
        Channels = channels;
        Stride = MomentArrays.Padded(channels);
        Pivots = new double[Stride + Slack];
        Sums = new double[(long)ChunkKernel.SumPlanes * Stride + Slack];
        Least = new double[Math.Max(Stride, ChunkKernel.ExtremeCount(channels)) + Slack];
        Greatest = new double[Least.Length];
        Column = new double[ChunkKernel.Rows];
        Skipped = new bool[ChunkKernel.Rows];
    }

    /// <summary>Doubles that each array has to spare, so that its <see cref="Aligned"/> part is as long as was asked for.</summary>
    private const int Slack = Line / sizeof(double);

    private const int Line = 64;

    public int Channels { get; }
    public int Stride { get; }

    /// <summary>
    /// The first address of a pinned array that begins a cache line. The garbage collector promises no such thing, and sums that lie across two lines
    /// take half as long again.
    /// </summary>
    public static unsafe double* Aligned(double* pinned) => (double*)((nint)pinned + Line - 1 & -Line);

    /// <summary>Per channel: the value that deviations are taken from.</summary>
    public double[] Pivots { get; }

    /// <summary>The planes of sums that <see cref="ChunkKernel"/> names.</summary>
    public double[] Sums { get; }

    /// <summary>The extremes, of the elements' own type.</summary>
    public double[] Least { get; }
    public double[] Greatest { get; }

    /// <summary>One channel of a chunk, for the fallback, and which of its rows do not count.</summary>
    public double[] Column { get; }
    public bool[] Skipped { get; }
}
