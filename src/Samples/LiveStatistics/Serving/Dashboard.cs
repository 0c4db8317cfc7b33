using System.Collections.Concurrent;

namespace Norm.ML.Samples.Live.Serving;

/// <summary>What the page shows: gathered here, and asked for every second.</summary>
internal sealed class Dashboard(LiveStatistics live) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (long Sent, string? Problem)> _partitions = new();
    private volatile State _state = new([], [], null, null, false, null);
    private volatile bool _drifts;

    public State Now => _state with
    {
        Partitions =
        [.. _partitions.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new PartitionState(p.Key, p.Value.Sent, p.Value.Problem))]
    };

    public void Sent(string partition, long rows) => _partitions[partition] = (rows, null);

    public void Failed(string partition, string problem) => _partitions.AddOrUpdate(partition, (0, problem), (_, before) => (before.Sent, problem));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LiveSource source = live.Source(ClientProcess.Source);
        LiveWatch? watch = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                LiveSnapshot whole = await source.SnapshotAsync(cancellation: stoppingToken), window = await source.SnapshotAsync(1, stoppingToken);
                if (watch is null && whole.Statistics.RowCount >= ClientProcess.BaselineRows)
                {
                    // What has come so far is what later rows are compared with: the last minute, in intervals of ten seconds.
                    await source.SetBaselineAsync(whole.Statistics, new() { Intervals = 2 }, stoppingToken);
                    watch = await source.WatchAsync(drift => _drifts = drift.IsBeyond, stoppingToken);
                }
                _state = new([], [.. Enumerable.Range(0, Rows.Names.Length)
                    .Select(c => new ChannelState(Rows.Names[c], Moments(whole, c), Moments(window, c)))],
                    whole.Statistics.RowCount, window.Statistics.RowCount, _drifts, null);
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

    private static double?[] Moments(LiveSnapshot snapshot, int channel)
    {
        ChannelStatistics statistics = snapshot.Statistics[channel];
        return statistics.Count == 0 ? [null, null] : [statistics.Mean, statistics.StandardDeviation];
    }
}

/// <summary>As the page gets it.</summary>
internal sealed record State(PartitionState[] Partitions, ChannelState[] Channels, long? Rows, long? WindowRows, bool Drifts, string? Problem);

internal sealed record PartitionState(string Name, long Sent, string? Problem);

/// <param name="Name">What it is called.</param>
/// <param name="Whole">Mean and deviation of all rows.</param>
/// <param name="Window">The same of the last interval.</param>
internal sealed record ChannelState(string Name, double?[] Whole, double?[] Window);
