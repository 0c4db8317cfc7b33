namespace Norm.ML.Tool.Output;

/// <summary>
/// A folder in the folder for temporary files, for programs and libraries that need names there. It is deleted when it is closed; one that a killed
/// run has left is deleted when the next is made. Of those that live a lock is held.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string Lock = "lock";
    private const int Attempts = 64;

    private readonly DirectoryInfo _folder;
    private readonly FileStream _held;

    /// <summary>Makes a folder, and clears those that killed runs have left.</summary>
    /// <param name="prefix">What its name begins with; those that are cleared begin with it, too.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be made.</exception>
    public ScratchFolder(string prefix)
    {
        Directory.CreateDirectory(Path.GetTempPath());
        ClearLeft(prefix);
        for (int attempt = 1; ; attempt++)
        {
            _folder = Directory.CreateTempSubdirectory(prefix);
            try
            {
                _held = new FileStream(At(Lock), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
                if (File.Exists(_held.Name))
                {
                    return;
                }

                _held.Dispose();
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Another process that clears may have locked it before we could, and deletes it.
            }
            catch
            {
                Delete(_folder.FullName);
                throw;
            }

            Delete(_folder.FullName);
        }
    }

    public string FullName => _folder.FullName;

    public string At(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose()
    {
        _held.Dispose();
        Delete(_folder.FullName);
    }

    private static void ClearLeft(string prefix)
    {
        foreach (string folder in Directory.EnumerateDirectories(Path.GetTempPath(), prefix + "*"))
        {
            try
            {
                using (new FileStream(Path.Combine(folder, Lock), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                    if (!OperatingSystem.IsWindows())
                    {
                        Delete(folder);
                        continue;
                    }
                }

                Delete(folder);
            }
            catch (FileNotFoundException)
            {
                // Killed before it was locked, or when all but the folder was deleted. One that is locked just now is not empty, and stays.
                DeleteEmpty(folder);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // Of a run that lives, or of another user.
            }
        }
    }

    // The lock goes last: whatever a kill leaves can be cleared.
    private static void Delete(string folder)
    {
        try
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => entry.Name != Lock))
            {
                if (entry is DirectoryInfo inner && inner.LinkTarget is null)
                {
                    inner.Delete(recursive: true);
                }
                else
                {
                    entry.Delete();
                }
            }

            File.Delete(Path.Combine(folder, Lock));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return; // The next run tries again.
        }

        DeleteEmpty(folder);
    }

    private static void DeleteEmpty(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The next run tries again.
        }
    }
}
