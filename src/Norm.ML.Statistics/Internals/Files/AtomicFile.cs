using System.Runtime.InteropServices;

namespace Norm.ML.Internals.Files;

/// <summary>
/// Files that are whole or not there, on any file system: written under a temporary name in the same folder, flushed to the disk, and renamed.
/// </summary>
internal static partial class AtomicFile
{
    /// <summary>Writes as <see cref="Write"/> does, after the temporary files that killed processes have left for the path are deleted.</summary>
    /// <inheritdoc cref="Write" path="/param"/>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static void ClearAndWrite(string path, Action<Stream> write)
    {
        OutputTarget target = OutputTarget.Find(path);
        if (target.IsFile)
        {
            TemporaryFile.Clear(target.Path);
        }

        Write(path, write);
    }

    /// <summary>Writes a file; or a device, a pipe or an open descriptor, as the bytes come.</summary>
    /// <param name="path">
    /// Where. A file that is there is replaced and its permissions are kept; a link stays, and what it leads to is replaced.
    /// </param>
    /// <param name="write">Writes the content.</param>
    /// <param name="cancellation">Checked once more before the file appears.</param>
    /// <returns>Whether a file was replaced.</returns>
    /// <exception cref="FileRefusedException">The path is a folder, or a write-protected file.</exception>
    /// <exception cref="IOException">It cannot be written; nothing is left of it. The message names the file, not its temporary one.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public static bool Write(string path, Action<Stream> write, CancellationToken cancellation = default)
    {
        OutputTarget target = OutputTarget.Find(path);
        if (target.IsFile)
        {
            return WriteFile(path, target, write, cancellation);
        }

        using Stream stream = target.OpenStream();
        write(stream);
        stream.Flush();
        return false;
    }

    private static bool WriteFile(string path, OutputTarget target, Action<Stream> write, CancellationToken cancellation)
    {
        bool replaces = target.Facts.Kind == FileKind.File;
        using FileStream stream = TemporaryFile.Create(target.Path, replaces);
        try
        {
            write(stream);
            stream.Flush(flushToDisk: true);
            cancellation.ThrowIfCancellationRequested();

            // Still open, so that no other process takes it for one that was left behind.
            File.Move(stream.Name, target.Path, overwrite: true);
        }
        catch (Exception problem)
        {
            TemporaryFile.Discard(stream);
            if (FileProblem.Of(problem, stream.Name, path) is { } told && told != problem)
            {
                throw told;
            }

            throw;
        }
        FlushFolder(Path.GetDirectoryName(target.Path)!);
        return replaces;
    }

    // Otherwise the new name can be lost with the power. File systems that refuse it do without.
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            int descriptor = Unix.Open(folder, 0);
            if (descriptor < 0)
            {
                return;
            }

            _ = Unix.FSync(descriptor);
            _ = Unix.Close(descriptor);
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException)
        {
        }
    }

    private static partial class Unix
    {
        [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Open(string path, int flags);

        [LibraryImport("libc", EntryPoint = "fsync")]
        public static partial int FSync(int descriptor);

        [LibraryImport("libc", EntryPoint = "close")]
        public static partial int Close(int descriptor);
    }
}
