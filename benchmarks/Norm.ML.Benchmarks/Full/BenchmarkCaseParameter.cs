using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Full;

/// <summary>What one benchmark runs.</summary>
internal sealed record BenchmarkCaseParameter(Comparison Comparison, Contender Contender)
{
    public override string ToString() => $"{Comparison}, {Contender.Name()}";
}
