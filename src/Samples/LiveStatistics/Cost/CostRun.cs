using System.Diagnostics;
using System.Globalization;
using System.Text;
using Norm.ML.Samples.Live.Silos;

namespace Norm.ML.Samples.Live.Cost;

/// <summary>Measures calls and rows per second against silos of this machine.</summary>
internal static class CostRun
{
    private const int Ports = 31_000, Partitions = 6, UnderWay = 4;

    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(2), Duration = TimeSpan.FromSeconds(5);

    public static async Task Run(CommandLine line)
    {
        var table = new StringBuilder();
        string postgres = line.Postgres is null ? "" : " --postgres ...";
        string command = $"dotnet run -c Release --project src/Samples/LiveStatistics -- cost{postgres} --out FILE";
        string kept = line.Postgres is null ? "in the memory of the silos" : "in PostgreSQL";
        table.AppendLine(CultureInfo.InvariantCulture, $"""
            # Live statistics: calls per second

            Made by `{command}` on {Environment.ProcessorCount} processors, which silos, storage and client share.
            State is kept {kept}. {Partitions} partitions, {UnderWay} calls under way in each, for {Duration.TotalSeconds} seconds.

            | row | sent as | rows per call | silos | calls per second | rows per second |
            | ---: | --- | ---: | ---: | ---: | ---: |
            """);
        int run = 0;
        foreach (int silos in (int[])[1, 3])
        {
            using SiloProcesses processes = await SiloProcesses.Start(silos, Ports + 200 * silos, line.Postgres);
            using IHost host = await Connect(silos, Ports + 200 * silos, line.Postgres);
            LiveStatistics live = host.Services.GetRequiredService<LiveStatistics>();
            foreach (int channels in (int[])[16, 768])
            {
                foreach ((int rows, bool moments) in ((int, bool)[])[(1, false), (64, false), (4096, false), (512, true), (4096, true)])
                {
                    double calls = await Measure(live, $"run-{Environment.ProcessId}-{++run}", channels, rows, moments);
                    string text = string.Create(CultureInfo.InvariantCulture,
                        $"| {channels} | {(moments ? "moments" : "rows")} | {rows} | {silos} | {Round(calls)} | {Round(calls * rows)} |");
                    table.AppendLine(text);
                    Console.WriteLine(text);
                }
            }
        }
        if (line.Out is { } file)
        {
            await File.WriteAllTextAsync(file, table.ToString());
        }
    }

    private static async Task<IHost> Connect(int silos, int ports, string? postgres)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        string[] arguments = ["client", "--silos", $"{silos}", "--ports", $"{ports}", .. postgres is null ? (string[])[] : ["--postgres", postgres]];
        builder.UseOrleansClient(client => Cluster.Configure(client, CommandLine.Read(arguments)));
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<double> Measure(LiveStatistics live, string source, int channels, int rows, bool moments)
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
            LivePartition partition = await live.OpenAsync(source, $"p{p}", new(channels));
            long next = 0;
            await Task.WhenAll(Enumerable.Range(0, UnderWay).Select(async _ =>
            {
                while (!end.IsCancellationRequested)
                {
                    long first = Interlocked.Add(ref next, rows) - rows;
                    if (moments) { await partition.AddMomentsAsync(first, sum); } else { await partition.AddAsync(first, values); } if (Volatile.Read(
                        ref counting)) { Interlocked.Increment(ref calls); } }
            }));
        })];
        await Task.Delay(Warmup);
        Volatile.Write(ref counting, true);
        long start = Stopwatch.GetTimestamp();
        await Task.Delay(Duration);
        double perSecond = Volatile.Read(ref calls) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await end.CancelAsync();
        await Task.WhenAll(writers);
        return perSecond;
    }

    /// <summary>Two digits: more would be chance.</summary>
    public static string Round(double value)
    {
        if (value < 10)
        {
            return value.ToString("0.0", CultureInfo.InvariantCulture);
        }

        double unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return (Math.Round(value / unit) * unit).ToString("N0", CultureInfo.InvariantCulture);
    }
}
