using Norm.ML.Orleans.Tests.Clusters;

namespace Norm.ML.Orleans.Tests.Adding;

/// <summary>Storage that is slow, refuses, fails after it has written, or holds what cannot be used. Memory never runs ahead of it.</summary>
public sealed class StorageTests
{
    private const int Channels = 3;

    private static readonly float[] Rows = Data.Rows(4000, Channels);

    private static async Task<(LiveCluster Cluster, LivePartition Partition)> Begin()
    {
        LiveCluster cluster = await LiveCluster.Start();
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        await partition.AddAsync(0, Rows.AsMemory(0, 700 * Channels));
        return (cluster, partition);
    }

    private static ReadOnlyMemory<float> Slice(int first, int count) => Rows.AsMemory(first * Channels, count * Channels);

    [Fact]
    public async Task Storage_that_refuses_is_one_error_and_nothing_is_counted()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin();
        await using LiveCluster _ = cluster;
        LivePartitionSnapshot before = await partition.SnapshotAsync();
        cluster.Storage.BeforeWrite = _ => throw new IOException("disk full");
        LiveStatisticsException refusal = await Assert.ThrowsAsync<LiveStatisticsException>(() => partition.AddAsync(700, Slice(700, 300)));
        Assert.Equal(LiveProblem.Storage, refusal.Problem);
        Assert.Contains("Partition 'p' of source 's' could not be stored: disk full. ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before.Statistics, (await partition.SnapshotAsync()).Statistics);

        cluster.Storage.BeforeWrite = null;
        // Other rows with the same numbers: nothing has remembered the first ones.
        await partition.AddAsync(700, Slice(1700, 300));
        Data.SameBits(Data.Sum([.. Slice(0, 700).Span, .. Slice(1700, 300).Span], Channels), (await partition.SnapshotAsync()).Statistics);
    }

