using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Norm.ML.Benchmarks.Timing;

/// <summary>
/// Time spent on a processor, so that what other programs take from a busy machine does not count. Elapsed time where there is no such clock.
/// </summary>
internal sealed partial class ProcessorClock
{
    private readonly int _clock;

    private ProcessorClock(int clock) => _clock = clock;

    /// <summary>Of the calling thread.</summary>
    public static ProcessorClock Thread { get; } = new(3);

    /// <summary>Of all threads of this process.</summary>
    public static ProcessorClock Process { get; } = new(2);

    public long Nanoseconds
    {
        get
        {
            if (OperatingSystem.IsLinux() && GetTime(_clock, out TimeSpec time) == 0)
            {
                return time.Seconds * 1_000_000_000 + time.Nanoseconds;
            }

            return (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds, Nanoseconds;
    }
}
