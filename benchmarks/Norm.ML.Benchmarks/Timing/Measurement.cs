using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Timing;

/// <summary>What was measured of a contender.</summary>
/// <param name="Contender">Who.</param>
/// <param name="Samples">Nanoseconds per call in each round.</param>
/// <param name="AllocatedBytes">Managed bytes that a call allocates.</param>
internal sealed record Measurement(Contender Contender, Samples Samples, long AllocatedBytes)
{
    public double Median => Samples.Median;
}
