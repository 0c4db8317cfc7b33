using Norm.ML.Internals.Files;

namespace Norm.ML.Tool.Output;

/// <summary>
/// A file in the folder for temporary files that is gone with the process, however that ends: on Unix it loses its name as soon as it is open.
/// </summary>
internal static class TemporaryStream
{
    private const int BufferSize = 1 << 16;

    /// <summary>Opens one.</summary>
    /// <param name="purpose">What messages call it: "a copy of data.csv".</param>
    /// <exception cref="ToolException">The folder cannot be written.</exception>
    public static FileStream Open(string purpose)
    {
        FileStream? file = null;
        Try(purpose, () =>
        {
            // Windows deletes what was opened to be deleted when the process ends, Unix does not.
            string path = Path.Combine(Path.GetTempPath(), $"norm-ml-{Guid.NewGuid():N}");
            FileOptions options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
            file = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, BufferSize, options);
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path);
            }
        });
        return file!;
    }

    /// <summary>Does a step of writing to one.</summary>
    /// <param name="purpose">What messages call it.</param>
    /// <param name="step">The step.</param>
    /// <exception cref="ToolException">It cannot be written, as when the disk is full.</exception>
    public static void Try(string purpose, Action step)
    {
        try
        {
            step();
        }
        catch (UnauthorizedAccessException problem)
        {
            throw Problem(purpose, problem);
        }
        catch (Exception problem) when (FileProblem.Of(problem) is { } told)
        {
            throw Problem(purpose, told);
        }
    }

    /// <summary>Closes one that is of no use any more. What is still in its buffer is written then, which may fail like all else.</summary>
    public static void Close(FileStream file)
    {
        try
        {
            file.Dispose();
        }
        catch (Exception problem) when (FileProblem.Of(problem) is not null)
        {
        }
    }

    private static ToolException Problem(string purpose, Exception problem) => new($"{purpose} in the folder for temporary files, "
        + $"{Path.GetTempPath()}, cannot be written: {OneLine.Of(problem).Split(" : '")[0].TrimEnd('.')}.", problem);
}
