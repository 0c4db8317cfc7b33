using Norm.ML.Orleans.Tests.Clusters;

namespace Norm.ML.Orleans.Tests.Adding;

public sealed class AddTests
{
    private const int Channels = 5;

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(700)]
    [InlineData(4096)]
    public async Task Rows_in_calls_of_any_size_give_the_bits_of_one_accumulator(int perCall)
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        float[] rows = Data.Rows(perCall == 1 ? 1100 : 9000, Channels);
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        for (int at = 0; at < rows.Length; at += perCall * Channels)
        {
            LiveAdded added = await partition.AddAsync(at / Channels, rows.AsMemory(at, Math.Min(perCall * Channels, rows.Length - at)));
            Assert.Equal(0, added.Repeated);
        }
        await cluster.Deactivate();
        Data.SameBits(Data.Sum(rows, Channels), (await partition.SnapshotAsync()).Statistics);
        Assert.Equal(rows.Length / Channels, partition.Position);
    }

    [Fact]
    public async Task Rows_out_of_order_and_repeated_in_other_cuts_count_once()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        float[] rows = Data.Rows(6000, Channels);
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        var random = new Random(3);
        List<(int First, int Count)> calls = [];
        foreach (int size in (int[])[100, 130])
        {
            for (int first = 0; first < 6000; first += size)
            {
                calls.Add((first, Math.Min(size, 6000 - first)));
            }
        }

        foreach ((int first, int count) in calls.OrderBy(call => call.First + random.Next(3000)))
        {
            await partition.AddAsync(first, rows.AsMemory(first * Channels, count * Channels));
        }

        LivePartitionSnapshot snapshot = await partition.SnapshotAsync();
        Assert.Equal((6000, 0), (snapshot.Position, snapshot.Waiting));
        Data.SameBits(Data.Sum(rows, Channels), snapshot.Statistics);
    }

    [Fact]
    public async Task Calls_that_are_under_way_together_wait_for_each_other()
    {
        await using LiveCluster cluster = await LiveCluster.Start(configure: options => options.MaximumRowsAhead = 300);
        float[] rows = Data.Rows(6000, Channels);
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (int first; (first = Interlocked.Add(ref next, 100) - 100) < 6000;)
            {
                if (worker == 0)
                {
                    await Task.Delay(30);
                }

                await partition.AddAsync(first, rows.AsMemory(first * Channels, 100 * Channels));
            }
        })));
        Data.SameBits(Data.Sum(rows, Channels), (await partition.SnapshotAsync()).Statistics);
    }

    [Fact]
    public async Task A_retry_is_not_counted_and_says_so()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        float[] rows = Data.Rows(1000, Channels);
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        Assert.Equal(new LiveAdded(1000, 1000, 0, 0), await partition.AddAsync(0, rows));
        Assert.Equal(new LiveAdded(1000, 0, 1000, 0), await partition.AddAsync(0, rows));
        Assert.Equal(new LiveAdded(1000, 0, 300, 0), await partition.AddAsync(600, rows.AsMemory(600 * Channels, 300 * Channels)));
        Data.SameBits(Data.Sum(rows, Channels), (await partition.SnapshotAsync()).Statistics);
    }

    [Fact]
    public async Task Early_rows_wait_for_the_gap_to_be_filled()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        float[] rows = Data.Rows(1000, Channels);
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        await partition.AddAsync(0, rows.AsMemory(0, 100 * Channels));
        Assert.Equal(new LiveAdded(100, 0, 0, 400), await partition.AddAsync(600, rows.AsMemory(600 * Channels)));
        Data.SameBits(Data.Sum(rows.AsSpan(0, 100 * Channels), Channels), (await partition.SnapshotAsync()).Statistics);

        await cluster.Deactivate();
        Assert.Equal(400, (await partition.SnapshotAsync()).Waiting);
        Assert.Equal(new LiveAdded(1000, 900, 0, 0), await partition.AddAsync(100, rows.AsMemory(100 * Channels, 500 * Channels)));
        Data.SameBits(Data.Sum(rows, Channels), (await partition.SnapshotAsync()).Statistics);
    }

    [Fact]
    public async Task Moments_of_whole_chunks_have_the_bits_of_rows()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        float[] rows = Data.Rows(8192 + 700, Channels);
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        await Moments(2048, 2048);
        await partition.AddAsync(0, rows.AsMemory(0, 2048 * Channels));
        await Moments(4096, 4096);
        Assert.Equal(4096, (await Moments(4096, 4096)).Repeated);
        await partition.AddAsync(8192, rows.AsMemory(8192 * Channels));
        Data.SameBits(Data.Sum(rows, Channels), (await partition.SnapshotAsync()).Statistics);

        Task<LiveAdded> Moments(int first, int count) =>
            partition.AddMomentsAsync(first, Data.Sum(rows.AsSpan(first * Channels, count * Channels), Channels));
    }

    [Fact]
    public async Task Other_moments_are_a_chunk_of_their_own()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        float[] rows = Data.Rows(2000, Channels);
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        await partition.AddAsync(0, rows.AsMemory(0, 100 * Channels));
        await partition.AddMomentsAsync(100, Data.Sum(rows.AsSpan(100 * Channels, 900 * Channels), Channels));
        await partition.AddAsync(1000, rows.AsMemory(1000 * Channels));
        RunningStatistics live = (await partition.SnapshotAsync()).Statistics, one = Data.Sum(rows, Channels);
        Assert.Equal(2000, live.RowCount);
        Assert.Equal(one[0].Mean, live[0].Mean, 1e-12);
        Assert.Equal(one[0].Variance, live[0].Variance, 1e-12);
    }

    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    public async Task A_writer_has_the_bits_of_rows_also_when_it_is_flushed_and_started_again(int perCall)
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        float[] rows = Data.Rows(20_000, Channels);
        var random = new Random(perCall);
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        var writer = new LiveWriter(partition, perCall);
        while (writer.Next < 20_000)
        {
            int next = (int)writer.Next, count = Math.Min(random.Next(1, 900), 20_000 - next);
            await writer.AddAsync(rows.AsMemory(next * Channels, count * Channels));
            if (random.Next(20) == 0)
            {
                await writer.FlushAsync();
            }
            // What was not sent is given again.
            if (random.Next(15) == 0)
            {
                writer = new LiveWriter(await cluster.Live.OpenAsync("s", "p", new(Channels)), perCall);
            }
        }
        await writer.FlushAsync();
        Assert.Equal(20_000, writer.Sent);
        Data.SameBits(Data.Sum(rows, Channels), (await partition.SnapshotAsync()).Statistics);
    }

    [Fact]
    public async Task A_writer_sends_again_what_storage_refused()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        float[] rows = Data.Rows(9000, Channels);
        var writer = new LiveWriter(await cluster.Live.OpenAsync("s", "p", new(Channels)), 2048);
        var random = new Random(5);
        // Storage fails before or after it has written.
        cluster.Storage.BeforeWrite = _ => { if (random.Next(3) == 0) { throw new IOException("disk full"); } };
        cluster.Storage.AfterWrite = _ => { if (random.Next(3) == 0) { throw new IOException("connection lost"); } };
        while (writer.Next < 9000)
        {
            int next = (int)writer.Next, count = Math.Min(random.Next(1, 700), 9000 - next);
            await Ignoring(() => writer.AddAsync(rows.AsMemory(next * Channels, count * Channels)));
            if (random.Next(3) == 0)
            {
                await Ignoring(() => writer.FlushAsync());
            }
        }
        while (writer.Sent < 9000)
        {
            await Ignoring(() => writer.FlushAsync());
        }

        Data.SameBits(Data.Sum(rows, Channels), (await cluster.Live.Source("s").SnapshotAsync()).Statistics);

        static async Task Ignoring(Func<Task> call)
        {
            try
            {
                await call();
            }
            catch (LiveStatisticsException problem)
            {
                Assert.Equal(LiveProblem.Storage, problem.Problem);
            }
        }
    }
}
