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
using Norm.ML.Benchmarks.Timing;
using Perfolizer.Horology;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>Every contender of every comparison under BenchmarkDotNet, in this process, for the sake of the native peers and of one set of settings.</summary>
static class FullMode
{
    public static int Run(int processor, string filter, string folder)
    {
        Pinning.Pin(processor);
        NormBenchmark.Filter = filter;
        Job job = Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithStrategy(RunStrategy.Throughput)
            .WithWarmupCount(3)
            .WithIterationCount(7)
            .WithIterationTime(TimeInterval.FromMilliseconds(100));
        IConfig config = ManualConfig.CreateEmpty()
            .AddLogger(ConsoleLogger.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddJob(job)
            .AddDiagnoser(new MemoryDiagnoser(new MemoryDiagnoserConfig(displayGenColumns: false)))
            .AddColumn(new ComparisonColumn(), new ContenderColumn(), new RowTimeColumn(), new BandwidthColumn(), new LimitColumn())
            .AddExporter(MarkdownExporter.Default, JsonExporter.BriefCompressed)
            .HideColumns("Method", "Job", "Case", "Toolchain", "IterationCount", "IterationTime", "WarmupCount", "RunStrategy", "Error", "Median", "Gen0")
            .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared))
            .WithOptions(ConfigOptions.DisableLogFile | ConfigOptions.JoinSummary)
            .WithArtifactsPath(Path.Combine(folder, "full"));
        return BenchmarkRunner.Run<NormBenchmark>(config).Reports.IsEmpty ? 1 : 0;
    }
}
