using BenchmarkDotNet.Attributes;
using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Contenders;

namespace Norm.ML.Benchmarks.Full;

/// <summary>What one benchmark runs.</summary>
internal sealed record BenchmarkCaseParameter(Comparison Comparison, Contender Contender)
{
    public override string ToString() => $"{Comparison}, {Contender.Name()}";
}

/// <summary>One contender of one comparison.</summary>
public class NormBenchmark
{
    private Entries? _entries;
    private Action _run = () => { };

    /// <summary>Only comparisons whose name contains this.</summary>
    internal static string Filter { get; set; } = "";

    public static IEnumerable<object> Cases =>
        from comparison in Comparisons.All
        where comparison.ToString().Contains(Filter, StringComparison.OrdinalIgnoreCase)
        from contender in Entries.Contenders(comparison)
        select new BenchmarkCaseParameter(comparison, contender);

    [ParamsSource(nameof(Cases))]
    public object Case { get; set; } = new();

    [GlobalSetup]
    public void Prepare()
    {
        var (comparison, contender) = (BenchmarkCaseParameter)Case;
        _entries = new(comparison);
        _run = _entries.All.First(entry => entry.Contender == contender).Run;
    }

    [GlobalCleanup]
    public void Release() => _entries?.Dispose();

    [Benchmark]
    public void Run() => _run();
}
