using Norm.ML.Internals.Partitions;
using Norm.ML.Internals.Wire;

namespace Norm.ML;

/// <summary>
/// Statistics of what streams in, kept by an Orleans cluster: many machines add, many read, and every row counts once. For clients and for code in
/// silos; one object serves any number of threads.
/// </summary>
/// <remarks>
/// <para>A <b>source</b> is a stream of rows. It has <b>partitions</b>, each written by one program at a time, as a topic of a log has. A <b>key</b>
/// divides a source further, for example by customer or sensor; it may be empty. Each (source, partition, key) is a grain with statistics of its
/// own.</para>
/// <para>The rows of a partition are numbered from 0. A call that adds says the number of its first row; so a retry is recognized, and rows that come
/// early wait for those before them. docs/live-statistics.md has the rules.</para>
/// <para>Made by <see cref="LiveStatisticsHosting"/>'s <c>AddLiveStatistics</c>, which both silos and clients call.</para>
/// </remarks>
/// <param name="grains">The cluster: an <c>IClusterClient</c>, or a silo's grain factory.</param>
public sealed class LiveStatistics(IGrainFactory grains)
{
    /// <summary>The name of the grain storage that silos have to have, such as by <c>AddMemoryGrainStorage(LiveStatistics.StorageName)</c>. It has to
    /// refuse to write over what another has written (by an ETag), as the providers of Orleans do.</summary>
    public const string StorageName = "norm-ml-live";

    /// <summary>The name of the meter (<see cref="System.Diagnostics.Metrics"/>) that counts and drift are measured with.</summary>
    public const string MeterName = "Norm.ML.Live";

    /// <summary>For how long a call is sent again while no silo answers, or the one that does is busy; the default is 30 seconds. A call that was
    /// refused is not sent again.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Opens a partition for adding. The first time this fixes its columns and those of its source and key.</summary>
    /// <param name="source">The stream: 1 to 100 characters.</param>
    /// <param name="partition">The part of it that one program writes: 1 to 100 characters.</param>
    /// <param name="columns">What a row is.</param>
    /// <param name="key">Divides the source further; may be empty.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The partition; <see cref="LivePartition.Position"/> is the row to begin or to go on with.</returns>
    /// <exception cref="ArgumentException">A name is empty, too long or has characters that names cannot have.</exception>
    /// <exception cref="LiveStatisticsException">The partition, or another of this source and key, has other columns; or no silo or storage
    /// answers.</exception>
    public async Task<LivePartition> OpenAsync(string source, string partition, LiveColumns columns, string key = "",
        CancellationToken cancellation = default)
    {
        LiveNames.Check(source, nameof(source));
        LiveNames.Check(partition, nameof(partition));
        LiveNames.Check(key, nameof(key), mayBeEmpty: true);
        ArgumentNullException.ThrowIfNull(columns);
        var opened = new LivePartition(grains.GetGrain<ILivePartitionGrain>(LiveNames.OfPartition(source, key, partition)), source, partition, key,
            columns, RetryFor);
        await opened.OpenAsync(cancellation);
        return opened;
    }

    /// <summary>What all partitions of a source have together, to be read.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="key">Which part of it; may be empty.</param>
    /// <exception cref="ArgumentException">A name is empty, too long or has characters that names cannot have.</exception>
    public LiveSource Source(string source, string key = "")
    {
        LiveNames.Check(source, nameof(source));
        LiveNames.Check(key, nameof(key), mayBeEmpty: true);
        return new(grains, source, key, RetryFor);
    }
}
