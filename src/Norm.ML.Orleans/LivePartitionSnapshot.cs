namespace Norm.ML;

/// <summary>What one partition had counted at a moment.</summary>
public sealed class LivePartitionSnapshot
{
    internal LivePartitionSnapshot(string partition, long position, long waiting, RunningStatistics statistics) =>
        (Partition, Position, Waiting, Statistics) = (partition, position, waiting, statistics);

    /// <summary>The partition's name.</summary>
    public string Partition { get; }

    /// <summary>The number of rows counted since it was first opened; also the number of the next row.</summary>
    public long Position { get; }

    /// <summary>How many rows wait for rows before them. They are not in the statistics.</summary>
    public long Waiting { get; }

    /// <summary>The statistics of rows 0 to <see cref="Position"/> - 1, or of a window. Their <see cref="RunningStatistics.Shard"/> names source, key
    /// and partition; so <c>norm-ml merge</c> sorts the files of partitions as a reader does, and refuses the same partition twice.</summary>
    public RunningStatistics Statistics { get; }

    /// <summary>Writes the statistics as a statistics file.</summary>
    /// <param name="path">The file, by custom with the extension <c>.nstat</c>.</param>
    /// <exception cref="IOException">The file cannot be written; nothing is left of it.</exception>
    public void Save(string path) => Statistics.Save(path);
}
