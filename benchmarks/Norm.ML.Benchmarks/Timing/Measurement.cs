using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Timing;

/// <summary>A contender's nanoseconds per call in each round.</summary>
sealed record Measurement(Contender Contender, Samples Samples)
{
    public double Median => Samples.Median;
}
