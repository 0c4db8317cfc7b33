using Norm.ML.Tool.Csv;

namespace Norm.ML.Tool.Sources;

/// <summary>How a source is cut into shards.</summary>
enum ShardCut
{
    /// <summary>Between any two rows, near equal numbers of bytes: nothing has to be read before.</summary>
    Bytes,

    /// <summary>Between chunks, near equal numbers of rows: text has to be counted first; the merged bits are those of one pass.</summary>
    Chunks,
}

/// <summary>What a fit reads of a source.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Chunks">Which chunks; numbered from the start if <paramref name="EndByte"/> is given. The count is <see cref="long.MaxValue"/> if not known.</param>
/// <param name="EndByte">Rows that begin at this byte of the source or after it are not read; null for all.</param>
sealed record ReadRange(Position Start, ChunkRange Chunks, long? EndByte)
{
    /// <summary>All rows.</summary>
    public static ReadRange Whole { get; } = new(Position.Start, new(0, long.MaxValue), null);
}

/// <summary>Files with the same columns, one after the other: rows of numbers.</summary>
abstract class RowSource : IDisposable
{
    /// <summary>What messages call it.</summary>
    public abstract string Name { get; }

    /// <summary>The names of the columns.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>Whether a column's name is made up because the header has none: it is left out unless the user names it.</summary>
    public virtual bool IsUnnamed(int column) => false;

    /// <summary>The columns' names for a message, with what is known of those that hold no numbers.</summary>
    public virtual string Describe() => CsvFile.Show(Columns);

    /// <summary>What made a text of a column, in a few words.</summary>
    public virtual string WhyText(int column) => "text";

    /// <summary>What the user should know once the columns are chosen, a line each.</summary>
    /// <param name="texts">The columns that were left out because they are text.</param>
    /// <param name="statistics">What was learned of the others.</param>
    public virtual IEnumerable<string> Remarks(IReadOnlyList<int> texts, RunningStatistics statistics) => [];

    /// <summary>The first infinite value of a column and where it stands; null where that is not known.</summary>
    public virtual string? FirstInfinite(string column) => null;

    /// <summary>In bytes, as the files are; null where that is not known.</summary>
    public abstract long? Length { get; }

    /// <summary>A text that tells sources apart: a hash of the sizes, first and last bytes of the files; empty where it cannot be read twice.</summary>
    public abstract string Digest { get; }

    /// <summary>The level of the blocks: the more bytes in a row, the lower.</summary>
    public abstract int Level { get; }

    /// <summary>How it is cut where the user does not say.</summary>
    public abstract ShardCut DefaultCut { get; }

    /// <summary>Whether columns may hold something other than numbers.</summary>
    public abstract bool HasText { get; }

    /// <summary>What one of several shards reads.</summary>
    /// <exception cref="ToolException">It cannot be cut, or not read.</exception>
    public abstract ReadRange Cut(ShardCut cut, int index, int count, Action<long> progress, CancellationToken cancellation);

    /// <summary>Reads the rows in blocks.</summary>
    /// <param name="extent">Which.</param>
    /// <param name="from">Where to go on; the extent's start, or after a block.</param>
    /// <param name="chunk">The chunk that begins there.</param>
    /// <param name="level">The level of the blocks.</param>
    /// <param name="cancellation">Stops between two reads.</param>
    public abstract IEnumerable<RowBlock> Read(ReadRange extent, Position from, long chunk, int level, CancellationToken cancellation);

    /// <summary>Makes what sums blocks on one thread.</summary>
    public abstract BlockSummer CreateSummer(CandidateColumns candidates);

    /// <summary>Gives a block's memory back.</summary>
    public virtual void Release(RowBlock block)
    {
    }

    /// <summary>A problem with a cell of a column.</summary>
    public virtual ToolException Problem(TextCell cell, string column, string message) => new($"{Name}: {message}");

    public abstract void Dispose();

    /// <summary>The blocks of an extent from a chunk on.</summary>
    protected static IEnumerable<(int Level, long Index)> Parts(ReadRange extent, long chunk, int level)
    {
        if (extent.Chunks.Count < long.MaxValue)
        {
            foreach ((int Level, long Index) part in new ChunkRange(chunk, extent.Chunks.End - chunk).Parts(level))
                yield return part;
            yield break;
        }

        for (long index = chunk >> level; ; index++)
            yield return (level, index);
    }

    /// <summary>The largest level whose blocks stay within so many bytes.</summary>
    protected static int LevelOf(double rowBytes, int blockBytes)
    {
        int level = 0;
        while (level < 12 && rowBytes * (StatisticsAccumulator.RowsPerChunk << (level + 1)) <= blockBytes)
            level++;
        return level;
    }
}

/// <summary>Sums blocks, one at a time.</summary>
abstract class BlockSummer
{
    /// <summary>Sums a block. What is wrong with its rows is in the result.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public abstract BlockSum Sum(RowBlock block, CancellationToken cancellation);
}
