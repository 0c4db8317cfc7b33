namespace Norm.ML.Internals.Fitting;

/// <summary>What can be said about the mini-batches of a fit before a row is read.</summary>
internal static class MiniBatches
{
    /// <summary>How to fit data whose last mini-batch is too small.</summary>
    public const string Advice = $" {nameof(BatchNormOptions.DropLast)} = true in the options leaves out a last mini-batch that is short.";

    /// <summary>Refuses a number of rows whose last mini-batch cannot be taken in, or that has no whole one where a short one is left out.</summary>
    /// <param name="column">The column, for the message.</param>
    /// <param name="rows">The rows of the data, if they are known.</param>
    /// <param name="positions">The positions of a channel in a row.</param>
    /// <param name="options">What the fit was asked for.</param>
    /// <param name="before">What the fit goes on from, which knows its rule; null to begin.</param>
    public static void Check(string column, long? rows, int positions, BatchNormOptions options, RunningStatistics? before)
    {
        if (rows is not { } all || options.BatchSize is not { } size)
        {
            return;
        }

        all = Math.Min(all, options.MaximumExampleCount ?? long.MaxValue);
        long last = all % size;
        double correction = (before?.Exponential?.Rule ?? options.Momentum ?? MomentumRule.PyTorch()).Correction;
        if (options.DropLast && all < size)
        {
            throw TooFew(column, all, size);
        }

        // Weights say otherwise; missing values too, but those are known when they have been read.
        if (!options.DropLast && all >= 2 && last > 0 && options.ExampleWeightColumnName is null && last * positions <= correction)
        {
            throw new InvalidOperationException(
                $"Mini-batch {(all / size) + 1} of column '{column}' would be {last} of the {all} rows: "
                    + $"too few for a variance with divisor n - {correction}.{Advice}");
        }
    }

    /// <summary>Fewer rows than one mini-batch, where a short one is left out.</summary>
    public static InvalidOperationException TooFew(string column, long rows, int size) =>
        new($"Column '{column}' has {rows} rows, which is less than one mini-batch of {size}, and DropLast leaves out a short one: "
        + "nothing is left to learn from.");
}
