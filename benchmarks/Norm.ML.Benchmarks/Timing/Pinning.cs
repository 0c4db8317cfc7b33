using System.Runtime.InteropServices;

namespace Norm.ML.Benchmarks.Timing;

/// <summary>Keeps the measuring thread on one processor.</summary>
internal static partial class Pinning
{
    /// <summary>Pins the calling thread to <paramref name="processor"/>; others, such as the JIT's, stay free.</summary>
    public static void Pin(int processor)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        ulong[] mask = new ulong[16];
        mask[processor / 64] = 1UL << (processor % 64);
        if (SetAffinity(0, (nuint)(mask.Length * sizeof(ulong)), mask) != 0)
        {
            throw new InvalidOperationException($"There is no processor {processor}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint size, ulong[] mask);
}
