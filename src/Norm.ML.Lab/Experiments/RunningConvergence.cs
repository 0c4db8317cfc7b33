namespace Norm.ML.Lab.Experiments;

/// <summary>Running statistics of the first feature after a batch.</summary>
/// <param name="Batch">How many batches were added.</param>
/// <param name="BatchMean">Of the last batch.</param>
/// <param name="BatchVariance">Of the last batch: the sample variance, which the running variance takes in.</param>
/// <param name="RunningMean">The exponential mean.</param>
/// <param name="RunningVariance">The exponential variance.</param>
/// <param name="ExactMean">Of all examples so far, every one counting the same.</param>
/// <param name="ExactVariance">Likewise; the sample variance.</param>
/// <param name="Output">What the running statistics make of the fixed example.</param>
internal sealed record RunningPoint(
    int Batch, double BatchMean, double BatchVariance, double RunningMean, double RunningVariance, double ExactMean, double ExactVariance,
        double Output);

/// <summary>
/// BatchNorm's running statistics from batch to batch: from mean 0 and variance 1 towards the population's, as fast as the momentum says, and
/// wobbling around it ever after; beside them the exact statistics that this library fits.
/// </summary>
internal static class RunningConvergence
{
    /// <summary>What the feature shown converges to.</summary>
    public static double TrueMean => Population.Mean[0];

    /// <summary>What the feature shown converges to.</summary>
    public static double TrueVariance => Population.Spread[0] * Population.Spread[0];

    /// <summary>Takes in batches.</summary>
    /// <param name="momentum">The share of the new batch, as in PyTorch, 0 to 1.</param>
    /// <param name="batchSize">Examples in a batch, at least 2.</param>
    /// <param name="batches">How many batches.</param>
    /// <param name="seed">Of the batches.</param>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public static IReadOnlyList<RunningPoint> Run(double momentum, int batchSize, int batches, int seed = 42)
    {
        if (batchSize < 2)
        {
            throw new ArgumentException($"batch size is {batchSize}; a batch's variance needs at least 2.");
        }

        var noise = new Noise(seed);
        int features = Population.Features;
        ExponentialMoments running = ExponentialMoments.Start(features, MomentumRule.PyTorch(momentum));
        var all = new StatisticsAccumulator(features);
        var points = new List<RunningPoint>(batches);
        for (int batch = 1; batch <= batches; batch++)
        {
            double[] x = Population.Draw(noise, batchSize);
            all.Add(x);
            var accumulator = new StatisticsAccumulator(features);
            accumulator.Add(x);
            RunningStatistics statistics = accumulator.ToStatistics();
            running = running.Update(statistics);
            ChannelStatistics seen = statistics[0], exact = all.ToStatistics()[0];
            points.Add(new RunningPoint(
                batch, seen.Mean, seen.GetVariance(1), running.Mean[0], running.Variance[0], exact.Mean, exact.GetVariance(1),
                BatchWobble.WithLearned(running)[0]));
        }

        return points;
    }
}
