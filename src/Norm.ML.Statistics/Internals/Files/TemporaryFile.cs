using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Norm.ML.Internals.Files;

/// <summary>
/// The temporary file beside a target: <c>.NAME.ID.tmp</c>, where ID is 32 hexadecimal digits, the first 8 of them the machine's. Its writer keeps it
/// locked as long as it lives; one that is not locked was left behind by a process that was killed.
/// </summary>
internal static class TemporaryFile
{
    private const string Suffix = ".tmp";
    private const int IdLength = 32, MachineLength = 8, LongestName = 255, Attempts = 4;

    // Rows are written cell by cell.
    private const int BufferSize = 1 << 16;

    // Locks of other machines may not be seen here, on a file system that they share. What one of them writes to is never as old as this.
    private static readonly TimeSpan AgeOfOthers = TimeSpan.FromDays(1);

    // FNV-1a, because string.GetHashCode differs from run to run.
    private static readonly string Machine =
        Environment.MachineName.Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619u))
        .ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>Creates one for a target.</summary>
    /// <param name="target">The file that it will become.</param>
    /// <param name="keepPermissions">Whether the target exists and its permissions are taken over.</param>
    public static FileStream Create(string target, bool keepPermissions)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = BufferSize };

        // On Windows an open file can be renamed only if its deletion is shared; to open it for writing, as Clear does, is not.
        options.Share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;
        UnixFileMode? permissions = keepPermissions && !OperatingSystem.IsWindows() ? File.GetUnixFileMode(target) : null;
        if (permissions is { } mode && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        for (int attempt = 1; ; attempt++)
        {
            string id = Machine + System.Convert.ToHexStringLower(RandomNumberGenerator.GetBytes((IdLength - MachineLength) / 2));
            string path = Path.Combine(Path.GetDirectoryName(target)!, Prefix(target) + id + Suffix);
            FileStream stream;
            try
            {
                stream = new FileStream(path, options);
            }
            catch (IOException problem) when (attempt < Attempts && problem is not DirectoryNotFoundException)
            {
                // Another process that clears may have locked it before we could, and deletes it.
                continue;
            }

            if (attempt < Attempts && !File.Exists(path))
            {
                stream.Dispose();
                continue;
            }

            try
            {
                // What the process masks by default is not masked in a file that was there.
                if (permissions is { } kept && !OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(stream.SafeFileHandle, kept);
                }

                return stream;
            }
            catch
            {
                Discard(stream);
                throw;
            }
        }
    }

    /// <summary>Closes and deletes one whose writing failed.</summary>
    public static void Discard(FileStream stream)
    {
        try
        {
            // Closing writes what is still in the buffer, which may fail like all else.
            stream.Dispose();
        }
        catch (Exception problem) when (problem is IOException or ArgumentException)
        {
        }
        Delete(stream.Name);
    }

    /// <summary>Deletes those of a target that processes left behind when they were killed; never one whose writer lives.</summary>
    /// <param name="target">The file that they would have become.</param>
    /// <returns>How many, and their bytes together.</returns>
    public static (int Files, long Bytes) Clear(string target)
    {
        (int files, long bytes) = (0, 0);
        try
        {
            string prefix = Prefix(target);
            foreach (FileInfo file in new DirectoryInfo(Path.GetDirectoryName(target)!).EnumerateFiles())
            {
                if (!IsTemporary(file.Name, prefix) || file.LinkTarget is not null || FileFacts.Of(file.FullName).Kind != FileKind.File)
                {
                    continue;
                }

                long length = file.Length;
                if (IsOld(file, prefix.Length) && DeleteUnlocked(file.FullName))
                {
                    (files, bytes) = (files + 1, bytes + length);
                }
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed: nothing is known to be left behind.
        }
        return (files, bytes);
    }

    private static bool IsTemporary(string name, string prefix) =>
        name.Length == prefix.Length + IdLength + Suffix.Length && name.StartsWith(prefix, StringComparison.Ordinal)
        && name.EndsWith(Suffix, StringComparison.Ordinal)
        && name.AsSpan(prefix.Length, IdLength).IndexOfAnyExcept("0123456789abcdef") < 0;

    private static bool IsOld(FileInfo file, int prefix) =>
        file.Name.AsSpan(prefix, MachineLength).SequenceEqual(Machine) || DateTime.UtcNow - file.LastWriteTimeUtc > AgeOfOthers;

    private static bool DeleteUnlocked(string path)
    {
        try
        {
            using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
                // Without locks, which a file system or a setting of the runtime may lack, nobody knows whether its writer lives.
                if (CanOpen(path))
                {
                    return false;
                }

                if (!OperatingSystem.IsWindows())
                {
                    return Delete(path);
                }
            }
            return Delete(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool CanOpen(string path)
    {
        try
        {
            using var second = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool Delete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // A name has a largest length in bytes, and the target's may be of that length.
    private static string Prefix(string target)
    {
        string name = Path.GetFileName(target);
        int room = LongestName - IdLength - Suffix.Length - 2;
        while (Encoding.UTF8.GetByteCount(name) > room)
        {
            name = name[..^(char.IsLowSurrogate(name[^1]) && name.Length > 1 ? 2 : 1)];
        }

        return $".{name}.";
    }
}
