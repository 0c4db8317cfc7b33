namespace Norm.ML.Internals;

/// <summary>
/// What a fit learned of one column, in the form that it can go on from: parts along the tree of <see cref="StatisticsTree"/>, which joined are
/// <see cref="Statistics"/>. Where the rows fill chunks, going on gives the bits of one fit.
/// </summary>
sealed class LearnedColumn
{
    /// <param name="parts">Exact statistics in the order of their rows.</param>
    /// <param name="running">Exponential ones, where the fit was of mini-batches.</param>
    public LearnedColumn(IReadOnlyList<RunningStatistics> parts, ExponentialMoments? running)
    {
        Parts = parts;
        Exact = Join(parts);
        Statistics = Exact.WithExponential(running);
    }

    public IReadOnlyList<RunningStatistics> Parts { get; }

    /// <summary>What was learned, exponential statistics included.</summary>
    public RunningStatistics Statistics { get; }

    /// <summary>The part of <see cref="Statistics"/> that can be merged.</summary>
    public RunningStatistics Exact { get; }

    /// <summary>An accumulator for more rows, and what it does not hold of the rows before (null if it holds all).</summary>
    public static (StatisticsAccumulator More, RunningStatistics? Before) GoOn(LearnedColumn? before, string[] names, NonFinitePolicy policy) =>
        before is null ? (new StatisticsAccumulator(names.Length, policy, names), null)
        : StatisticsAccumulator.CanResume(before.Parts) ? (StatisticsAccumulator.Resume(before.Parts, policy), null)
        : (new StatisticsAccumulator(names.Length, policy, names), before.Exact);

    public void Write(BinaryWriter writer)
    {
        writer.Write(Parts.Count);
        for (int i = 0; i < Parts.Count; i++)
        {
            // Names and running statistics once.
            writer.Write(i == 0 ? Parts[i].WithExponential(Statistics.Exponential) : Parts[i].WithChannelNames(null));
        }
    }

    public static LearnedColumn Read(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        if (count is < 1 or > 64)
            throw new InvalidDataException($"it claims statistics in {count} parts");

        var parts = new RunningStatistics[count];
        for (int i = 0; i < count; i++)
            parts[i] = reader.ReadStatistics();
        ExponentialMoments? running = parts[0].Exponential;
        parts[0] = parts[0].WithExponential(null);
        return new LearnedColumn(parts, running);
    }

    // From the right, as the accumulator does.
    static RunningStatistics Join(IReadOnlyList<RunningStatistics> parts)
    {
        RunningStatistics joined = parts[^1];
        for (int i = parts.Count - 2; i >= 0; i--)
            joined = RunningStatistics.Merge(parts[i], joined);
        return joined;
    }
}
