using Norm.ML.Internals.Passes;
using Norm.ML.Tool.Csv;

namespace Norm.ML.Tool.Sources;

/// <summary>How a source is cut into shards.</summary>
internal enum ShardCut
{
    /// <summary>
    /// Between any two rows of a text, between any two groups of rows of a table, near equal numbers of bytes: nothing has to be read before.
    /// </summary>
    Bytes,

    /// <summary>Between chunks, near equal numbers of rows: text has to be counted first; the merged bits are those of one pass.</summary>
    Chunks,
}

/// <summary>What is read of a source.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Chunks">
/// Which chunks; numbered from the start if <paramref name="End"/> is given. The count is <see cref="long.MaxValue"/> if not known.
/// </param>
/// <param name="End">Rows that begin at this byte of a text, or are this row of a table, or come after it, are not read; null for all.</param>
internal sealed record ReadRange(Position Start, ChunkRange Chunks, long? End)
{
    /// <summary>All rows.</summary>
    public static ReadRange Whole { get; } = new(Position.Start, new(0, long.MaxValue), null);
}

/// <summary>
/// Files with the same columns, one after the other: what every command reads. Rows come in blocks, which are numbered, and cut between chunks of 512
/// rows; several threads read the cells of blocks.
/// </summary>
internal abstract class RowSource : IBlockSource<RowBlock>, IDisposable
{
    /// <summary>What <see cref="WhyText"/> says where the first rows do not show why.</summary>
    public const string Text = "text";

    /// <summary>What messages call it.</summary>
    public abstract string Name { get; }

    /// <summary>What a message says of a source without rows.</summary>
    public virtual string NoRows => $"{Name}: there are no rows.";

    /// <summary>The names of the columns.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>What a column holds by the files' own account; <see cref="ColumnKind.Empty"/> where only the rows can tell.</summary>
    public abstract ColumnKind KindOf(int column);

    /// <summary>Whether a column's name is made up because the header has none: it is left out unless the user names it.</summary>
    public virtual bool IsUnnamed(int column) => false;

    /// <summary>The columns' names for a message, with what is known of those that hold no numbers.</summary>
    public virtual string Describe() => CsvFile.Show(Columns);

    /// <summary>What made a text of a column, in a few words.</summary>
    public virtual string WhyText(int column) => Text;

    /// <summary>The first text of a column of text, in quotes; empty where that is not known.</summary>
    public virtual string FirstText(int column) => "";

    /// <summary>What the user should know once the columns are chosen, a line each.</summary>
    /// <param name="texts">The columns that were left out because they are text.</param>
    public virtual IEnumerable<string> Remarks(IReadOnlyList<int> texts) => [];

    /// <summary>Asks about fitted columns that may be labels.</summary>
    /// <param name="statistics">What was learned.</param>
    public virtual IEnumerable<string> LabelRemarks(RunningStatistics statistics) => [];

    /// <summary>The first infinite value of a column and where it stands; null where that is not known.</summary>
    public virtual string? FirstInfinite(string column) => null;

    /// <summary>In bytes, as the files are; null where that is not known.</summary>
    public abstract long? Length { get; }

    /// <summary>
    /// A text that tells sources apart: a hash of the sizes, first and last bytes of the files; empty where it cannot be read twice.
    /// </summary>
    public abstract string Digest { get; }

    /// <summary>The level of the blocks: the more bytes in a row, the lower.</summary>
    public abstract int Level { get; }

    /// <summary>How it is cut where the user does not say.</summary>
    public abstract ShardCut DefaultCut { get; }

    /// <summary>What one of several shards reads.</summary>
    /// <exception cref="ToolException">It cannot be cut, or not read.</exception>
    public abstract ReadRange Cut(ShardCut cut, int index, int count, Action<long> progress, CancellationToken cancellation);

    /// <summary>Reads the rows in blocks.</summary>
    /// <param name="extent">Which.</param>
    /// <param name="from">Where to go on; the extent's start, or after a block.</param>
    /// <param name="chunk">The chunk that begins there.</param>
    /// <param name="level">The level of the blocks.</param>
    /// <param name="needs">The columns that will be asked for.</param>
    /// <param name="cancellation">Stops between two reads.</param>
    public abstract IEnumerable<RowBlock> Read(
        ReadRange extent, Position from, long chunk, int level, ColumnNeeds needs, CancellationToken cancellation);

