using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Reliability.Load;

/// <summary>The sample service under many clients, with its model replaced all the while.</summary>
internal static class LoadRun
{
    private const int FullSeconds = 600;

    private const double ReloadEvery = 0.25;

    private static readonly TimeSpan ReplaceEvery = TimeSpan.FromSeconds(3), ReadEvery = TimeSpan.FromSeconds(5);

    public static Command ToCommand()
    {
        var rows = new Option<long>("--rows") { Description = "The rows that are to be done in the time.", DefaultValueFactory = _ => 10_000_000 };
        var clients = new Option<int>("--clients") { Description = "Clients, each with a connection.", DefaultValueFactory = _ => 32 };
        var seconds = new Option<int>("--seconds") { Description = "How long.", DefaultValueFactory = _ => FullSeconds };
        var seed = new Option<int>("--seed") { Description = "Another seed, other rows.", DefaultValueFactory = _ => 1 };
        var file = new Option<string?>("--out") { Description = "Where the result is written; without it, only a run of full size is." };
        var command = new Command("load", "The sample service under many clients: every answer compared, latency, memory, models replaced.")
        {
            rows, clients, seconds, seed, file,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(rows), parsed.GetValue(clients), parsed.GetValue(seconds),
            parsed.GetValue(seed), parsed.GetValue(file), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(long wanted, int clients, int seconds, int seed, string? file, CancellationToken cancellation)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("norm-ml-load-");
        try
        {
            LoadModels models = LoadModels.Make(folder.FullName, seed);
            string served = Path.Combine(folder.FullName, "model.zip");
            File.Copy(models.Files[0], served);
            using ServiceProcess service = await ServiceProcess.StartAsync(served, folder.FullName, ReloadEvery);
            Console.WriteLine($"{clients} clients for {seconds} seconds on {service.Address}.");
            LoadClient[] all = [.. Enumerable.Range(0, clients).Select(client => new LoadClient(service.Address, models, (seed * 1000) + client))];
            var watch = Stopwatch.StartNew();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task<int> replacing = ReplaceAsync(models, served, stop.Token);
            Task<List<(TimeSpan At, long Rows, ServiceUse Use)>> watching = WatchAsync(service, all, watch, stop.Token);
            stop.CancelAfter(TimeSpan.FromSeconds(seconds));
            await Task.WhenAll(all.Select(client => Task.Run(() => client.RunAsync(stop.Token), CancellationToken.None)));
            var report = new LoadReport(all, watch.Elapsed, await replacing, await watching, wanted);
            report.Print();
            file ??= seconds >= FullSeconds ? Path.Combine(RepositoryFiles.Results, "reliability", "load.md") : null;
            if (file is not null)
            {
                report.Write(file, string.Create(CultureInfo.InvariantCulture,
                    $"load --rows {wanted} --clients {clients} --seconds {seconds} --seed {seed}"));
            }

            return report.Holds ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // As a deployment does it: written beside the file, then moved over it.
    private static async Task<int> ReplaceAsync(LoadModels models, string served, CancellationToken stop)
    {
        int replaced = 0;
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(ReplaceEvery, stop).ContinueWith(_ => { }, TaskScheduler.Default);
            File.Copy(models.Files[++replaced % models.Files.Length], served + ".new");
            File.SetLastWriteTimeUtc(served + ".new", DateTime.UtcNow);
            File.Move(served + ".new", served, overwrite: true);
        }

        return replaced;
    }

    private static async Task<List<(TimeSpan At, long Rows, ServiceUse Use)>> WatchAsync(
        ServiceProcess service, LoadClient[] clients, Stopwatch watch, CancellationToken stop)
    {
        var seen = new List<(TimeSpan, long, ServiceUse)>();
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(ReadEvery, stop).ContinueWith(_ => { }, TaskScheduler.Default);
            (TimeSpan at, long rows, ServiceUse use) = (watch.Elapsed, clients.Sum(client => client.Rows), service.Use());
            seen.Add((at, rows, use));
            if (seen.Count % 6 == 0)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{at.TotalSeconds:F0} s: {rows:N0} rows, {use.WorkingSet >> 20} MiB, wrong {clients.Sum(client => client.Wrong)}, "
                        + $"failed {clients.Sum(client => client.Failed)}"));
            }
        }

        return seen;
    }
}
