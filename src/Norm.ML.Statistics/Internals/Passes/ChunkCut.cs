namespace Norm.ML.Internals.Passes;

/// <summary>Cuts the rows of a source into blocks of whole chunks: the one place that says which rows a <see cref="ChunkBlock"/> holds.</summary>
internal static class ChunkCut
{
    /// <summary>The count of a range whose end is not known before it is read.</summary>
    public const long Unknown = long.MaxValue;

    // 2 million rows, whatever few bytes each has.
    private const int MostLevels = 12;

    /// <summary>The blocks of a range, from one of its chunks on: nodes of the tree, in order. Without end where the range's is not known; there the
    /// chunk is the first of a block.</summary>
    /// <param name="range">The chunks; the count may be <see cref="Unknown"/>.</param>
    /// <param name="chunk">The first chunk that is read.</param>
    /// <param name="level">The largest level.</param>
    public static IEnumerable<(int Level, long Index)> Blocks(ChunkRange range, long chunk, int level) =>
        range.Count < Unknown ? new ChunkRange(chunk, range.End - chunk).Parts(level) : Endless(chunk, level);

    /// <summary>The rows that a block of a level has room for.</summary>
    public static int Room(int level) => StatisticsAccumulator.RowsPerChunk << level;

    /// <summary>The chunks of so many rows; the last one may be short.</summary>
    public static long Count(long rows) => rows / StatisticsAccumulator.RowsPerChunk + (rows % StatisticsAccumulator.RowsPerChunk > 0 ? 1 : 0);

    /// <summary>The largest level whose blocks stay within so many bytes.</summary>
    public static int LevelOf(double rowBytes, long blockBytes)
    {
        int level = 0;
        while (level < MostLevels && rowBytes * Room(level + 1) <= blockBytes)
        {
            level++;
        }

        return level;
    }

    private static IEnumerable<(int Level, long Index)> Endless(long chunk, int level)
    {
        for (long index = chunk >> level; ; index++)
        {
            yield return (level, index);
        }
    }
}
