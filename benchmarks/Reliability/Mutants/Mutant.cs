namespace Norm.ML.Reliability.Mutants;

/// <summary>One change of the code, and what the tests made of it.</summary>
/// <param name="File">The file, from the root of the repository.</param>
/// <param name="Line">The first line of the changed code, from 1.</param>
/// <param name="Start">The index of its first character in the file.</param>
/// <param name="End">The index after its last character.</param>
/// <param name="Kind">Stryker's name of the change.</param>
/// <param name="LineText">The line, trimmed.</param>
/// <param name="Original">The changed code, with single spaces.</param>
/// <param name="Replacement">What stands there instead, with single spaces.</param>
/// <param name="Status">Stryker's result.</param>
internal sealed record Mutant(
    string File, int Line, int Start, int End, string Kind, string LineText, string Original, string Replacement, string Status)
{
    /// <summary>The mutant compiled and was not left out.</summary>
    public bool Tested => Status is "Killed" or "Timeout" or "Survived" or "NoCoverage";

    public bool Lived => Status is "Survived" or "NoCoverage";

    /// <summary>The same change of the same code has the same identity in every run.</summary>
    public (string File, int Start, int End, string Replacement) Identity => (File, Start, End, Replacement);
}
