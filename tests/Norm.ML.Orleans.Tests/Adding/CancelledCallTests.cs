using Norm.ML.Orleans.Tests.Clusters;

namespace Norm.ML.Orleans.Tests.Adding;

/// <summary>A silo that cancels the activation of a grain, as it does when another silo was lost meanwhile, tells its caller so. It is not the
/// caller's cancellation.</summary>
public sealed class CancelledCallTests
{
    private const int Channels = 3;

    private static readonly float[] Rows = Data.Rows(1000, Channels);

    [Fact]
    public async Task A_call_that_a_silo_has_cancelled_is_sent_again()
    {
        int cancelled = 0;
        await using LiveCluster cluster = await LiveCluster.Start(beforeCall: () =>
        {
            if (Interlocked.Increment(ref cancelled) % 5 < 3)
            {
                throw new TaskCanceledException();
            }
        });
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        Assert.Equal(1000, (await partition.AddAsync(0, Rows)).Position);
        Assert.Equal(1000, (await cluster.Live.Source("s").SnapshotAsync()).Statistics.RowCount);
        await using LiveFollower<RunningStatistics> follower = await cluster.Live.Source("s").FollowAsync(statistics => statistics);
        Assert.Equal(1000, follower.Current.Value.RowCount);
    }

    [Fact]
    public async Task Calls_that_silos_always_cancel_are_one_error()
    {
        await using LiveCluster cluster = await LiveCluster.Start(beforeCall: () => throw new TaskCanceledException());
        var live = new LiveStatistics(cluster.Grains) { RetryFor = TimeSpan.FromSeconds(1) };
        LiveStatisticsException refusal = await Assert.ThrowsAsync<LiveStatisticsException>(() => live.OpenAsync("s", "p", new(Channels)));
        Assert.Equal(LiveProblem.Unavailable, refusal.Problem);
        Assert.StartsWith("Partition 'p' of source 's': no silo answered within 1 seconds: ", refusal.Message, StringComparison.Ordinal);
        using var end = new CancellationTokenSource(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cluster.Live.OpenAsync("s", "p", new(Channels), cancellation: end.Token));
    }
}
