using Norm.ML.Orleans.Tests.Clusters;

namespace Norm.ML.Orleans.Tests.Reading;

public sealed class FollowerTests
{
    private const int Channels = 4;

    /// <summary>Stands for a normalizer: knows the mean that it subtracts.</summary>
    private sealed record Centre(double Mean)
    {
        public double[] Apply(double[] batch) => [.. batch.Select(value => value - Mean)];
    }

    private static Centre Make(RunningStatistics statistics) => new(statistics[0].Mean);

    [Fact]
    public async Task Nothing_changes_within_a_batch()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        await partition.AddAsync(0, Data.Rows(500, Channels));
        await using LiveFollower<Centre> follower = await cluster.Live.Source("s").FollowAsync(Make, new() { Every = TimeSpan.FromMilliseconds(20) });
        using var end = new CancellationTokenSource();
        Task<long>[] servers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => Serve(follower, end.Token)))];
        for (int i = 1; i <= 20; i++)
        {
            await partition.AddAsync(i * 500, Data.Rows(500, Channels, i, shift: i * 10));
            await Task.Delay(30);
        }
        await end.CancelAsync();
        Assert.All(await Task.WhenAll(servers), versions => Assert.True(versions > 3));

        // Each value of a batch has lost the same mean, while versions come and go.
        static long Serve(LiveFollower<Centre> follower, CancellationToken end)
        {
            var versions = new HashSet<long>();
            while (!end.IsCancellationRequested)
            {
                LiveVersion<Centre> version = follower.Current;
                double[] result = version.Value.Apply([.. Enumerable.Range(0, 1000).Select(i => (double)i)]);
                Assert.All(result, (value, i) => Assert.Equal(i - version.Statistics[0].Mean, value));
                versions.Add(version.Number);
            }
            return versions.Count;
        }
    }

    [Fact]
    public async Task It_changes_at_stated_moments_and_not_before()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        await partition.AddAsync(0, Data.Rows(500, Channels));
        await using LiveFollower<Centre> follower = await cluster.Live.Source("s").FollowAsync(Make, new() { Every = Timeout.InfiniteTimeSpan });
        LiveVersion<Centre> first = follower.Current;
        await partition.AddAsync(500, Data.Rows(500, Channels, shift: 5));
        await Task.Delay(200);
        Assert.Same(first, follower.Current);
        Assert.True(await follower.ChangeAsync());
        Assert.Equal((0, 1), (first.Number, follower.Current.Number));
        Assert.Equal((await cluster.Live.Source("s").SnapshotAsync()).Statistics, follower.Current.Statistics);
        Assert.False(await follower.ChangeAsync());
    }

    [Fact]
    public async Task It_begins_with_what_a_model_was_fitted_on_until_there_are_rows_enough()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        RunningStatistics fitted = Data.Sum(Data.Rows(100, Channels, seed: 5), Channels);
        LiveSource source = cluster.Live.Source("s");
        await using LiveFollower<Centre> follower = await source.FollowAsync(Make,
            new() { Initial = fitted, Every = Timeout.InfiniteTimeSpan, MinimumRows = 50 });
        Assert.Same(fitted, follower.Current.Statistics);
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        await partition.AddAsync(0, Data.Rows(49, Channels));
        Assert.False(await follower.ChangeAsync());
        await partition.AddAsync(49, Data.Rows(1, Channels));
        Assert.True(await follower.ChangeAsync());

        using var patience = new CancellationTokenSource(200);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cluster.Live.Source("nobody").FollowAsync(Make, cancellation: patience.Token));
    }

    [Fact]
    public async Task The_last_value_stays_where_statistics_cannot_be_read()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        await partition.AddAsync(0, Data.Rows(500, Channels));
        await using LiveFollower<Centre> follower = await cluster.Live.Source("s").FollowAsync(Make, new() { Every = TimeSpan.FromMilliseconds(50) });
        cluster.Storage.BeforeRead = _ => throw new IOException("no such server");
        await cluster.Deactivate();
        Assert.True(SpinWait.SpinUntil(() => follower.LastProblem is not null, 60_000));
        Assert.Equal(0, follower.Current.Number);
        cluster.Storage.BeforeRead = null;
        await partition.AddAsync(500, Data.Rows(500, Channels, shift: 5));
        Assert.True(SpinWait.SpinUntil(() => follower.Current.Number > 0, 60_000));
        Assert.Null(follower.LastProblem);
    }
}
