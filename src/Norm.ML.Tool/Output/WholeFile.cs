using Norm.ML.Internals.Files;

namespace Norm.ML.Tool.Output;

/// <summary>Writes files of the user so that nothing half-written is ever seen or left, with what goes wrong told in one line.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file: all of it or nothing.</summary>
    /// <param name="path">Where; a file that is there is replaced. Devices, pipes and open descriptors are written as the bytes come.</param>
    /// <param name="cancellation">Checked once more before the file appears.</param>
    /// <param name="write">Writes the content. <see cref="IOException"/> that it throws is taken to be about this file.</param>
    /// <returns>Whether a file was replaced.</returns>
    /// <exception cref="ToolException">The file cannot be written.</exception>
    public static bool Write(string path, CancellationToken cancellation, Action<Stream> write) =>
        Try(path, () => AtomicFile.Write(path, write, cancellation));

    /// <summary>Finds what a path leads to.</summary>
    /// <exception cref="ToolException">No file can be written there.</exception>
    public static OutputTarget Find(string path) => Try(path, () => OutputTarget.Find(path));

    /// <summary>Deletes a file that is of no use any more.</summary>
    /// <exception cref="ToolException">It cannot be deleted.</exception>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"{path}: cannot be deleted: {OneLine.Of(problem)}", problem);
        }
    }

    private static T Try<T>(string path, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (FileRefusedException problem)
        {
            throw new ToolException($"{path}: {problem.Reason}.", problem);
        }
        catch (DirectoryNotFoundException problem)
        {
            throw new ToolException($"{path}: there is no folder to write it in.", problem);
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new ToolException($"{path}: writing it is not permitted.", problem);
        }
        catch (IOException problem)
        {
            throw new ToolException($"{path}: cannot be written: {Reason(problem)}", problem);
        }
    }

    // Without the name of the temporary file.
    private static string Reason(IOException problem) => OneLine.Of(problem).Split(" : '")[0].TrimEnd('.') + ".";
}