    /// <summary>Reads all rows in blocks.</summary>
    public IEnumerable<RowBlock> Read(ColumnNeeds needs, CancellationToken cancellation) =>
        Read(ReadRange.Whole, Position.Start, 0, Level, needs, cancellation);

    /// <summary>Makes what reads the numbers of blocks on one thread.</summary>
    /// <param name="fields">The columns, by position.</param>
    /// <param name="lines">Takes the line, or the number, of each row; null for nothing.</param>
    public abstract NumberReader CreateReader(IReadOnlyList<int> fields, List<long>? lines = null);

    /// <summary>Makes what reads whole rows of blocks on one thread.</summary>
    /// <param name="needs">The columns that will be asked for. Of those that are read as numbers only, cells are kept where they are missing.</param>
    public abstract CellReader CreateCellReader(ColumnNeeds needs);

    /// <summary>Gives a block's memory back.</summary>
    public virtual void Release(RowBlock block)
    {
    }

    /// <summary>A problem with a cell of a column.</summary>
    public virtual ToolException Problem(TextCell cell, string column, string message) => new($"{Name}: {message}");

    /// <summary>A column that is asked for and is not there.</summary>
    /// <param name="column">Its name, in quotes.</param>
    /// <param name="reason">Who asks for it.</param>
    public ToolException NoColumn(string column, string reason) =>
        new($"{Name}: there is no column {column}, {reason}; the columns are {CsvFile.Show(Columns)}.");

    /// <summary>Where a column stands, or -1.</summary>
    public int IndexOf(string name)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i] == name)
            {
                return i;
            }
        }

        return -1;
    }

    public abstract void Dispose();

    /// <summary>The blocks of an extent from a chunk on.</summary>
    protected static IEnumerable<(int Level, long Index)> Parts(ReadRange extent, long chunk, int level) =>
        ChunkCut.Blocks(extent.Chunks, chunk, level);

    /// <inheritdoc cref="ChunkCut.LevelOf"/>
    protected static int LevelOf(double rowBytes, int blockBytes) => ChunkCut.LevelOf(rowBytes, blockBytes);
}

/// <summary>The columns that a pass asks for, by position; what else a table holds is not read.</summary>
/// <param name="Numbers">Those that are read as numbers.</param>
/// <param name="Cells">Those whose cells are read as they are.</param>
internal sealed record ColumnNeeds(IReadOnlyList<int> Numbers, IReadOnlyList<int> Cells)
{
    /// <summary>Columns of numbers.</summary>
    public static ColumnNeeds OfNumbers(IReadOnlyList<int> fields) => new(fields, []);
}

/// <summary>Reads the numbers of blocks, one block at a time.</summary>
internal abstract class NumberReader
{
    /// <summary>Reads a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="sink">Where its rows go.</param>
    /// <param name="cancellation">Stops between two chunks.</param>
    /// <returns>The first problem of its rows; null for none.</returns>
    public abstract RowProblem? Read(RowBlock block, INumberSink sink, CancellationToken cancellation);
}

/// <summary>Where the numbers of a block go.</summary>
internal interface INumberSink
{
    /// <summary>Whether a text in a column is to be told: not where the column is known to be text.</summary>
    bool TakesText(int column);

    /// <summary>A cell is not a number; it counts as missing.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="column">Its column, among those that are read.</param>
    /// <param name="before">The rows before it that were not given yet, and the cells before it in its row.</param>
    /// <returns>A problem, which ends the reading of the block; null for none.</returns>
    RowProblem? Text(TextCell cell, int column, ReadOnlySpan<double> before);

    /// <summary>Some rows, one after the other; a missing value is NaN.</summary>
    void Rows(ReadOnlySpan<double> values);
}

/// <summary>Reads whole rows of blocks, one block at a time.</summary>
internal abstract class CellReader
{
    /// <summary>Reads a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="notANumber">Makes the error about a cell that is not a number, of the column among those that are read as numbers.</param>
    /// <param name="cancellation">Stops between two chunks.</param>
    /// <exception cref="ToolException">A row is broken, or a cell that has to be a number is not one.</exception>
    public abstract BlockCells Read(RowBlock block, Func<TextCell, int, ToolException> notANumber, CancellationToken cancellation);
}
