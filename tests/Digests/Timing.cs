using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Digests;

/// <summary>Nanoseconds per row in cache, as lines <c>type norm size nanoseconds</c>, for the benchmark that compares targets.</summary>
internal static partial class Timing
{
    private const int Elements = 32768, Rounds = 31, RoundNanoseconds = 4_000_000;

    private static readonly string[] Norms = ["LayerNorm", "LayerNorm-fast", "RmsNorm", "LayerNorm-backward"];

    public static int Print(string[] norms)
    {
        Console.WriteLine($"target: {Target.Describe()}");
        foreach (string norm in norms.Length > 0 ? norms : Norms)
        {
            foreach (int size in (int[])[8, 64, 768])
            {
                Write("float", norm, size, Measure<float>(norm, size));
                Write("double", norm, size, Measure<double>(norm, size));
            }
        }
        return 0;
    }

    private static void Write(string type, string norm, int size, double time) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{type} {norm} {size} {time:F1}"));

    /// <summary>The least of the rounds: what a busy machine takes away is not counted.</summary>
    private static double Measure<T>(string norm, int size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Numbers random = Kernels.Tests.Cases.Numbers.For(size);
        int rows = Elements / size;
        T[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked(random.Normal()))];
        T[] x = Values(rows * size), dy = Values(rows * size), gamma = Values(size), beta = Values(size), y = new T[x.Length], dgamma = new T[size],
            dbeta = new T[size];
        Action run = norm switch
        {
            "LayerNorm" => () => LayerNorm.Normalize<T>(x, size, gamma, beta, y),
            "LayerNorm-fast" => () => LayerNorm.Normalize<T>(x, size, gamma, beta, y, precision: NormPrecision.Fast),
            "RmsNorm" => () => RmsNorm.Normalize<T>(x, size, gamma, y),
            "LayerNorm-backward" => () => LayerNorm.Backward<T>(dy, x, size, gamma, y, dgamma, dbeta),
            _ => throw new ArgumentException($"'{norm}' is not one of {string.Join(", ", Norms)}."),
        };
        run();
        long first = Now();
        run();
        int times = (int)Math.Clamp(RoundNanoseconds / Math.Max(1, Now() - first), 1, 100_000);
        double least = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Now();
            for (int i = 0; i < times; i++)
            {
                run();
            }

            least = Math.Min(least, (double)(Now() - start) / times / rows);
        }
        return least;
    }

    /// <summary>Time of this thread on a processor; elapsed time where there is no such clock.</summary>
    private static long Now() => OperatingSystem.IsLinux() && GetTime(3, out TimeSpec time) == 0
        ? time.Seconds * 1_000_000_000 + time.Nanoseconds
        : (long)Stopwatch.GetElapsedTime(0).TotalNanoseconds;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds, Nanoseconds;
    }
}
