using System.Diagnostics;
using System.Globalization;

namespace Norm.ML.Reliability.Faults;

/// <summary>A disk of a few pages, in memory. Only root may make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    public const int Page = 4096;

    public SmallDisk(string folder, long bytes)
    {
        Folder = Directory.CreateDirectory(folder).FullName;
        Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={bytes}"), "tmpfs", Folder);
    }

    public string Folder { get; }

    public static bool CanBeMade => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Folder);

    public void Dispose() => Run("umount", Folder);

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}");
        }
    }
}
