using Norm.ML.Tool.Csv;

namespace Norm.ML.Tool.Sources;

/// <summary>
/// A copy of what can be read only once, or only from its start, in the folder for temporary files; it is deleted when it is closed.
/// </summary>
internal sealed class SpooledFile : IDisposable
{
    private readonly FileStream _file;

    private SpooledFile(FileStream file) => _file = file;

    public string Path => _file.Name;

    /// <summary>The copy, from its start.</summary>
    public FileStream Stream => _file;

    /// <summary>Copies.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="stream">What is copied.</param>
    /// <param name="cancellation">Ends waiting for a pipe.</param>
    /// <param name="length">How long it should be; null where that is not known.</param>
    /// <exception cref="ToolException">It cannot be read, is longer or shorter, or there is no room.</exception>
    public static SpooledFile Of(string name, Stream stream, CancellationToken cancellation, long? length = null)
    {
        FileStream file = Create(name);
        try
        {
            byte[] bytes = new byte[1 << 17];
            long copied = 0;
            for (int got; (got = InputFile.Try(name, () => stream.Read(bytes))) > 0; copied += got)
            {
                cancellation.ThrowIfCancellationRequested();
                if (copied + got > length)
                {
                    break;
                }

                Write(name, file, bytes.AsSpan(0, got));
            }

            if (length is not null && copied != length)
            {
                throw new ToolException($"{name}: cannot be unpacked: it does not hold the {length} bytes that it should.");
            }

            file.Flush();
            file.Position = 0;
            return new SpooledFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStream Create(string name)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"norm-ml-data-{Guid.NewGuid():N}"), FileMode.CreateNew,
                FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.DeleteOnClose);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Problem(name, problem);
        }
    }

    private static void Write(string name, FileStream file, ReadOnlySpan<byte> bytes)
    {
        try
        {
            file.Write(bytes);
        }
        catch (IOException problem)
        {
            throw Problem(name, problem);
        }
    }

    private static ToolException Problem(string name, Exception problem) => new($"{name}: it has to be read more than once, and its copy in the "
        + $"folder for temporary files, {System.IO.Path.GetTempPath()}, cannot be written: {OneLine.Of(problem).Split(" : '")[0].TrimEnd('.')}.",
        problem);
}
