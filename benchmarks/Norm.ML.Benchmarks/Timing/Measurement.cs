using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Timing;

/// <summary>A contender's nanoseconds per call in each round.</summary>
sealed record Measurement(Contender Contender, IReadOnlyList<double> Rounds)
{
    public double Median { get; } = Quantiles.Of(Rounds, 0.5);
}
