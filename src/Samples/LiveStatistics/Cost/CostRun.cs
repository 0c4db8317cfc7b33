using System.Diagnostics;
using Norm.ML.Samples.Live.Silos;

namespace Norm.ML.Samples.Live.Cost;

/// <summary>Measures calls and rows per second against silos of this machine: with state in memory, and with a database beside it. Of each case the
/// two are measured one after the other, so that what else the machine does changes their ratio little.</summary>
internal static class CostRun
{
    private const int Ports = 31_000, Partitions = 6, UnderWay = 4;

    // A case takes longer where fewer calls than this were answered.
    private const int FewestCalls = 100;

    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(2), Duration = TimeSpan.FromSeconds(5), Longest = TimeSpan.FromSeconds(60);

    private static readonly (int Rows, bool Moments)[] Calls = [(1, false), (64, false), (4096, false), (512, true), (4096, true)];

    public static async Task Run(CommandLine line)
    {
        var table = new CostTable(line.Postgres is not null, line.AsksForSilos ? line.Silos : null);
        table.Begin(line.Postgres is { } postgres ? await PostgresSchema.Describe(postgres) : null, Partitions, UnderWay, Duration);
        foreach (int channels in (int[])[16, 768])
        {
            table.Sum(channels, ClientSum.Nanoseconds(channels));
        }

        int run = 0;
        foreach (int silos in line.AsksForSilos ? (int[])[line.Silos] : [1, 3])
        {
            await using MeasuredCluster inMemory = await MeasuredCluster.Start(silos, Ports + 400 * silos, postgres: null);
            await using MeasuredCluster? inDatabase = line.Postgres is null ? null
                : await MeasuredCluster.Start(silos, Ports + 400 * silos + 200, line.Postgres);
            foreach (int channels in (int[])[16, 768])
            {
                foreach ((int rows, bool moments) in Calls)
                {
                    string source = $"run-{Environment.ProcessId}-{++run}";
                    CostRate memory = await Measure(inMemory, source, channels, rows, moments);
                    CostRate? database = inDatabase is null ? null : await Measure(inDatabase, source, channels, rows, moments);
                    table.Add(channels, moments, rows, silos, memory, database);
                }
            }
        }
        if (line.Out is { } file)
        {
            await File.WriteAllTextAsync(file, table.End());
        }
    }

    private static async Task<CostRate> Measure(MeasuredCluster cluster, string source, int channels, int rows, bool moments)
    {
        float[] values = [.. Enumerable.Range(0, channels * rows).Select(i => i % 97 * 0.5f)];
        var accumulator = new StatisticsAccumulator(channels);
        accumulator.Add(values);
        RunningStatistics sum = accumulator.ToStatistics();
        long calls = 0;
        bool counting = false;
        using var end = new CancellationTokenSource();
        Task[] writers = [.. Enumerable.Range(0, Partitions).Select(async p =>
        {
            LivePartition partition = await cluster.Live.OpenAsync(source, $"p{p}", new(channels));
            long next = 0;
            await Task.WhenAll(Enumerable.Range(0, UnderWay).Select(_ => Write(partition)));

            async Task Write(LivePartition to)
            {
                while (!end.IsCancellationRequested)
                {
                    long first = Interlocked.Add(ref next, rows) - rows;
                    await (moments ? to.AddMomentsAsync(first, sum) : to.AddAsync(first, values));
                    if (Volatile.Read(ref counting))
                    {
                        Interlocked.Increment(ref calls);
                    }
                }
            }
        })];
        await Task.Delay(Warmup);
        TimeSpan before = cluster.ProcessorTime;
        Volatile.Write(ref counting, true);
        long start = Stopwatch.GetTimestamp();
        do
        {
            await Task.Delay(Duration);
        }
        while (Volatile.Read(ref calls) < FewestCalls && Stopwatch.GetElapsedTime(start) < Longest);

        double counted = Volatile.Read(ref calls), seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double milliseconds = (cluster.ProcessorTime - before).TotalMilliseconds;
        await end.CancelAsync();
        await Task.WhenAll(writers);
        return new(counted / seconds, milliseconds / counted);
    }

    /// <summary>Silos as processes, and a client in this one.</summary>
    private sealed class MeasuredCluster : IAsyncDisposable
    {
        private readonly SiloProcesses _silos;
        private readonly IHost _host;

        private MeasuredCluster(SiloProcesses silos, IHost host) => (_silos, _host) = (silos, host);

        public LiveStatistics Live => _host.Services.GetRequiredService<LiveStatistics>();

        public TimeSpan ProcessorTime => _silos.ProcessorTime;

        public static async Task<MeasuredCluster> Start(int silos, int ports, string? postgres)
        {
            SiloProcesses processes = await SiloProcesses.Start(silos, ports, postgres);
            HostApplicationBuilder builder = Host.CreateApplicationBuilder();
            builder.Logging.SetMinimumLevel(LogLevel.Critical);
            string[] database = postgres is null ? [] : ["--postgres", postgres];
            builder.UseOrleansClient(client => Cluster.Configure(client,
                CommandLine.Read(["client", "--silos", $"{silos}", "--ports", $"{ports}", .. database])));
            IHost host = builder.Build();
            await host.StartAsync();
            return new(processes, host);
        }

        public async ValueTask DisposeAsync()
        {
            await _host.StopAsync();
            _host.Dispose();
            _silos.Dispose();
        }
    }
}
