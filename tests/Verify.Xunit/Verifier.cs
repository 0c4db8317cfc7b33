using System.Runtime.CompilerServices;
using VerifyTests;

namespace VerifyXunit;

/// <summary>Compares a text with a committed snapshot: the one entry point of Verify that this repository uses.</summary>
public static class Verifier
{
    /// <summary>
    /// Compares <paramref name="target"/> with <c>NAME.verified.EXTENSION</c>, by default beside the calling source file and named after the caller.
    /// The comparison runs when the returned task is awaited.
    /// </summary>
    public static SettingsTask Verify(
        string? target, string extension, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "",
            [CallerMemberName] string member = "") =>
        new(target ?? "null", extension, Path.GetDirectoryName(sourceFile)!, $"{Path.GetFileNameWithoutExtension(sourceFile)}.{member}");
}
