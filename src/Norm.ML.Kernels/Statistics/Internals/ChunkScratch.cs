namespace Norm.ML.Internals.Moments;

/// <summary>Memory that one chunk's work needs, allocated once per accumulator.</summary>
internal sealed class ChunkScratch
{
    public ChunkScratch(int channels)
    {
        Channels = channels;
        Stride = MomentPlanes.Padded(channels);
        Pivots = new double[Stride];
        Sums = new double[4L * Stride];
        Tile = new double[ChunkKernel.Streams * ChunkKernel.Narrow];
        Column = new double[ChunkKernel.Rows];
        Skipped = new bool[ChunkKernel.Rows];
    }

    public int Channels { get; }
    public int Stride { get; }

    /// <summary>Per channel: the value that deviations are taken from.</summary>
    public double[] Pivots { get; }

    /// <summary>Four planes: sum of deviations, of their squares, least and greatest value.</summary>
    public double[] Sums { get; }

    /// <summary>Pivots of fewer than eight channels, repeated to the length of a step.</summary>
    public double[] Tile { get; }

    /// <summary>One channel of a chunk, for the careful path, and which of its rows do not count.</summary>
    public double[] Column { get; }
    public bool[] Skipped { get; }
}
