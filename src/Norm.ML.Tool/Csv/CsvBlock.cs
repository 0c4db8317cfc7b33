using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Csv;

/// <summary>Records of a source: more than one segment where a file ends within the block.</summary>
internal sealed class CsvBlock : RowBlock
{
    public required IReadOnlyList<CsvSegment> Segments { get; init; }
}

/// <summary>Records of one file that follow one another.</summary>
/// <param name="File">The file, from 0.</param>
/// <param name="Buffer">Holds the text.</param>
/// <param name="Start">Where the text begins in the buffer.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Offset">Where it begins in the file's text.</param>
/// <param name="Line">The line that it begins with, from 1; 0 if that is not known.</param>
/// <param name="Records">How many.</param>
internal sealed record CsvSegment(int File, byte[] Buffer, int Start, int End, long Offset, long Line, int Records);
