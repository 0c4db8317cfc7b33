namespace Norm.ML.Internals.Moments;

/// <summary>Memory that one chunk's work needs, allocated once per accumulator.</summary>
internal sealed class ChunkScratch
{
    public ChunkScratch(int channels)
    {
        Channels = channels;
        Stride = MomentPlanes.Padded(channels);
        Pivots = new double[Stride];
        Sums = new double[(long)ChunkKernel.SumPlanes * Stride];
        Least = new double[Math.Max(Stride, ChunkKernel.ExtremeCount(channels))];
        Greatest = new double[Least.Length];
        Column = new double[ChunkKernel.Rows];
        Skipped = new bool[ChunkKernel.Rows];
    }

    public int Channels { get; }
    public int Stride { get; }

    /// <summary>Per channel: the value that deviations are taken from.</summary>
    public double[] Pivots { get; }

    /// <summary>The planes of sums that <see cref="ChunkKernel"/> names.</summary>
    public double[] Sums { get; }

    /// <summary>The extremes, of the elements' own type.</summary>
    public double[] Least { get; }
    public double[] Greatest { get; }

    /// <summary>One channel of a chunk, for the careful path, and which of its rows do not count.</summary>
    public double[] Column { get; }
    public bool[] Skipped { get; }
}
