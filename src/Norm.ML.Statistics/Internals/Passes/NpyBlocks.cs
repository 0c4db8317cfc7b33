namespace Norm.ML.Internals.Passes;

/// <summary>The rows of a .npy matrix in blocks, which are read where they lie in the file.</summary>
internal sealed class NpyBlocks(NpyMatrix matrix) : IBlockSource<NpyBlock>
{
    public IEnumerable<NpyBlock> Read(ChunkRange range, int level)
    {
        foreach ((int Level, long Index) part in ChunkCut.Blocks(range, range.First, level))
        {
            long room = ChunkCut.Room(part.Level);
            yield return new NpyBlock { Level = part.Level, Index = part.Index, Rows = (int)Math.Min(room, matrix.Rows - part.Index * room) };
        }
    }

    public void Release(NpyBlock block)
    {
    }
}

/// <summary>Which rows of a matrix.</summary>
internal sealed class NpyBlock : ChunkBlock;
