using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Norm.ML.Benchmarks.Timing;

/// <summary>Time of this thread on a processor, so that what other programs take from a busy machine does not count. Elapsed time where there is no such clock.</summary>
static partial class ThreadClock
{
    const int ThreadCpuTime = 3;

    public static long Nanoseconds
    {
        get
        {
            if (OperatingSystem.IsLinux() && GetTime(ThreadCpuTime, out TimeSpec time) == 0) return time.Seconds * 1_000_000_000 + time.Nanoseconds;
            return (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    struct TimeSpec
    {
        public long Seconds, Nanoseconds;
    }
}
