using System.Collections.Concurrent;
using System.Diagnostics;

namespace Norm.ML.Samples.Live.Serving;

/// <summary>What the page shows: gathered here, and asked for every second.</summary>
internal sealed class Dashboard(LiveStatistics live, IGrainFactory grains, CommandLine line) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, PartitionState> _partitions = new();
    private readonly string _storage = line.Postgres is null ? "memory" : "PostgreSQL";
    private volatile PageState _state = new("", [], [], [], null, null, false, 0, 0, null);
    private volatile bool _drifts;
    private long _read = Stopwatch.GetTimestamp();

    public PageState Now => _state with
    {
        Storage = _storage,
        Partitions = [.. _partitions.Values.OrderBy(partition => partition.Name, StringComparer.Ordinal)],
        Shift = Rows.Shift,
        Age = Math.Round(Stopwatch.GetElapsedTime(Volatile.Read(ref _read)).TotalSeconds),
    };

    public void Opened(string partition, long position) => Change(partition, before => before with
    {
        Sent = position,
        Problem = null,
        Lost = position >= before.Sent ? before.Lost
            : $"At {DateTime.Now:HH:mm:ss} its state was lost, and it went back from row {before.Sent:N0} to row {position:N0}.",
    });

    public void Sent(string partition, long rows) => Change(partition, before => before with { Sent = rows, Problem = null });

    public void Failed(string partition, string problem) => Change(partition, before => before with { Problem = problem });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LiveSource source = live.Source(ClientProcess.Source);
        LiveWatch? watch = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Each time: it writes nothing where the baseline is stored, and stores it again where a silo's memory had it and is gone.
                await source.SetBaselineAsync(Rows.Baseline, new() { Intervals = 2 }, stoppingToken);
                watch ??= await source.WatchAsync(drift => _drifts = drift.IsBeyond, stoppingToken);
                LiveSnapshot whole = await source.SnapshotAsync(cancellation: stoppingToken), window = await source.SnapshotAsync(1, stoppingToken);
                _state = new("", await Silos(), [], [.. Enumerable.Range(0, Rows.Names.Length)
                    .Select(c => new ChannelState(Rows.Names[c], Moments(whole, c), Moments(window, c)))],
                    whole.Statistics.RowCount, window.Statistics.RowCount, _drifts, 0, 0, null);
                Volatile.Write(ref _read, Stopwatch.GetTimestamp());
            }
            catch (LiveStatisticsException problem)
            {
                _state = _state with { Problem = problem.Message };
            }
            catch (OperationCanceledException)
            {
                break;
            }
            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (watch is not null)
        {
            await watch.DisposeAsync();
        }
    }

    private void Change(string partition, Func<PartitionState, PartitionState> change) =>
        _partitions.AddOrUpdate(partition, name => change(new(name, 0, null, null)), (_, before) => change(before));

    // Which silos the cluster takes for alive: one that was killed is on the list until the others have noticed.
    private async Task<string[]> Silos()
    {
        try
        {
            return [.. (await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Keys.Select(silo => $"{silo.Endpoint}").Order()];
        }
        catch (Exception lost) when (lost is TimeoutException or OrleansException or OperationCanceledException)
        {
            return _state.Silos;
        }
    }

    private static double?[] Moments(LiveSnapshot snapshot, int channel)
    {
        ChannelStatistics statistics = snapshot.Statistics[channel];
        return statistics.Count == 0 ? [null, null] : [statistics.Mean, statistics.StandardDeviation];
    }
}

/// <summary>As the page gets it.</summary>
/// <param name="Storage">Where silos keep state: "memory" or "PostgreSQL".</param>
/// <param name="Silos">The silos that are alive.</param>
/// <param name="Partitions">What was sent.</param>
/// <param name="Channels">What was counted.</param>
/// <param name="Rows">The number of all rows.</param>
/// <param name="WindowRows">The number of rows of the last interval.</param>
/// <param name="Drifts">Whether a channel is beyond the limits.</param>
/// <param name="Shift">By how many deviations the page has moved the data.</param>
/// <param name="Age">How long ago silos answered, in seconds.</param>
/// <param name="Problem">Why they do not answer.</param>
internal sealed record PageState(string Storage, string[] Silos, PartitionState[] Partitions, ChannelState[] Channels, long? Rows, long? WindowRows,
    bool Drifts, double Shift, double Age, string? Problem);

/// <param name="Name">What it is called.</param>
/// <param name="Sent">How many rows are counted.</param>
/// <param name="Problem">Why rows cannot be added now.</param>
/// <param name="Lost">When its state was lost.</param>
internal sealed record PartitionState(string Name, long Sent, string? Problem, string? Lost);

/// <param name="Name">What it is called.</param>
/// <param name="Whole">Mean and deviation of all rows.</param>
/// <param name="Window">The same of the last interval.</param>
internal sealed record ChannelState(string Name, double?[] Whole, double?[] Window);
