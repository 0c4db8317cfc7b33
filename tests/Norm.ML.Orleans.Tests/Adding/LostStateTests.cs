using Norm.ML.Orleans.Tests.Clusters;

namespace Norm.ML.Orleans.Tests.Adding;

/// <summary>Storage that loses some states and keeps others, as the memory of several silos does when one of them ends.</summary>
public sealed class LostStateTests
{
    private const int Channels = 3;

    private static readonly float[] Rows = Data.Rows(1000, Channels);

    private static async Task<(LiveCluster Cluster, LivePartition Partition)> Begin()
    {
        LiveCluster cluster = await LiveCluster.Start();
        foreach (string name in (string[])["p", "q"])
        {
            await (await cluster.Live.OpenAsync("s", name, new(Channels))).AddAsync(0, Rows);
        }

        return (cluster, await cluster.Live.OpenAsync("s", "p", new(Channels)));
    }

    [Fact]
    public async Task A_lost_list_of_partitions_is_made_again_by_opening_them()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin();
        await using LiveCluster _ = cluster;
        cluster.Storage.Lose("source");
        await cluster.Deactivate();
        await partition.AddAsync(1000, Rows);
        LiveSource source = cluster.Live.Source("s");
        Assert.Equal(LiveProblem.NotOpen, (await Assert.ThrowsAsync<LiveStatisticsException>(() => source.SnapshotAsync())).Problem);

        Assert.Equal(2000, (await cluster.Live.OpenAsync("s", "p", new(Channels))).Position);
        await cluster.Live.OpenAsync("s", "q", new(Channels));
        Assert.Equal(["p", "q"], await source.PartitionsAsync());
        Assert.Equal(3000, (await source.SnapshotAsync()).Statistics.RowCount);
    }

    [Fact]
    public async Task A_lost_partition_is_told_to_who_adds_and_begins_at_row_0_when_it_is_opened()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin();
        await using LiveCluster _ = cluster;
        cluster.Storage.Lose("partition");
        // The first call finds that storage has something else than the grain thinks; the next that there is nothing.
        Assert.Equal(LiveProblem.Storage, (await Assert.ThrowsAsync<LiveStatisticsException>(() => partition.AddAsync(1000, Rows))).Problem);
        Assert.Equal(LiveProblem.NotOpen, (await Assert.ThrowsAsync<LiveStatisticsException>(() => partition.AddAsync(1000, Rows))).Problem);

        cluster.Storage.Lose("source");
        await cluster.Deactivate();
        partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        Assert.Equal(0, partition.Position);
        await partition.AddAsync(0, Rows);
        LiveSnapshot snapshot = await cluster.Live.Source("s").SnapshotAsync();
        Data.SameBits(Data.Sum(Rows, Channels), Assert.Single(snapshot.Partitions).Statistics);
    }
}
