namespace Norm.ML.Tool.Output;

/// <summary>
/// Writes files as a whole: to a temporary file in the same folder, renamed at the end, so that nothing half-written is ever seen or left.
/// </summary>
static class WholeFile
{
    // Rows are written cell by cell.
    const int BufferSize = 1 << 16;

    /// <summary>Writes.</summary>
    /// <param name="path">Where; what is there is replaced.</param>
    /// <param name="cancellation">Checked once more before the file appears.</param>
    /// <param name="write">Writes the content. <see cref="IOException"/> that it throws is taken to be about this file.</param>
    /// <exception cref="ToolException">The file cannot be written.</exception>
    public static void Write(string path, CancellationToken cancellation, Action<Stream> write)
    {
        try
        {
            string target = Target(path);
            if (IsDevice(target))
                WriteTo(target, FileMode.Open, write);
            else
                WriteAndRename(target, cancellation, write);
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new ToolException($"{path}: writing it is not permitted.", problem);
        }
        catch (IOException problem)
        {
            throw new ToolException($"{path}: cannot be written: {Reason(problem)}", problem);
        }
        catch (ArgumentOutOfRangeException problem) when (problem is { ParamName: "value", ActualValue: null })
        {
            // What .NET makes of EFBIG.
            throw new ToolException($"{path}: cannot be written: the file is larger than the system or the shell (ulimit -f) allows.", problem);
        }
    }

    static void WriteAndRename(string target, CancellationToken cancellation, Action<Stream> write)
    {
        string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        try
        {
            WriteTo(temporary, FileMode.CreateNew, write);
            cancellation.ThrowIfCancellationRequested();
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    static void WriteTo(string path, FileMode mode, Action<Stream> write)
    {
        using var stream = new FileStream(path, mode, FileAccess.Write, FileShare.None, BufferSize);
        write(stream);
        stream.Flush();
    }

    static string Target(string path)
    {
        if (path.Length == 0 || Directory.Exists(path))
            throw new ToolException($"{path}: this is a folder; the name of a file is needed.");

        string full = Path.GetFullPath(path);
        if (!IsDevice(full) && new FileInfo(full).LinkTarget is not null)
            full = File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
        if (!Directory.Exists(Path.GetDirectoryName(full)))
            throw new ToolException($"{path}: there is no folder to write it in.");
        return full;
    }

    // Renaming would replace /dev/null for everyone.
    static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && (path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal));

    // Without the name of the temporary file.
    static string Reason(IOException problem) => OneLine.Of(problem).Split(" : '")[0].TrimEnd('.') + ".";
}
