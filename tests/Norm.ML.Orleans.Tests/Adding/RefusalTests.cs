using Norm.ML.Orleans.Tests.Clusters;

namespace Norm.ML.Orleans.Tests.Adding;

/// <summary>Bad input: one clear error at the caller, and the state as it was.</summary>
public sealed class RefusalTests
{
    private const int Channels = 4;

    private static readonly float[] Rows = Data.Rows(3000, Channels);

    private static async Task<(LiveCluster Cluster, LivePartition Partition)> Begin(NonFinitePolicy policy = NonFinitePolicy.Ignore,
        Action<LiveStatisticsOptions>? configure = null)
    {
        LiveCluster cluster = await LiveCluster.Start(configure: configure);
        LivePartition partition = await cluster.Live.OpenAsync("sensors", "north", new(Channels, ["a", "b", "c", "d"], policy), "k");
        await partition.AddAsync(0, Rows.AsMemory(0, 1000 * Channels));
        return (cluster, partition);
    }

    private static async Task Refused(LiveCluster cluster, LivePartition partition, LiveProblem problem, string words, Func<Task> call)
    {
        RunningStatistics before = (await partition.SnapshotAsync()).Statistics;
        byte[] stored = cluster.Storage.PartitionBytes();
        LiveStatisticsException refusal = await Assert.ThrowsAsync<LiveStatisticsException>(call);
        Assert.Equal(problem, refusal.Problem);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, (await partition.SnapshotAsync()).Statistics);
        Assert.Equal(stored, cluster.Storage.PartitionBytes());
        Assert.Equal(1000, (await partition.AddAsync(1000, Rows.AsMemory(1000 * Channels, 1000 * Channels))).Counted);
    }

    [Fact]
    public async Task Rows_of_a_wrong_width_are_refused()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin();
        await using LiveCluster _ = cluster;
        ArgumentException refusal = await Assert.ThrowsAsync<ArgumentException>(() => partition.AddAsync(1000, Rows.AsMemory(0, 4 * Channels - 1)));
        Assert.Contains("a multiple of 4, the number of channels", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => partition.AddMomentsAsync(1000, Data.Sum(Rows.AsSpan(0, 10), 5)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => partition.AddAsync(-1, Rows));
        Assert.Equal(1000, (await partition.SnapshotAsync()).Position);
    }

    [Fact]
    public async Task Another_number_of_channels_is_refused()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin();
        await using LiveCluster _ = cluster;
        await Refused(cluster, partition, LiveProblem.OtherColumns,
            "Partition 'north' of source 'sensors', key 'k', has other columns: 5 channels were asked for, but it has 4.",
            () => cluster.Live.OpenAsync("sensors", "north", new(5), "k"));
        LiveStatisticsException other = await Assert.ThrowsAsync<LiveStatisticsException>(
            () => cluster.Live.OpenAsync("sensors", "south", new(5), "k"));
        Assert.Contains("Source 'sensors', key 'k', has other columns: 5 channels", other.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LiveStatisticsException>(() => cluster.Live.OpenAsync("sensors", "north", new(4, ["a", "b", "c", "x"]), "k"));
        await Assert.ThrowsAsync<LiveStatisticsException>(
            () => cluster.Live.OpenAsync("sensors", "north", new(4, ["a", "b", "c", "d"], NonFinitePolicy.Throw), "k"));
        await cluster.Live.OpenAsync("sensors", "north", new(5), "another key");
        Assert.Equal(["north"], await cluster.Live.Source("sensors", "k").PartitionsAsync());
    }

    [Fact]
    public async Task NaN_is_refused_where_the_policy_is_throw()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin(NonFinitePolicy.Throw);
        await using LiveCluster _ = cluster;
        float[] bad = Data.Rows(100, Channels);
        bad[7 * Channels + 2] = float.NaN;
        await Refused(cluster, partition, LiveProblem.NotFinite, "Row 1007 has the value NaN in channel 'c', and the policy is Throw.",
            () => partition.AddAsync(1000, bad));
        // Early rows are looked at before they wait.
        await Assert.ThrowsAsync<LiveStatisticsException>(() => partition.AddAsync(5000, bad));
        await Assert.ThrowsAsync<LiveStatisticsException>(() => partition.AddMomentsAsync(2000, Data.Sum(bad, Channels)));
        await Assert.ThrowsAsync<NotFiniteNumberException>(() => new LiveWriter(partition).AddAsync(bad));
    }

    [Theory]
    [InlineData(NonFinitePolicy.Ignore)]
    [InlineData(NonFinitePolicy.Propagate)]
    public async Task NaN_counts_as_the_policy_says(NonFinitePolicy policy)
    {
        (LiveCluster cluster, LivePartition partition) = await Begin(policy);
        await using LiveCluster _ = cluster;
        float[] rows = Rows.ToArray();
        rows[1001 * Channels] = float.NaN;
        rows[2001 * Channels + 1] = float.PositiveInfinity;
        for (int first = 1000; first < 3000; first += 100)
        {
            await partition.AddAsync(first, rows.AsMemory(first * Channels, 100 * Channels));
        }

        Data.SameBits(Data.Sum(rows, Channels, policy), (await partition.SnapshotAsync()).Statistics);
        NonFinitePolicy other = policy == NonFinitePolicy.Ignore ? NonFinitePolicy.Propagate : NonFinitePolicy.Ignore;
        LiveStatisticsException refusal = await Assert.ThrowsAsync<LiveStatisticsException>(
            () => partition.AddMomentsAsync(3000, Data.Sum(rows, Channels, other)));
        Assert.Contains($"and the policy is {policy}.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_rows_with_numbers_that_were_counted_are_refused()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin();
        await using LiveCluster _ = cluster;
        await Refused(cluster, partition, LiveProblem.OtherRows, "Row 990, or one of the 511 that follow it, was counted before with other values",
            () => partition.AddAsync(990, Data.Rows(20, Channels, seed: 2)));
    }

    [Fact]
    public async Task Other_rows_than_those_that_wait_are_refused()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin();
        await using LiveCluster _ = cluster;
        await partition.AddAsync(1500, Rows.AsMemory(1500 * Channels, 100 * Channels));
        LiveStatisticsException refusal = await Assert.ThrowsAsync<LiveStatisticsException>(
            () => partition.AddAsync(1550, Data.Rows(20, Channels, seed: 2)));
        Assert.Equal(LiveProblem.OtherRows, refusal.Problem);
        await partition.AddAsync(1000, Rows.AsMemory(1000 * Channels, 700 * Channels));
        Data.SameBits(Data.Sum(Rows.AsSpan(0, 1700 * Channels), Channels), (await partition.SnapshotAsync()).Statistics);
    }

    [Fact]
    public async Task A_sequence_from_the_past_is_refused()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin(configure: options => options.RememberedRows = 512);
        await using LiveCluster _ = cluster;
        await partition.AddAsync(1000, Rows.AsMemory(1000 * Channels, 1000 * Channels));
        await cluster.Deactivate();
        // Not a whole block, and too old to be remembered row by row.
        LiveStatisticsException refusal = await Assert.ThrowsAsync<LiveStatisticsException>(
            () => partition.AddAsync(0, Rows.AsMemory(0, 100 * Channels)));
        Assert.Equal(LiveProblem.Past, refusal.Problem);
        Assert.Contains("Row 0 is from the past: it was counted before, and it is too long ago to tell these rows from others. Go on with row 2000.",
            refusal.Message, StringComparison.Ordinal);
        Assert.Equal(100, (await partition.AddAsync(1900, Rows.AsMemory(1900 * Channels, 100 * Channels))).Repeated);

        // A large call is compared by the blocks in it.
        Assert.Equal(1000, (await partition.AddAsync(0, Rows.AsMemory(0, 1000 * Channels))).Repeated);
        float[] others = Rows.ToArray();
        others[30 * Channels] += 1;
        Assert.Equal(LiveProblem.OtherRows, (await Assert.ThrowsAsync<LiveStatisticsException>(
            () => partition.AddAsync(0, others.AsMemory(0, 1000 * Channels)))).Problem);
        Data.SameBits(Data.Sum(Rows.AsSpan(0, 2000 * Channels), Channels), (await partition.SnapshotAsync()).Statistics);
    }

    [Fact]
    public async Task Rows_that_come_much_too_early_are_refused()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin(configure: options => options.MaximumRowsAhead = 1000);
        await using LiveCluster _ = cluster;
        await Refused(cluster, partition, LiveProblem.TooFarAhead,
            "Rows 1901 to 2100 come too early: rows 1000 to 1900 are missing, and at most 1000 rows beyond them can wait.",
            () => partition.AddAsync(1901, Rows.AsMemory(0, 200 * Channels)));
        // Rows that follow are taken, however many.
        Assert.Equal(3000, (await partition.AddAsync(1000, Rows.AsMemory(1000 * Channels))).Position);
        Assert.Equal(3000, (await partition.AddAsync(1000, Rows.AsMemory(1000 * Channels))).Position);
        await Assert.ThrowsAsync<LiveStatisticsException>(() => partition.AddAsync(1L << 62, Rows.AsMemory(0, Channels)));
    }

    [Fact]
    public async Task Moments_of_rows_that_are_partly_counted_are_refused()
    {
        (LiveCluster cluster, LivePartition partition) = await Begin();
        await using LiveCluster _ = cluster;
        await Refused(cluster, partition, LiveProblem.PartlyCounted,
            "The moments are of rows 512 to 1023, of which rows 512 to 999 were counted before.",
            () => partition.AddMomentsAsync(512, Data.Sum(Rows.AsSpan(512 * Channels, 512 * Channels), Channels)));
    }

    [Fact]
    public async Task Names_that_grains_cannot_have_are_refused()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        Assert.Contains("source is empty", (await Assert.ThrowsAsync<ArgumentException>(() => cluster.Live.OpenAsync("", "p", new(1)))).Message,
            StringComparison.Ordinal);
        Assert.Contains("at most 100", (await Assert.ThrowsAsync<ArgumentException>(
            () => cluster.Live.OpenAsync("s", new('p', 101), new(1)))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => cluster.Live.OpenAsync("s", "p\n", new(1)));
        // Slashes and tildes do not mix names up.
        LivePartition one = await cluster.Live.OpenAsync("a/b", "c", new(1)), other = await cluster.Live.OpenAsync("a", "c", new(1), "b");
        await one.AddAsync(0, new float[] { 1 });
        Assert.Equal(0, (await other.SnapshotAsync()).Position);
        Assert.Equal(1, (await cluster.Live.Source("a/b").SnapshotAsync()).Statistics.RowCount);
    }

    [Fact]
    public void Problems_of_silos_and_storage_are_transient_and_those_of_calls_are_not() =>
        Assert.Equal([LiveProblem.Storage, LiveProblem.Busy, LiveProblem.Unavailable],
            Enum.GetValues<LiveProblem>().Where(problem => new LiveStatisticsException(problem, "").IsTransient));
}
