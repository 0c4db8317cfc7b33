using System.Collections.Concurrent;

namespace Norm.ML.Internals.Passes;

/// <summary>The rows of a stream in blocks.</summary>
internal sealed class StreamBlocks(Stream rows, int rowBytes) : IBlockSource<StreamBlock>
{
    private readonly ConcurrentBag<byte[]> _idle = [];

    public IEnumerable<StreamBlock> Read(int level)
    {
        int blockBytes = checked(ChunkCut.Room(level) * rowBytes);
        foreach ((int Level, long Index) part in ChunkCut.Blocks(new(0, ChunkCut.Unknown), 0, level))
        {
            byte[] bytes = _idle.TryTake(out byte[]? idle) ? idle : GC.AllocateUninitializedArray<byte>(blockBytes);
            int length = rows.ReadAtLeast(bytes, blockBytes, throwOnEndOfStream: false);
            if (length % rowBytes != 0)
            {
                throw new InvalidDataException($"The stream ends {length % rowBytes} bytes into a row of {rowBytes}.");
            }

            if (length > 0)
            {
                yield return new StreamBlock { Level = part.Level, Index = part.Index, Rows = length / rowBytes, Bytes = bytes };
            }

            if (length < blockBytes)
            {
                yield break;
            }
        }
    }

    public void Release(StreamBlock block) => _idle.Add(block.Bytes);
}

/// <summary>Rows of a stream.</summary>
internal sealed class StreamBlock : ChunkBlock
{
    /// <summary>Holds the rows, and may be longer.</summary>
    public required byte[] Bytes { get; init; }
}
