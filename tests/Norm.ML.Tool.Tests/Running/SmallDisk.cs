using System.Diagnostics;

namespace Norm.ML.Tool.Tests.Running;

/// <summary>A disk in memory that is soon full. Only root on Linux can make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Makes one; null where that is not possible.</summary>
    /// <param name="folder">Where; it is made.</param>
    /// <param name="size">As <c>mount</c> takes it: 64k.</param>
    public static SmallDisk? Make(string folder, string size)
    {
        Directory.CreateDirectory(folder);
        return OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder)
            ? new SmallDisk(folder) : null;
    }

    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", Folder));

    public void Dispose() => Assert.True(Run("umount", Folder));

    private static bool Run(string program, params string[] args)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
