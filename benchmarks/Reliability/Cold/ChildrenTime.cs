using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Norm.ML.Reliability.Cold;

/// <summary>
/// The time that ended child processes had on the processors, which .NET does not tell of a process that has ended; on systems without getrusage, the
/// clock's.
/// </summary>
internal static class ChildrenTime
{
    private const int Children = -1;

    // struct rusage begins with user and system time, each of seconds and microseconds.
    private const int Words = 18;

    public static TimeSpan Read()
    {
        long[] usage = new long[Words];
        return OperatingSystem.IsLinux() && GetUsage(Children, usage) == 0
            ? TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3])
            : Stopwatch.GetElapsedTime(0);
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    private static extern int GetUsage(int who, [Out] long[] usage);
}
