using Norm.ML.Internals.Passes;

namespace Norm.ML.Tool.Sources;

/// <summary>A block of the rows of a source.</summary>
internal abstract class RowBlock : ChunkBlock
{
    /// <summary>Where the row after the last one begins.</summary>
    public required Position Next { get; init; }

    /// <summary>The bytes read so far, of <see cref="RowSource.Length"/>.</summary>
    public required long Bytes { get; init; }
}

/// <summary>What a block gave to a fit.</summary>
/// <param name="Statistics">Of the candidate columns; null where there is a problem.</param>
/// <param name="Undecided">
/// What the columns that were not decided yet have shown, in the order of the candidates; empty where all were decided.
/// </param>
/// <param name="Problem">The first problem, and the row of the block that it is in; null for none.</param>
internal sealed record BlockSum(RunningStatistics? Statistics, FirstValue[] Undecided, RowProblem? Problem);

/// <summary>A problem with a row.</summary>
/// <param name="Row">In its block.</param>
/// <param name="Error">What to tell.</param>
internal sealed record RowProblem(int Row, Exception Error);

/// <summary>The first values that a column shows in a block.</summary>
/// <param name="Number">Whether a number came, before any text.</param>
/// <param name="Text">The first text if it came before any number; as an error about it.</param>
internal readonly record struct FirstValue(bool Number, TextCell? Text);

/// <summary>A cell that is not a number.</summary>
/// <param name="Row">In its block.</param>
/// <param name="File">The file.</param>
/// <param name="Line">In the file: the line of a text, the row of a table, from 1.</param>
/// <param name="Shown">The cell, in quotes.</param>
/// <param name="Advice">The option that would read it; empty for none.</param>
internal sealed record TextCell(int Row, int File, long Line, string Shown, string Advice = "");
