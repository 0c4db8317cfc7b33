namespace Norm.ML.Internals.Passes;

/// <summary>
/// A source of rows for <see cref="OrderedBlocks"/>: files of the tool, a .npy matrix, a stream, an <c>IDataView</c>. It gives its rows in blocks, in
/// their order. A source that knows which rows are a chunk gives <see cref="ChunkBlock"/>s, which threads sum apart; one that does not, such as an
/// <c>IDataView</c>, gives blocks of any length, and one <see cref="StatisticsAccumulator"/> cuts them.
/// </summary>
internal interface IBlockSource<in TBlock>
{
    /// <summary>Takes back the memory of a block, which is not used after this.</summary>
    void Release(TBlock block);
}

/// <summary>Rows that follow one another and are summed by one thread: a node of the tree over chunks (docs/statistics-file.md).</summary>
internal abstract class ChunkBlock
{
    /// <summary>The node's level: it has room for <c>512 * 2^level</c> rows.</summary>
    public required int Level { get; init; }

    /// <summary>The node's number on its level.</summary>
    public required long Index { get; init; }

    /// <summary>How many rows; fewer than there is room for only at the end.</summary>
    public required int Rows { get; init; }

    /// <summary>The number of the first row in its source.</summary>
    public long FirstRow => (Index << Level) * StatisticsAccumulator.RowsPerChunk;
}
