using System.Diagnostics;
using System.Globalization;

namespace Norm.ML.Benchmarks.Growth;

/// <summary>Seconds as a line over cells, by least squares through all measured points: what larger data takes on paper.</summary>
/// <param name="Start">At no cells.</param>
/// <param name="PerCell">For each cell.</param>
internal readonly record struct GrowthLine(double Start, double PerCell)
{
    /// <summary>Through points of (cells, seconds); at least two with different cells. Neither part is negative.</summary>
    public static GrowthLine Through(IReadOnlyList<(double Cells, double Seconds)> points)
    {
        double cells = points.Average(point => point.Cells), seconds = points.Average(point => point.Seconds);
        double across = points.Sum(point => (point.Cells - cells) * (point.Seconds - seconds)),
            spread = points.Sum(point => (point.Cells - cells) * (point.Cells - cells));
        double slope = spread > 0 ? Math.Max(0, across / spread) : seconds / cells;
        return new(Math.Max(0, seconds - (slope * cells)), slope);
    }

    public double At(double cells) => Start + (PerCell * cells);
}

/// <summary>What a run of <c>norm-ml</c> took, in a process of its own.</summary>
/// <param name="Seconds">From start to end.</param>
/// <param name="ProcessorSeconds">On all processors together: what other programs on the machine do not change much.</param>
/// <param name="PeakBytes">The most memory it had (resident, VmHWM).</param>
internal sealed record ToolRun(double Seconds, double ProcessorSeconds, long PeakBytes)
{
    private const int Rounds = 3;
    private const double Long = 10;

    /// <summary>The assembly of the command.</summary>
    public static string Tool { get; } = Path.Combine(AppContext.BaseDirectory, "norm-ml.dll");

    /// <summary>What runs assemblies.</summary>
    public static string Host { get; } =
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    /// <summary>The least of three runs; of a long run, that one.</summary>
    public static ToolRun Best(params string[] args)
    {
        ToolRun best = Of(Host, [Tool, .. args]);
        for (int round = 1; round < Rounds && best.Seconds < Long; round++)
        {
            ToolRun run = Of(Host, [Tool, .. args]);
            best = new(Math.Min(best.Seconds, run.Seconds), Math.Min(best.ProcessorSeconds, run.ProcessorSeconds),
                Math.Max(best.PeakBytes, run.PeakBytes));
        }

        return best;
    }

    /// <summary>One run of a program.</summary>
    public static ToolRun Of(string program, string[] args)
    {
        var watch = Stopwatch.StartNew();
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };

        // This program's own setting, which is for timing kernels, makes others start slowly.
        start.Environment["DOTNET_TC_QuickJit"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        long peak = 0;
        double processor = 0;
        while (!process.WaitForExit(10))
        {
            // Both only grow, so what is read last before the end is what counts.
            peak = Math.Max(peak, Peak(process.Id));
            processor = Math.Max(processor, Processor(process));
        }

        process.WaitForExit();
        double seconds = watch.Elapsed.TotalSeconds;
        _ = output.Result;
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', args)}: {error.Result}");
        }

        return new(seconds, processor, peak);
    }

    private static long Peak(int id)
    {
        try
        {
            string line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
                ?? "VmHWM: 0 kB";
            return 1024 * long.Parse(line[6..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it has ended
        }
    }

    private static double Processor(Process process)
    {
        try
        {
            return process.TotalProcessorTime.TotalSeconds;
        }
        catch (InvalidOperationException)
        {
            return 0; // it has ended
        }
    }
}
