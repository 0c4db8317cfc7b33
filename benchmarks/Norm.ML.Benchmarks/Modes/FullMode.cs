using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Norm.ML.Benchmarks.Full;
using Norm.ML.Benchmarks.Reports;
using Norm.ML.Benchmarks.Timing;
using Perfolizer.Horology;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>
/// Every contender of every comparison under BenchmarkDotNet, in this process, for the sake of the native peers and of one set of settings.
/// </summary>
internal static class FullMode
{
    private const int Warmups = 3, Iterations = 7, Milliseconds = 100;

    /// <summary>Writes to <c>full</c>; some comparisons only are shown and not kept.</summary>
    public static int Run(int processor, string filter, string folder)
    {
        bool keep = filter.Length == 0;
        string artifacts = keep ? Path.Combine(folder, "full") : Directory.CreateTempSubdirectory("norm-ml-full-").FullName;
        try
        {
            if (!Measure(processor, filter, artifacts))
            {
                return 1;
            }

            if (keep)
            {
                File.WriteAllText(Path.Combine(artifacts, "README.md"), About(processor));
            }

            return 0;
        }
        finally
        {
            if (!keep)
            {
                Directory.Delete(artifacts, recursive: true);
            }
        }
    }

    private static string About(int processor)
    {
        var facts = RunFacts.Now($"BenchmarkDotNet, processor {processor}, {Warmups} warm-ups and {Iterations} iterations of "
            + $"{Milliseconds} ms; one thread each");
        return $"# Every comparison under BenchmarkDotNet\n\n{string.Join("\n", facts.Lines().Select(line => "- " + line))}\n";
    }

    private static bool Measure(int processor, string filter, string artifacts)
    {
        Pinning.Pin(processor);
        NormBenchmark.Filter = filter;
        Job job = Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithStrategy(RunStrategy.Throughput)
            .WithWarmupCount(Warmups)
            .WithIterationCount(Iterations)
            .WithIterationTime(TimeInterval.FromMilliseconds(Milliseconds));
        IConfig config = ManualConfig.CreateEmpty()
            .AddLogger(ConsoleLogger.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddJob(job)
            .AddDiagnoser(new MemoryDiagnoser(new MemoryDiagnoserConfig(displayGenColumns: false)))
            .AddColumn(new ComparisonColumn(), new ContenderColumn(), new RowTimeColumn(), new BandwidthColumn(), new LimitColumn())
            .AddExporter(MarkdownExporter.Default, JsonExporter.BriefCompressed)
            .HideColumns("Method", "Job", "Case", "Toolchain", "IterationCount", "IterationTime", "WarmupCount", "RunStrategy", "Error", "Median",
            "Gen0")
            .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared))
            .WithOptions(ConfigOptions.DisableLogFile | ConfigOptions.JoinSummary)
            .WithArtifactsPath(artifacts);
        return !BenchmarkRunner.Run<NormBenchmark>(config).Reports.IsEmpty;
    }
}