    [Fact]
    public async Task A_call_that_storage_wrote_before_it_failed_is_counted_once()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin();
        await using LiveCluster _ = cluster;
        cluster.Storage.AfterWrite = _ => throw new IOException("connection lost");
        await Assert.ThrowsAsync<LiveStatisticsException>(() => partition.AddAsync(700, Slice(700, 300)));
        cluster.Storage.AfterWrite = null;
        Assert.Equal(new LiveAdded(1000, 0, 300, 0), await partition.AddAsync(700, Slice(700, 300)));
        Data.SameBits(Data.Sum(Slice(0, 1000).Span, Channels), (await partition.SnapshotAsync()).Statistics);
    }

    [Fact]
    public async Task Storage_that_cannot_be_read_is_one_error()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin();
        await using LiveCluster _ = cluster;
        cluster.Storage.BeforeWrite = _ => throw new IOException("disk full");
        cluster.Storage.BeforeRead = _ => throw new IOException("no such server");
        await Assert.ThrowsAsync<LiveStatisticsException>(() => partition.AddAsync(700, Slice(700, 300)));
        LiveStatisticsException refusal = await Assert.ThrowsAsync<LiveStatisticsException>(() => partition.SnapshotAsync());
        Assert.Equal(LiveProblem.Storage, refusal.Problem);
        Assert.Contains("cannot be read from storage: no such server.", refusal.Message, StringComparison.Ordinal);
        refusal = await Assert.ThrowsAsync<LiveStatisticsException>(() => partition.AddAsync(700, Slice(700, 300)));
        Assert.Contains("no such server", refusal.Message, StringComparison.Ordinal);
        (cluster.Storage.BeforeRead, cluster.Storage.BeforeWrite) = (null, null);
        Assert.Equal(300, (await partition.AddAsync(700, Slice(700, 300))).Counted);
    }

    [Fact]
    public async Task A_partition_that_cannot_be_activated_is_one_error()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin();
        await using LiveCluster _ = cluster;
        await cluster.Deactivate();
        cluster.Storage.BeforeRead = _ => throw new IOException("no such server");
        LiveStatisticsException refusal = await Assert.ThrowsAsync<LiveStatisticsException>(() => partition.AddAsync(700, Slice(700, 300)));
        Assert.Equal(LiveProblem.Storage, refusal.Problem);
        Assert.Contains("Partition 'p' of source 's' cannot be reached", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("no such server", refusal.Message, StringComparison.Ordinal);
        cluster.Storage.BeforeRead = null;
        Assert.Equal(300, (await partition.AddAsync(700, Slice(700, 300))).Counted);
    }

    [Fact]
    public async Task Calls_that_come_while_storage_is_slow_share_a_write()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin();
        await using LiveCluster _ = cluster;
        cluster.Storage.WriteDelay = TimeSpan.FromMilliseconds(300);
        int before = cluster.Storage.Writes;
        Task<LiveAdded>[] calls = [.. Enumerable.Range(0, 30).Select(i => partition.AddAsync(700 + i * 100, Slice(700 + i * 100, 100)))];
        await Task.Delay(100);
        Assert.Equal(700, (await partition.SnapshotAsync()).Position);
        await Task.WhenAll(calls);
        Assert.InRange(cluster.Storage.Writes - before, 1, 5);
        Data.SameBits(Data.Sum(Slice(0, 3700).Span, Channels), (await partition.SnapshotAsync()).Statistics);
    }

    [Fact]
    public async Task A_refusal_among_calls_that_share_a_write_leaves_the_others()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin();
        await using LiveCluster _ = cluster;
        cluster.Storage.WriteDelay = TimeSpan.FromMilliseconds(200);
        Task<LiveAdded> first = partition.AddAsync(700, Slice(700, 100)), bad = partition.AddAsync(600, Slice(0, 100)),
            last = partition.AddAsync(800, Slice(800, 100));
        Assert.Equal(LiveProblem.OtherRows, (await Assert.ThrowsAsync<LiveStatisticsException>(() => bad)).Problem);
        await Task.WhenAll(first, last);
        Data.SameBits(Data.Sum(Slice(0, 900).Span, Channels), (await partition.SnapshotAsync()).Statistics);
    }

    [Fact]
    public async Task Another_writer_to_the_same_state_is_noticed()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin();
        await using LiveCluster _ = cluster;
        byte[] old = cluster.Storage.PartitionBytes();
        await partition.AddAsync(700, Slice(700, 300));
        // As an activation of a silo that others take for dead might do.
        cluster.Storage.Replace(old);
        Assert.Equal(LiveProblem.Storage, (await Assert.ThrowsAsync<LiveStatisticsException>(
            () => partition.AddAsync(1000, Slice(1000, 300)))).Problem);
        Assert.Equal(700, (await partition.SnapshotAsync()).Position);
    }

    [Fact]
    public async Task A_state_of_a_later_version_is_left_as_it_is()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin();
        await using LiveCluster _ = cluster;
        byte[] later = cluster.Storage.PartitionBytes();
        later[8] = 9;
        await Unusable(cluster, partition, later,
            "Partition 'p' of source 's' has a state in storage that cannot be used, and is left as it is: it is of version 9; this library reads "
                + "version 1, a later one is needed.");
    }

    [Theory]
    [InlineData(40)]
    [InlineData(-10)]
    public async Task A_damaged_state_is_left_as_it_is(int at)
    {
        (LiveCluster cluster, LivePartition partition) = await Begin();
        await using LiveCluster _ = cluster;
        byte[] damaged = cluster.Storage.PartitionBytes();
        damaged[at < 0 ? damaged.Length + at : at] ^= 4;
        await Unusable(cluster, partition, damaged, "its checksum does not match");
        await Unusable(cluster, partition, damaged[..100], "its checksum does not match");
        await Unusable(cluster, partition, [1, 2, 3], "it does not begin with the mark of one");
    }

    private static async Task Unusable(LiveCluster cluster, LivePartition partition, byte[] state, string words)
    {
        cluster.Storage.Replace(state);
        await cluster.Deactivate();
        foreach (Func<Task> call in (Func<Task>[])[() => partition.AddAsync(700, Slice(700, 300)), () => partition.SnapshotAsync(),
            () => cluster.Live.Source("s").SnapshotAsync(), () => cluster.Live.OpenAsync("s", "p", new(Channels))])
        {
            LiveStatisticsException refusal = await Assert.ThrowsAsync<LiveStatisticsException>(call);
            Assert.Equal(LiveProblem.State, refusal.Problem);
            Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        }
        Assert.Equal(state, cluster.Storage.PartitionBytes());
    }
}
