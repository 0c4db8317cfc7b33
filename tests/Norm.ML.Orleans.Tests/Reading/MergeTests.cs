using Norm.ML.Orleans.Tests.Clusters;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Orleans.Tests.Reading;

public sealed class MergeTests
{
    private const int Channels = 4;

    [Fact]
    public async Task Bits_depend_neither_on_the_number_of_silos_nor_on_who_came_first()
    {
        string[] names = ["b", "a10", "a9", "Z", "ä"];
        RunningStatistics[] results = [];
        foreach ((int silos, string[] order) in ((int, string[])[])[(1, names), (3, [.. names.Reverse()])])
        {
            await using LiveCluster cluster = await LiveCluster.Start(silos);
            await Task.WhenAll(order.Select(async name =>
            {
                LivePartition partition = await cluster.Live.OpenAsync("s", name, new(Channels, ["w", "x", "y", "z"]));
                await partition.AddAsync(0, Rows(name));
            }));
            LiveSnapshot snapshot = await cluster.Live.Source("s").SnapshotAsync();
            Assert.Equal(["Z", "a10", "a9", "b", "ä"], snapshot.Partitions.Select(partition => partition.Partition));
            results = [.. results, snapshot.Statistics];
        }
        Assert.Equal(results[0], results[1]);
        var tree = new StatisticsTree();
        foreach (string name in names.Order(StringComparer.Ordinal))
        {
            tree.Add(tree.Count, Data.Sum(Rows(name), Channels));
        }

        Data.SameBits(tree.ToStatistics(), results[0]);
        Assert.Equal(["w", "x", "y", "z"], results[0].ChannelNames);
    }

    [Fact]
    public async Task Norm_ml_merges_saved_partitions_to_what_a_reader_sees()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        foreach (string name in (string[])["2", "10", "1"])
        {
            await (await cluster.Live.OpenAsync("s", name, new(Channels, ["w", "x", "y", "z"]), "k")).AddAsync(0, Rows(name));
        }

        LiveSnapshot snapshot = await cluster.Live.Source("s", "k").SnapshotAsync();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("norm-ml-live-");
        try
        {
            string[] files = [.. snapshot.Partitions.Reverse().Select(partition => Path.Combine(folder.FullName, partition.Partition + ".nstat"))];
            foreach (LivePartitionSnapshot partition in snapshot.Partitions)
            {
                partition.Save(Path.Combine(folder.FullName, partition.Partition + ".nstat"));
            }

            (await ToolProcess.RunAsync(folder.FullName, ["merge", .. files, "--stats", "merged.nstat"])).Succeeded();
            Data.SameBits(snapshot.Statistics, RunningStatistics.Load(Path.Combine(folder.FullName, "merged.nstat")));
            File.Copy(files[0], Path.Combine(folder.FullName, "copy.nstat"));
            (await ToolProcess.RunAsync(folder.FullName, "merge", files[0], "copy.nstat", "--stats", "twice.nstat")).Failed(1, "are the same source");
            string whole = Path.Combine(folder.FullName, "all.nstat");
            snapshot.Save(whole);
            Assert.Equal(snapshot.Statistics, RunningStatistics.Load(whole));
            (await ToolProcess.RunAsync(folder.FullName, "merge", "all.nstat", "--out", "model.zip")).Succeeded();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Snapshots_of_several_keys_merge_in_the_order_of_their_names()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        List<LiveSnapshot> snapshots = [];
        foreach (string key in (string[])["x", "b", "c"])
        {
            await (await cluster.Live.OpenAsync("s", "p", new(Channels), key)).AddAsync(0, Rows(key));
            snapshots.Add(await cluster.Live.Source("s", key).SnapshotAsync());
        }
        var tree = new StatisticsTree();
        foreach (string key in (string[])["b", "c", "x"])
        {
            tree.Add(tree.Count, Data.Sum(Rows(key), Channels));
        }

        Data.SameBits(tree.ToStatistics(), LiveSnapshot.Merge(snapshots));
        Assert.Contains("source 's', key 'x'", Assert.Throws<InvalidDataException>(() => LiveSnapshot.Merge([snapshots[0], snapshots[0]])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_without_partitions_is_one_error()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        LiveStatisticsException refusal = await Assert.ThrowsAsync<LiveStatisticsException>(() => cluster.Live.Source("nobody").SnapshotAsync());
        Assert.Equal((LiveProblem.NotOpen, "Source 'nobody' has no partition that was opened."), (refusal.Problem, refusal.Message));
    }

    [Fact]
    public async Task A_partition_that_lost_its_first_write_is_left_out()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        await (await cluster.Live.OpenAsync("s", "b", new(Channels))).AddAsync(0, Rows("b"));
        cluster.Storage.BeforeWrite = name => { if (name == "partition") { throw new IOException("disk full"); } };
        await Assert.ThrowsAsync<LiveStatisticsException>(() => cluster.Live.OpenAsync("s", "a", new(Channels)));
        Assert.Equal(["a", "b"], await cluster.Live.Source("s").PartitionsAsync());
        Data.SameBits(Data.Sum(Rows("b"), Channels), (await cluster.Live.Source("s").SnapshotAsync()).Statistics);
    }

    private static float[] Rows(string name) => Data.Rows(700 + name[0], Channels, name[^1], shift: name[0] * 0.1);
}
