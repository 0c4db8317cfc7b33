namespace Norm.ML.Benchmarks.Timing;

/// <summary>Nanoseconds per call in each round.</summary>
sealed record Samples(IReadOnlyList<double> Rounds)
{
    public double Median { get; } = Quantiles.Of(Rounds, 0.5);
}
