using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Timing;

/// <summary>Nanoseconds per call in each round.</summary>
internal sealed record Samples(IReadOnlyList<double> Rounds)
{
    public double Median { get; } = Quantiles.Of(Rounds, 0.5);
}

internal static class Quantiles
{
    public static double Of(IReadOnlyCollection<double> values, double fraction)
    {
        double[] sorted = [.. values.Order()];
        double position = fraction * (sorted.Length - 1);
        int below = (int)position;
        return below + 1 < sorted.Length ? sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}

/// <summary>How long one contender takes for each unit of another's time, in the same rounds.</summary>
/// <param name="Value">The median time of the one by the median time of the other.</param>
/// <param name="Low">The lower quartile of the ratios of the rounds.</param>
/// <param name="High">The upper quartile.</param>
internal sealed record Ratio(double Value, double Low, double High)
{
    public static Ratio Of(Samples time, Samples unit)
    {
        double[] byRound = [.. time.Rounds.Zip(unit.Rounds, (a, b) => a / b)];
        return new(time.Median / unit.Median, Quantiles.Of(byRound, 0.25), Quantiles.Of(byRound, 0.75));
    }
}

/// <summary>What was measured of a contender.</summary>
/// <param name="Contender">Who.</param>
/// <param name="Samples">Nanoseconds per call in each round.</param>
/// <param name="AllocatedBytes">Managed bytes that a call allocates.</param>
internal sealed record Measurement(Contender Contender, Samples Samples, long AllocatedBytes)
{
    public double Median => Samples.Median;
}
