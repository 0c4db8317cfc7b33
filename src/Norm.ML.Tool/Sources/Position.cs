namespace Norm.ML.Tool.Sources;

/// <summary>A place between two rows of a source.</summary>
/// <param name="File">The file, from 0.</param>
/// <param name="Offset">In the file: a byte of its text (unpacked), or a row of its matrix.</param>
/// <param name="Line">The line of the text that begins there, from 1.</param>
internal sealed record Position(int File, long Offset, long Line)
{
    /// <summary>Before the first row.</summary>
    public static Position Start { get; } = new(0, 0, 0);
}
