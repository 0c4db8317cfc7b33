namespace Norm.ML.Internals.Moments;

/// <summary>
/// A finished node of the tree over a source's chunks: (level, index) holds chunks <c>index 2^level</c> to <c>(index + 1) 2^level - 1</c>.
/// </summary>
internal readonly record struct ChunkNode(int Level, long Index, MomentArrays Planes)
{
    public long First => Index << Level;

    /// <summary>The chunk after the last one that has rows: a node at the end of the source may be shorter than its place.</summary>
    public long End => First + (Planes.Rows + ChunkKernel.Rows - 1) / ChunkKernel.Rows;

    public bool IsFull => Planes.Rows == (long)ChunkKernel.Rows << Level;
}

/// <summary>The nodes of a range of chunks, ascending and without gaps; all are full but the source's last.</summary>
internal sealed class ChunkNodes
{
    /// <exception cref="StatisticsFormatException">The nodes are not such a list.</exception>
    public ChunkNodes(long first, IReadOnlyList<ChunkNode> nodes)
    {
        long next = first;
        for (int i = 0; i < nodes.Count; i++)
        {
            ChunkNode node = nodes[i];
            if (node.Level is < 0 or > StatisticsTree.MaximumLevel || node.Index < 0 || node.Index > long.MaxValue >> (node.Level + 10))
                throw new StatisticsFormatException($"node {i} is at level {node.Level}, index {node.Index}, which no tree has.");
            if (node.First != next) throw new StatisticsFormatException($"node {i} begins at chunk {node.First}, where chunk {next} was to follow.");
            if (node.Planes.Rows < 1 || node.Planes.Rows > (long)ChunkKernel.Rows << node.Level || (i < nodes.Count - 1 && !node.IsFull))
                throw new StatisticsFormatException($"node {i} has {node.Planes.Rows} rows in {1L << node.Level} chunks.");
            next = node.End;
        }
        List = nodes;
        Range = new(first, next - first);
    }

    public IReadOnlyList<ChunkNode> List { get; }

    public ChunkRange Range { get; }

    /// <summary>Whether the last chunk is whole, so that another may follow.</summary>
    public bool IsWhole => List.Count == 0 || List[^1].IsFull;

    public bool SameBits(ChunkNodes other)
    {
        if (Range != other.Range || List.Count != other.List.Count) return false;
        for (int i = 0; i < List.Count; i++)
            if (List[i].Level != other.List[i].Level || !List[i].Planes.SameBits(other.List[i].Planes)) return false;
        return true;
    }

    public ChunkNodes Select(IReadOnlyList<int> channels) =>
        new(Range.First, [.. List.Select(node => node with { Planes = node.Planes.Select(channels) })]);
}
