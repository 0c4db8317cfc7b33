namespace Norm.ML.Lab.Experiments.Grids;

/// <summary>The mean and variance that BatchNorm uses where they are not those of the batch: running or fitted ones, or without padding.</summary>
internal static class BatchLearning
{
    /// <summary>Computes the mean and variance of each channel that the settings ask for.</summary>
    /// <param name="grid">The batch.</param>
    /// <param name="settings">Which statistics.</param>
    /// <param name="input">The batch's values as the element type holds them.</param>
    /// <param name="all">The values of the whole grid, which running statistics learn from; the same as <paramref name="input"/> if the batch is
    /// all of it.</param>
    /// <param name="mean">Receives one value per channel.</param>
    /// <param name="variance">Receives one value per channel.</param>
    /// <exception cref="ArgumentException">The batch has too few values.</exception>
    public static void Learn(Grid grid, NormSettings settings, double[] input, double[] all, double[] mean, double[] variance)
    {
        if (settings.Statistics == BatchStatistics.Fitted)
        {
            for (int channel = 0; channel < mean.Length; channel++)
            {
                ChannelStatistics fitted = grid.Fitted![grid.FittedChannels[channel]];
                (mean[channel], variance[channel]) = (fitted.Mean, fitted.Variance);
            }

            return;
        }

        RunningStatistics batch = settings.Statistics == BatchStatistics.Train
            ? OfBatch(grid, settings, input)
            : OfBatch(grid.Whole ?? grid, settings, all);
        if (settings.Statistics == BatchStatistics.Train)
        {
            batch.CopyMeansTo(mean);
            batch.CopyVariancesTo(variance);
            return;
        }

        ExponentialMoments running = ExponentialMoments.Start(grid.Shape.Channels, MomentumRule.PyTorch(settings.Momentum));
        for (int step = 0; step < settings.Steps; step++)
        {
            running = running.Update(batch);
        }

        running.Mean.CopyTo(mean);
        running.Variance.CopyTo(variance);
    }

    private static RunningStatistics OfBatch(Grid grid, NormSettings settings, double[] input)
    {
        GridShape shape = grid.Shape;
        var accumulator = new StatisticsAccumulator(shape.Channels);
        if (shape.IsImage)
        {
            accumulator.AddChannelsFirst(input, shape.Spatial);
        }
        else if (settings.SkipPadding && grid.Padding.Count > 0)
        {
            accumulator.Add(input, [.. grid.Padding.Select(padding => padding ? 0.0 : 1)]);
        }
        else
        {
            accumulator.Add(input);
        }

        return accumulator.ToStatistics();
    }
}
