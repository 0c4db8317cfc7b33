using Norm.ML.Orleans.Tests.Clusters;

namespace Norm.ML.Orleans.Tests.Reading;

public sealed class WindowTests
{
    private const int Channels = 2;

    private static readonly DateTimeOffset Noon = new(2025, 6, 30, 12, 0, 0, TimeSpan.Zero);

    private static readonly float[] Rows = Data.Rows(6000, Channels);

    private static Task<LiveCluster> Start() =>
        LiveCluster.Start(configure: options => (options.Interval, options.Intervals) = (TimeSpan.FromMinutes(1), 3));

    private static Task<LiveAdded> Add(LivePartition partition, int first, int count, double minute) =>
        partition.AddAsync(first, Rows.AsMemory(first * Channels, count * Channels), Noon.AddMinutes(minute));

    [Fact]
    public async Task The_last_intervals_are_kept_beside_the_whole()
    {
        await using LiveCluster cluster = await Start();
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        for (int minute = 0; minute < 6; minute++)
        {
            for (int part = 0; part < 2; part++)
            {
                await Add(partition, minute * 1000 + part * 500, 500, minute + part * 0.4);
            }
        }

        await cluster.Deactivate();
        LiveSource source = cluster.Live.Source("s");
        LiveSnapshot last = await source.SnapshotAsync(intervals: 1), two = await source.SnapshotAsync(intervals: 2),
            three = await source.SnapshotAsync(intervals: 3);
        Data.SameBits(Sum(5000, 1000), last.Statistics);
        Data.SameBits(RunningStatistics.Merge(Sum(4000, 1000), Sum(5000, 1000)), two.Statistics);
        Assert.Equal((Noon.AddMinutes(4), Noon.AddMinutes(6)), (two.From, two.To));
        Assert.Equal(3000, three.Statistics.RowCount);
        Data.SameBits(Data.Sum(Rows, Channels), (await source.SnapshotAsync()).Statistics);
        // More are not kept.
        Assert.Equal(3000, (await source.SnapshotAsync(intervals: 10)).Statistics.RowCount);
    }

    [Fact]
    public async Task A_window_ends_with_the_latest_interval_of_any_partition()
    {
        await using LiveCluster cluster = await Start();
        LivePartition a = await cluster.Live.OpenAsync("s", "a", new(Channels)), b = await cluster.Live.OpenAsync("s", "b", new(Channels));
        await Add(a, 0, 100, 0);
        await Add(b, 0, 300, 1);
        await Add(b, 300, 300, 2);
        LiveSource source = cluster.Live.Source("s");
        Data.SameBits(Sum(300, 300), (await source.SnapshotAsync(1)).Statistics);
        // The interval before the window does not count, although it is the last one of its partition.
        Assert.Equal(600, (await source.SnapshotAsync(2)).Statistics.RowCount);
        Assert.Equal(700, (await source.SnapshotAsync(3)).Statistics.RowCount);
    }

    [Fact]
    public async Task Rows_belong_to_the_interval_of_their_time_also_when_they_wait_or_come_again()
    {
        await using LiveCluster cluster = await Start();
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        await Add(partition, 1000, 1000, 1);
        await Add(partition, 0, 1000, 0);
        await Add(partition, 500, 1000, 2);
        // A clock that goes back does not bring an interval back.
        await Add(partition, 2000, 500, -5);
        Data.SameBits(Sum(1000, 1500), (await cluster.Live.Source("s").SnapshotAsync(1)).Statistics);
    }

    [Fact]
    public async Task Rows_far_in_the_future_are_refused_and_move_nothing()
    {
        await using LiveCluster cluster = await Start();
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        await Add(partition, 0, 500, 0);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        LiveStatisticsException refused = await Assert.ThrowsAsync<LiveStatisticsException>(
            () => partition.AddAsync(500, Rows.AsMemory(500 * Channels, 500 * Channels), now.AddDays(400)));
        Assert.Equal(LiveProblem.FutureTime, refused.Problem);
        Assert.Contains($"{now.AddDays(400):yyyy}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("up to 00:01:00 after it", refused.Message, StringComparison.Ordinal);
        Assert.Equal((500, 500), (partition.Position, (int)(await cluster.Live.Source("s").SnapshotAsync(1)).Statistics.RowCount));
        // Clocks differ a little.
        await partition.AddAsync(500, Rows.AsMemory(500 * Channels, 500 * Channels), now.AddSeconds(30));
        Assert.Equal(1000, partition.Position);
    }

    [Fact]
    public async Task Moments_count_in_windows_too()
    {
        await using LiveCluster cluster = await Start();
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        var writer = new LiveWriter(partition, 1024);
        await writer.AddAsync(Rows.AsMemory(0, 3000 * Channels), Noon);
        await writer.FlushAsync();
        await writer.AddAsync(Rows.AsMemory(3000 * Channels), Noon.AddMinutes(1));
        await writer.FlushAsync();
        RunningStatistics window = (await cluster.Live.Source("s").SnapshotAsync(1)).Statistics;
        Assert.Equal(3000, window.RowCount);
        Assert.Equal(Sum(3000, 3000)[0].Mean, window[0].Mean, 1e-10);
    }

    [Fact]
    public async Task Silos_that_keep_no_intervals_say_so()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        await (await cluster.Live.OpenAsync("s", "p", new(Channels))).AddAsync(0, Rows);
        Assert.Contains("The silos keep no intervals",
            (await Assert.ThrowsAsync<LiveStatisticsException>(() => cluster.Live.Source("s").SnapshotAsync(1))).Message, StringComparison.Ordinal);
    }

    private static RunningStatistics Sum(int first, int count) => Data.Sum(Rows.AsSpan(first * Channels, count * Channels), Channels);
}
