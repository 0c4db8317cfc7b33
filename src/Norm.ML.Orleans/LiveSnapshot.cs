namespace Norm.ML;

/// <summary>What all partitions of a source had counted, merged on the fixed tree in the order of their names.</summary>
/// <remarks>The bits depend on the rows of each partition and on the partitions' names, and on nothing else: not on silos, on the order of calls, or
/// on retries. Partitions are read one after the other while rows come in; <see cref="Partitions"/> says how far each of them was.</remarks>
public sealed class LiveSnapshot
{
    internal LiveSnapshot(string source, string key, RunningStatistics statistics, IReadOnlyList<LivePartitionSnapshot> partitions) =>
        (Source, Key, Statistics, Partitions) = (source, key, statistics, partitions);

    /// <summary>The stream.</summary>
    public string Source { get; }

    /// <summary>Which part of it; empty if it is not divided.</summary>
    public string Key { get; }

    /// <summary>The statistics of all partitions together.</summary>
    public RunningStatistics Statistics { get; }

    /// <summary>The partitions in the order of their names, by code units.</summary>
    public IReadOnlyList<LivePartitionSnapshot> Partitions { get; }

    /// <summary>The beginning of the window; null for the whole, and for a window without rows.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The end of the window, exclusive; null for the whole, and for a window without rows.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Writes the statistics as a statistics file, which <c>norm-ml merge</c> and <see cref="RunningStatistics.Load(string)"/>
    /// read.</summary>
    /// <param name="path">The file, by custom with the extension <c>.nstat</c>.</param>
    /// <exception cref="IOException">The file cannot be written; nothing is left of it.</exception>
    public void Save(string path) => Statistics.Save(path);

    /// <summary>Merges snapshots of several sources or keys, on the fixed tree in the order of their names.</summary>
    /// <param name="snapshots">At least one, none of the same source and key as another.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    /// <exception cref="InvalidDataException">Two are of the same source and key, or have other channels.</exception>
    public static RunningStatistics Merge(IReadOnlyList<LiveSnapshot> snapshots)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        return RunningStatistics.MergeShards([.. snapshots.Select(snapshot => snapshot.Statistics)],
            names: [.. snapshots.Select(snapshot =>
                $"the snapshot of source '{snapshot.Source}'{(snapshot.Key.Length > 0 ? $", key '{snapshot.Key}'" : "")}")]);
    }

    internal static byte[] Bytes(RunningStatistics statistics)
    {
        var stream = new MemoryStream();
        statistics.Save(stream);
        return stream.ToArray();
    }

    internal static RunningStatistics FromBytes(byte[] bytes) => RunningStatistics.Load(new MemoryStream(bytes), "what a silo sent");
}
