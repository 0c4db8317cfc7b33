namespace Norm.ML.Lab.Experiments;

/// <summary>What BatchNorm gives for one fixed example in many batches of a size.</summary>
/// <param name="BatchSize">How many examples a batch has, the fixed one first.</param>
/// <param name="Refusal">Why there is no result: the library's message for a batch of 1; null if there is one.</param>
/// <param name="Batches">The input of each batch drawn.</param>
/// <param name="Outputs">Of the fixed example, a row of features per batch.</param>
/// <param name="Spread">
/// Per feature: the standard deviation of its outputs over the batches. 0 would be an output that does not depend on the batch.
/// </param>
/// <param name="Least">Per feature: the least output.</param>
/// <param name="Greatest">Per feature: the greatest output.</param>
internal sealed record WobbleResult(
    int BatchSize, string? Refusal, double[][] Batches, double[][] Outputs, double[] Spread, double[] Least, double[] Greatest);

/// <summary>The wobble of the first feature's output for one batch size.</summary>
internal sealed record WobblePoint(int BatchSize, double Spread, double Least, double Greatest);

/// <summary>
/// While training, BatchNorm's output for an example depends on who else is in the batch; other norms, and BatchNorm with learned statistics, do not.
/// </summary>
internal static class BatchWobble
{
    /// <summary>Normalizes the fixed example in <paramref name="draws"/> batches.</summary>
    public static WobbleResult Run(int batchSize, int draws = 100, int seed = 42, double epsilon = 1e-5)
    {
        if (batchSize < 1)
        {
            throw new ArgumentException($"batch size is {batchSize}; at least 1 is needed.");
        }

        int features = Population.Features;
        var noise = new Noise(seed);
        double[][] batches = [.. Enumerable.Range(0, draws)
            .Select(_ => (double[])[.. Population.FixedExample, .. Population.Draw(noise, batchSize - 1)])];
        double[][] outputs;
        try
        {
            outputs = Array.ConvertAll(batches, batch =>
            {
                double[] y = new double[batch.Length];
                BatchNorm.NormalizeBatch<double>(batch, features, 1, default, default, y, default, default, epsilon);
                return y[..features];
            });
        }
        catch (ArgumentException refusal)
        {
            return new WobbleResult(batchSize, Refusal.Of(refusal), batches, [], [], [], []);
        }

        var accumulator = new StatisticsAccumulator(features);
        foreach (double[] output in outputs)
        {
            accumulator.AddRow(output);
        }

        RunningStatistics over = accumulator.ToStatistics();
        return new WobbleResult(batchSize, null, batches, outputs, Per(c => over[c].StandardDeviation), Per(c => over[c].Min), Per(c => over[c].Max));

        double[] Per(Func<int, double> value) => [.. Enumerable.Range(0, features).Select(value)];
    }

    /// <summary>The wobble of the first feature for batch sizes 2, 4, 8 to <paramref name="greatest"/>.</summary>
    public static IReadOnlyList<WobblePoint> Sweep(int greatest = 256, int draws = 100, int seed = 42)
    {
        var points = new List<WobblePoint>();
        for (int size = 2; size <= greatest; size *= 2)
        {
            WobbleResult result = Run(size, draws, seed);
            points.Add(new WobblePoint(size, result.Spread[0], result.Least[0], result.Greatest[0]));
        }

        return points;
    }

    /// <summary>The fixed example under the statistics that <paramref name="moments"/> has learned.</summary>
    public static double[] WithLearned(ExponentialMoments moments, double epsilon = 1e-5)
    {
        double[] y = new double[Population.Features];
        BatchNorm.Normalize<double>(Population.FixedExample, Population.Features, 1, moments.Mean, moments.Variance, default, default, y, epsilon);
        return y;
    }

    /// <summary>The fixed example under LayerNorm: the same in any batch.</summary>
    public static double[] WithLayerNorm(double epsilon = 1e-5)
    {
        double[] y = new double[Population.Features];
        LayerNorm.Normalize<double>(Population.FixedExample, Population.Features, default, default, y, epsilon);
        return y;
    }
}
