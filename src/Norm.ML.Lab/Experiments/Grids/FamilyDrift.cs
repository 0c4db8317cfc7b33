namespace Norm.ML.Lab.Experiments.Grids;

/// <summary>How much one norm's results for the examples of a batch depend on the batch.</summary>
/// <param name="Norm">The norm.</param>
/// <param name="Refusal">Why the norm gives nothing for this batch; null if it does.</param>
/// <param name="Drift">The greatest distance between a result in this batch and the same cell's result in the whole grid.</param>
/// <param name="Modes">The greatest distance between a result while training and the same cell's result at inference; NaN
/// where the norm cannot train on this batch.</param>
/// <param name="Largest">The greatest size of a result, beside which a change may be only rounding.</param>
internal sealed record FamilyDriftLine(NormKind Norm, string? Refusal, double Drift, double Modes, double Largest);

/// <summary>
/// Whether it matters who else is in the batch. Inference is one example at a time; BatchNorm uses the learned statistics then. A norm that measures
/// each example by itself has 0 twice.
/// </summary>
internal static class FamilyDrift
{
    /// <summary>A line for each norm of the catalog.</summary>
    /// <param name="batch">The batch: <see cref="Grid.Batch"/> from the first example on.</param>
    /// <param name="settings">Of all norms; the statistics say whether the drift is that of training or of inference.</param>
    public static IReadOnlyList<FamilyDriftLine> Of(Grid batch, NormSettings settings) =>
        [.. NormCatalog.All.Select(norm => Line(batch, settings with { Kind = norm.Kind }, norm.Fitted))];

    private static FamilyDriftLine Line(Grid batch, NormSettings settings, bool fitted)
    {
        GridResult here = GridNorm.Run(batch, settings), inWhole = batch.Whole is { } whole ? GridNorm.Run(whole, settings) : here;
        GridResult training = GridNorm.Run(batch, settings with { Statistics = BatchStatistics.Train });
        if ((here.Refusal ?? inWhole.Refusal) is { } refusal)
        {
            return new FamilyDriftLine(settings.Kind, refusal, double.NaN, double.NaN, double.NaN);
        }

        double drift = Farthest(here.Output, inWhole.Output), largest = here.Output.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        if (training.Refusal is not null)
        {
            return new FamilyDriftLine(settings.Kind, null, drift, double.NaN, largest);
        }

        double[] inference = fitted
            ? GridNorm.Run(batch, settings with { Statistics = Learned(settings.Statistics) }).Output
            : [.. Enumerable.Range(0, batch.Shape.Examples).SelectMany(example => GridNorm.Run(batch.Batch(example, 1), settings).Output)];
        return new FamilyDriftLine(settings.Kind, null, drift, Farthest(training.Output, inference), largest);
    }

    private static BatchStatistics Learned(BatchStatistics chosen) => chosen == BatchStatistics.Train ? BatchStatistics.Running : chosen;

    // A value that is missing in both is the same in both.
    private static double Farthest(double[] here, double[] there) => here.Zip(there)
        .Select(pair => pair.First.Equals(pair.Second) ? 0 : Math.Abs(pair.First - pair.Second)).DefaultIfEmpty(0).Max();
}
