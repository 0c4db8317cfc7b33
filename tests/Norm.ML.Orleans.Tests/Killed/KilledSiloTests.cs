namespace Norm.ML.Orleans.Tests.Killed;

/// <summary>A silo is killed while clients add: nothing is lost and nothing is counted twice, bit by bit.</summary>
public sealed class KilledSiloTests
{
    const int Channels = 3, Partitions = 4, RowsEach = 6000;

    [Fact]
    public Task SilosKilledWhileClientsAddLoseNothingAndCountNothingTwice() => Run(seed: 1);

    // NORM_ML_KILL_RUNS=100 dotnet test ... --filter KilledAgainAndAgain
    [Fact]
    public async Task KilledAgainAndAgain()
    {
        int runs = int.TryParse(Environment.GetEnvironmentVariable("NORM_ML_KILL_RUNS"), out int asked) ? asked : 1;
        for (int run = 0; run < runs; run++) await Run(seed: 100 + run);
    }

    static async Task Run(int seed)
    {
        await using LiveCluster cluster = await LiveCluster.Start(silos: 3);
        // Storage that fails now and then, before or after it has written.
        var random = new Random(seed);
        var accidents = new Lock();
        bool Accident()
        {
            lock (accidents) return random.Next(40) == 0;
        }
        cluster.Storage.BeforeWrite = _ => { if (Accident()) throw new IOException("refused"); };
        cluster.Storage.AfterWrite = _ => { if (Accident()) throw new IOException("connection lost"); };
        cluster.Storage.WriteDelay = TimeSpan.FromMilliseconds(5);

        float[][] rows = [.. Enumerable.Range(0, Partitions).Select(p => Data.Rows(RowsEach, Channels, seed + p, shift: p))];
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        Task clients = Task.WhenAll(Enumerable.Range(0, Partitions).Select(p => Task.Run(() => Add(cluster.Live, p, rows[p], seed + 10 * p, end.Token))));
        await Task.Delay(100 + seed * 37 % 400);
        await cluster.Kill(seed % 3);
        await cluster.StartAnother();
        await clients;

        // Everything once more: retries of what is counted already.
        await Task.WhenAll(Enumerable.Range(0, Partitions).Select(p => Task.Run(() => Add(cluster.Live, p, rows[p], seed + 10 * p + 1, end.Token))));
        LiveSnapshot snapshot = await cluster.Live.Source("s").SnapshotAsync();
        Assert.Equal(Partitions, snapshot.Partitions.Count);
        var tree = new StatisticsTree();
        for (int p = 0; p < Partitions; p++)
        {
            RunningStatistics one = Data.Sum(rows[p], Channels);
            Assert.Equal((RowsEach, 0), (snapshot.Partitions[p].Position, snapshot.Partitions[p].Waiting));
            Data.SameBits(one, snapshot.Partitions[p].Statistics);
            tree.Add(p, one);
        }
        Data.SameBits(tree.ToStatistics(), snapshot.Statistics);
    }

    // Calls of any size, out of order, several at once, some of them twice, and each again until it is answered.
    static async Task Add(LiveStatistics live, int p, float[] rows, int seed, CancellationToken end)
    {
        var random = new Random(seed);
        LivePartition partition = await Insist(() => live.OpenAsync("s", $"p{p}", new(Channels), cancellation: end), end);
        List<(int First, int Count)> calls = [];
        for (int first = 0; first < RowsEach;)
        {
            int count = Math.Min(random.Next(1, 300), RowsEach - first);
            calls.Add((first, count));
            if (random.Next(5) == 0) calls.Add((first, count));
            first += count;
        }
        foreach ((int First, int Count)[] together in calls.OrderBy(call => call.First + random.Next(2000)).Chunk(4))
        {
            await Task.WhenAll(together.Select(call => Insist(() => partition.AddAsync(call.First, rows.AsMemory(call.First * Channels, call.Count * Channels), cancellation: end), end)));
        }
    }

    static async Task<T> Insist<T>(Func<Task<T>> call, CancellationToken end)
    {
        while (true)
        {
            end.ThrowIfCancellationRequested();
            try
            {
                return await call();
            }
            catch (LiveStatisticsException problem) when (problem.Problem is LiveProblem.Storage or LiveProblem.Unavailable)
            {
                // Again.
            }
        }
    }
}
