using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Full;

/// <summary>What one benchmark runs.</summary>
sealed record BenchmarkCaseParameter(Comparison Comparison, Contender Contender)
{
    public override string ToString() => $"{Comparison}, {Contender.Name()}";
}
