namespace Norm.ML.Benchmarks.Timing;

/// <summary>Nanoseconds per call in each round.</summary>
internal sealed record Samples(IReadOnlyList<double> Rounds)
{
    public double Median { get; } = Quantiles.Of(Rounds, 0.5);
}
