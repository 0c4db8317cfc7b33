using Norm.ML.Orleans.Tests.Clusters;

namespace Norm.ML.Orleans.Tests.Killed;

/// <summary>A silo is killed while clients add: nothing is lost and nothing is counted twice, bit by bit.</summary>
public sealed class KilledSiloTests
{
    private const int Channels = 3, Partitions = 4, RowsEach = 6000;

    /// <summary>How often each test kills again.</summary>
    public static int Runs { get; } = int.TryParse(Environment.GetEnvironmentVariable("NORM_ML_KILL_RUNS"), out int runs) ? runs : 1;

    // NORM_ML_KILL_RUNS=100 dotnet test ... --filter KilledSilo
    [Fact]
    public async Task Silos_killed_while_clients_add_lose_nothing_and_count_nothing_twice()
    {
        for (int run = 0; run < Runs; run++)
        {
            await Run(seed: run + 1);
        }
    }

    private static async Task Run(int seed)
    {
        await using LiveCluster cluster = await LiveCluster.Start(silos: 3, configure: options => options.RememberedRows = 2 * RowsEach);
        // Storage that fails now and then, before or after it has written.
        var random = new Random(seed);
        var accidents = new Lock();
        bool Accident()
        {
            lock (accidents)
            {
                return random.Next(40) == 0;
            }
        }
        cluster.Storage.BeforeWrite = _ => { if (Accident()) { throw new IOException("refused"); } };
        cluster.Storage.AfterWrite = _ => { if (Accident()) { throw new IOException("connection lost"); } };
        cluster.Storage.WriteDelay = TimeSpan.FromMilliseconds(5);

        float[][] rows = [.. Enumerable.Range(0, Partitions).Select(p => Data.Rows(RowsEach, Channels, seed + p, shift: p))];
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        Task clients = Task.WhenAll(Enumerable.Range(0, Partitions)
            .Select(p => Task.Run(() => Clients.Add(cluster.Live, p, rows[p], Channels, seed + 10 * p, end.Token))));
        await Task.Delay(100 + seed * 37 % 400);
        await cluster.Kill(seed % 3);
        await cluster.StartAnother();
        await clients;

        // Everything once more: retries of what is counted already.
        await Task.WhenAll(Enumerable.Range(0, Partitions)
            .Select(p => Task.Run(() => Clients.Add(cluster.Live, p, rows[p], Channels, seed + 10 * p + 1, end.Token))));
        Clients.AssertCountedOnce(await cluster.Live.Source("s").SnapshotAsync(), rows, Channels);
    }
}
