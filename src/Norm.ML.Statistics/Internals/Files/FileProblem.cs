namespace Norm.ML.Internals.Files;

/// <summary>What goes wrong while a file is written, as one kind of exception that names the file which the user knows.</summary>
internal static class FileProblem
{
    private const int BrokenPipe = 32;

    /// <summary>The problem as an <see cref="IOException"/>; null if it is none of writing.</summary>
    /// <param name="problem">What was thrown.</param>
    /// <param name="temporary">The file that was written; its name is replaced in the message.</param>
    /// <param name="path">The name that takes its place.</param>
    public static IOException? Of(Exception problem, string temporary = "", string path = "")
    {
        string named = path.Length > 0 ? $" : '{path}'" : "";
        if (IsTooLarge(problem))
        {
            return new IOException($"the file is larger than the system or the shell (ulimit -f) allows{named}", problem);
        }

        return problem switch
        {
            IOException told when temporary.Length == 0 || !told.Message.Contains(temporary, StringComparison.Ordinal) => told,
            FileNotFoundException or DirectoryNotFoundException =>
                new IOException($"the folder, or the temporary file in it, was deleted while the file was written{named}", problem),
            IOException told => new IOException(told.Message.Replace(temporary, path, StringComparison.Ordinal), told) { HResult = told.HResult },
            _ => null,
        };
    }

    /// <summary>Whether nobody reads the pipe any more that was written to.</summary>
    public static bool IsBrokenPipe(IOException problem) => !OperatingSystem.IsWindows() && problem.HResult == BrokenPipe;

    /// <summary>That nobody reads the pipe any more.</summary>
    public static IOException NobodyReads() => new("Broken pipe", BrokenPipe);

    // What .NET makes of EFBIG.
    private static bool IsTooLarge(Exception problem) => problem is ArgumentOutOfRangeException { ParamName: "value", ActualValue: null };
}
