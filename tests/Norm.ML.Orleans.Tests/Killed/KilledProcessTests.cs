using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Norm.ML.Database.Tests.Servers;
using Norm.ML.Samples.Live;
using Norm.ML.Samples.Live.Silos;
using Xunit.Abstractions;

namespace Norm.ML.Orleans.Tests.Killed;

/// <summary>The sample's silos as processes, with PostgreSQL, and kill -9 of silos and of the database.</summary>
public sealed class KilledProcessTests(ITestOutputHelper output)
{
    private const int Channels = 3, Partitions = 3, RowsEach = 8000;

    // NORM_ML_KILL_RUNS=100 dotnet test ... --filter KilledProcess; four at a time, since a run mostly waits. Each has 200 ports.
    [PostgresFact]
    public Task Killed_processes_lose_nothing_and_count_nothing_twice()
    {
        int first = Random.Shared.Next(60);
        return Parallel.ForAsync(0, KilledSiloTests.Runs, new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (run, _) => output.WriteLine($"run {run + 1}: {await Run(20_000 + (first + run) % 60 * 200)} silos ended by themselves"));
    }

    private static async Task<int> Run(int ports)
    {
        using PostgresServer postgres = PostgresServer.Start();
        List<SiloProcess> silos = [.. Enumerable.Range(1, 3).Select(number => new SiloProcess(number, ports, postgres.ConnectionString))];
        try
        {
            foreach (SiloProcess silo in silos)
            {
                await silo.Ready();
            }

            using IHost client = await Connect(ports, postgres.ConnectionString);
            LiveStatistics live = client.Services.GetRequiredService<LiveStatistics>();
            float[][] rows = [.. Enumerable.Range(0, Partitions).Select(p => Data.Rows(RowsEach, Channels, p + 1, shift: p))];
            using var end = new CancellationTokenSource(TimeSpan.FromMinutes(20));
            Task clients = Task.WhenAll(Enumerable.Range(0, Partitions)
                .Select(p => Task.Run(() => Clients.Add(live, p, rows[p], Channels, seed: p, end.Token))));

            await Task.Delay(1500);
            silos[0].Kill();
            await Task.Delay(1000);
            silos[1].Kill();
            silos.Add(new(4, ports, postgres.ConnectionString));
            await silos[^1].Ready();
            postgres.Crash();
            await Task.Delay(1000);
            postgres.Restart();
            await clients;

            // Everything once more, from silos that have read it from the database.
            silos[2].Kill();
            silos.Add(new(5, ports, postgres.ConnectionString));
            await silos[^1].Ready();
            await Task.WhenAll(Enumerable.Range(0, Partitions)
                .Select(p => Task.Run(() => Clients.Add(live, p, rows[p], Channels, seed: 10 + p, end.Token))));
            LiveSnapshot snapshot = await live.Source("s").SnapshotAsync(cancellation: end.Token);
            Clients.AssertCountedOnce(snapshot, rows, Channels);
            return silos.Sum(silo => silo.Restarts);
        }
        finally
        {
            foreach (SiloProcess silo in silos)
            {
                silo.Dispose();
            }
        }
    }

    private static async Task<IHost> Connect(int ports, string postgres)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => Cluster.Configure(client, CommandLine.Read(["client", "--ports", $"{ports}", "--postgres", postgres])));
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
