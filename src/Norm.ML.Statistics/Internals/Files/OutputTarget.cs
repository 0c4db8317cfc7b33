using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;

namespace Norm.ML.Internals.Files;

/// <summary>
/// Where the bytes for a path go: into a file that is written whole and renamed, or as they come to a device, a pipe or an open descriptor.
/// </summary>
/// <param name="Path">The file itself, with all links followed; for a device, a pipe or a descriptor the path that was given.</param>
/// <param name="Facts">What is there now.</param>
/// <param name="Descriptor">The number of the open descriptor that the path stands for, as /dev/stdout does; null for none.</param>
internal sealed partial record OutputTarget(string Path, FileFacts Facts, int? Descriptor)
{
    private const int MostLinks = 40;

    /// <summary>Whether a file appears, or is replaced. Otherwise bytes are written as they come.</summary>
    public bool IsFile => Descriptor is null && Facts.Kind is FileKind.File or FileKind.Missing;

    /// <summary>Finds it.</summary>
    /// <param name="path">As the user wrote it.</param>
    /// <exception cref="FileRefusedException">It is a folder, or write-protected.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no folder that it would lie in.</exception>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static OutputTarget Find(string path)
    {
        if (path.Length == 0 || System.IO.Path.EndsInDirectorySeparator(path))
        {
            throw Folder(path);
        }

        string full = System.IO.Path.GetFullPath(path);
        FileFacts facts = FileFacts.Of(full);
        if (DescriptorOf(full) is int descriptor)
        {
            return new(full, facts, descriptor);
        }

        if (facts.Kind == FileKind.Folder)
        {
            throw Folder(path);
        }

        if (facts.Kind is FileKind.Device or FileKind.Stream)
        {
            return new(full, facts, null);
        }

        string real = RealPath(full);
        if (!Directory.Exists(System.IO.Path.GetDirectoryName(real)))
        {
            throw new DirectoryNotFoundException($"'{path}' cannot be written: there is no folder to write it in.");
        }

        if (facts.Kind == FileKind.File && new FileInfo(real).IsReadOnly)
        {
            throw new FileRefusedException(path, "the file that is there is write-protected");
        }

        return new(real, facts, null);
    }

    /// <summary>Opens what is not a file.</summary>
    public Stream OpenStream() => Descriptor switch
    {
        // These move on the place in a file that the shell has opened, so that what the program prints follows.
        1 => new StandardOutput(),
        2 => Console.OpenStandardError(),
        int other => new FileStream(new SafeFileHandle(other, ownsHandle: false), FileAccess.Write),
        null => new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete),
    };

    /// <summary>The full path with every link in it followed; what is last need not exist.</summary>
    public static string RealPath(string path)
    {
        string full = System.IO.Path.GetFullPath(path), root = System.IO.Path.GetPathRoot(full)!, done = root;
        var rest = new Stack<string>(Steps(full[root.Length..]));
        for (int links = 0; rest.TryPop(out string? step);)
        {
            if (step == ".")
            {
                continue;
            }

            if (step == "..")
            {
                done = System.IO.Path.GetDirectoryName(done) ?? done;
                continue;
            }

            string next = System.IO.Path.Combine(done, step);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                done = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException($"Too many links, or links in a circle: '{path}'.");
            }

            string start = System.IO.Path.GetPathRoot(target)!;
            if (start.Length > 0)
            {
                done = System.IO.Path.GetFullPath(start);
            }

            foreach (string part in Steps(target[start.Length..]))
            {
                rest.Push(part);
            }
        }
        return done;
    }

    // The last first.
    private static IEnumerable<string> Steps(string path) =>
        path.Split([System.IO.Path.DirectorySeparatorChar, System.IO.Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
        .Reverse();

    // Their names are links that lead to no path where the descriptor is a pipe, and past the place in a file that the shell has opened.
    private static int? DescriptorOf(string full)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        for (int links = 0; links <= MostLinks; links++)
        {
            if (DescriptorName().Match(full) is { Success: true } match && IsOwn(match.Groups["process"].Value))
            {
                return int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
            }

            if (full is "/dev/stdout" or "/dev/stderr" && new FileInfo(full).LinkTarget is null)
            {
                return full == "/dev/stdout" ? 1 : 2;
            }

            if (new FileInfo(full).LinkTarget is not { } target)
            {
                return null;
            }

            full = System.IO.Path.GetFullPath(target, System.IO.Path.GetDirectoryName(full)!);
        }
        return null;
    }

    private static bool IsOwn(string process) =>
        process is "" or "self" or "thread-self" || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    private static FileRefusedException Folder(string path) => new(path, "this is a folder; the name of a file is needed");

    [GeneratedRegex("^(/dev|/proc/(?<process>self|thread-self|[0-9]+))/fd/(?<number>[0-9]{1,9})$")]
    private static partial Regex DescriptorName();
}
