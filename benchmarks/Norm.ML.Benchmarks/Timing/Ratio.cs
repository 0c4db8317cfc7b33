namespace Norm.ML.Benchmarks.Timing;

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
