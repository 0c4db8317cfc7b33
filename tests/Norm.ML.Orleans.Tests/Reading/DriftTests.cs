using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Norm.ML.Orleans.Tests.Clusters;

namespace Norm.ML.Orleans.Tests.Reading;

public sealed class DriftTests
{
    private const int Channels = 3;

    private static readonly RunningStatistics Baseline = Data.Sum(Data.Rows(5000, Channels, seed: 9), Channels);

    [Fact]
    public async Task Comparing_names_the_channels_beyond_a_limit()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        await partition.AddAsync(0, Data.Rows(1000, Channels));
        LiveSource source = cluster.Live.Source("s");
        Assert.False((await source.CompareAsync(Baseline)).IsBeyond);
        float[] moved = Data.Rows(2000, Channels, seed: 4);
        for (int i = 1; i < moved.Length; i += Channels)
        {
            moved[i] += 3;
        }

        await partition.AddAsync(1000, moved);
        LiveDrift drift = await source.CompareAsync(Baseline);
        Assert.Equal(1, Assert.Single(drift.Beyond).Index);
        Assert.InRange(drift.Comparison[1].MeanShift, 4, 6);
        await Assert.ThrowsAsync<ArgumentException>(() => source.CompareAsync(RunningStatistics.Empty(2)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => source.CompareAsync(Baseline, new() { SpreadRatio = 0.5 }));
    }

    [Fact]
    public async Task A_watcher_is_told_when_a_limit_is_passed_and_when_no_longer()
    {
        await using LiveCluster cluster = await LiveCluster.Start(configure: options =>
            (options.DriftCheckPeriod, options.Interval, options.Intervals) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1), 2));
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        LiveSource source = cluster.Live.Source("s");
        await source.SetBaselineAsync(Baseline, new() { Intervals = 1 });
        var told = new BlockingCollection<LiveDrift>();
        DateTimeOffset time = DateTimeOffset.UtcNow.AddMinutes(-10);
        await using (LiveWatch watch = await source.WatchAsync(told.Add))
        {
            await partition.AddAsync(0, Data.Rows(500, Channels), time);
            Assert.False(told.TryTake(out _, 500));
            await partition.AddAsync(500, Data.Rows(500, Channels, shift: 5), time.AddMinutes(1));
            Assert.True(told.TryTake(out LiveDrift? beyond, 30_000));
            Assert.Equal((true, 3, true), (beyond.IsBeyond, beyond.Beyond.Count, watch.IsBeyond));
            await partition.AddAsync(1000, Data.Rows(500, Channels), time.AddMinutes(2));
            Assert.True(told.TryTake(out LiveDrift? back, 30_000));
            Assert.False(back.IsBeyond);
        }
        await partition.AddAsync(1500, Data.Rows(500, Channels, shift: 5), time.AddMinutes(3));
        Assert.False(told.TryTake(out _, 500));
    }

    [Fact]
    public async Task A_watcher_hears_of_it_also_after_the_silo_was_killed()
    {
        await using LiveCluster cluster = await LiveCluster.Start(silos: 2,
            configure: options => options.DriftCheckPeriod = TimeSpan.FromMilliseconds(50));
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        LiveSource source = cluster.Live.Source("s");
        await source.SetBaselineAsync(Baseline);
        var told = new BlockingCollection<LiveDrift>();
        await using LiveWatch watch = await source.WatchAsync(told.Add);
        await cluster.Kill(1);
        await cluster.Kill(0);
        await cluster.StartAnother();
        await partition.AddAsync(0, Data.Rows(500, Channels, shift: 5));
        Assert.True(told.TryTake(out LiveDrift? beyond, 60_000));
        Assert.True(beyond.IsBeyond);
    }

    [Theory]
    [InlineData(typeof(TaskCanceledException))]
    [InlineData(typeof(IOException))]
    public async Task A_watch_goes_on_after_calls_that_failed(Type failure)
    {
        int failed = 0;
        bool fails = false;
        await using LiveCluster cluster = await LiveCluster.Start(configure: options => options.DriftCheckPeriod = TimeSpan.FromMilliseconds(50),
            beforeCall: () =>
            {
                if (Volatile.Read(ref fails))
                {
                    Interlocked.Increment(ref failed);
                    throw (Exception)Activator.CreateInstance(failure)!;
                }
            });
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        LiveSource source = cluster.Live.Source("s");
        await source.SetBaselineAsync(Baseline);
        var told = new BlockingCollection<LiveDrift>();
        await using LiveWatch watch = await source.WatchAsync(told.Add);
        // The grain that knows the watcher goes, and the next call of the watch, which it makes every ten seconds, fails.
        await cluster.Deactivate();
        Volatile.Write(ref fails, true);
        for (int i = 0; i < 600 && Volatile.Read(ref failed) == 0; i++)
        {
            await Task.Delay(100);
        }

        Assert.True(failed > 0);
        await Task.Delay(200);
        Volatile.Write(ref fails, false);
        await partition.AddAsync(0, Data.Rows(500, Channels, shift: 5));
        Assert.True(told.TryTake(out LiveDrift? beyond, 60_000));
        Assert.True(beyond.IsBeyond);
    }

    [Fact]
    public async Task A_baseline_of_other_channels_is_refused()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        await cluster.Live.OpenAsync("s", "p", new(Channels, ["a", "b", "c"]));
        LiveSource source = cluster.Live.Source("s");
        Assert.Contains("has 3 channels; the baseline has 2", (await Assert.ThrowsAsync<LiveStatisticsException>(
            () => source.SetBaselineAsync(RunningStatistics.Empty(2)))).Message, StringComparison.Ordinal);
        Assert.Contains("calls channel 1 'b'; the baseline calls it 'x'", (await Assert.ThrowsAsync<LiveStatisticsException>(
            () => source.SetBaselineAsync(Baseline.WithChannelNames(["a", "x", "c"])))).Message, StringComparison.Ordinal);
        await source.SetBaselineAsync(Baseline);
        await source.SetBaselineAsync(null);
    }

    [Fact]
    public async Task A_baseline_that_was_set_before_the_first_partition_has_to_fit_its_columns()
    {
        await using LiveCluster cluster = await LiveCluster.Start();
        await cluster.Live.Source("s").SetBaselineAsync(RunningStatistics.Empty(2));
        LiveStatisticsException refusal = await Assert.ThrowsAsync<LiveStatisticsException>(() => cluster.Live.OpenAsync("s", "p", new(Channels)));
        Assert.Equal((LiveProblem.OtherColumns, "Source 's' has 3 channels; the baseline has 2."), (refusal.Problem, refusal.Message));
        await cluster.Live.Source("s").SetBaselineAsync(Baseline);
        await cluster.Live.OpenAsync("s", "p", new(Channels));
    }

    [Fact]
    public async Task The_same_baseline_again_writes_nothing_and_a_lost_one_is_set_again()
    {
        await using LiveCluster cluster = await LiveCluster.Start(configure: options => options.DriftCheckPeriod = TimeSpan.FromMilliseconds(50));
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        LiveSource source = cluster.Live.Source("s");
        await source.SetBaselineAsync(Baseline);
        int writes = cluster.Storage.Writes;
        await source.SetBaselineAsync(Baseline);
        Assert.Equal(writes, cluster.Storage.Writes);
        await source.SetBaselineAsync(Baseline, new() { MinimumRows = 10 });
        Assert.Equal(writes + 1, cluster.Storage.Writes);

        cluster.Storage.Lose("source");
        await cluster.Deactivate();
        await partition.AddAsync(0, Data.Rows(500, Channels, shift: 5));
        await cluster.Live.OpenAsync("s", "p", new(Channels));
        var told = new BlockingCollection<LiveDrift>();
        await using LiveWatch watch = await source.WatchAsync(told.Add);
        Assert.False(told.TryTake(out _, 300));
        await source.SetBaselineAsync(Baseline);
        Assert.True(told.TryTake(out LiveDrift? beyond, 30_000));
        Assert.True(beyond.IsBeyond);
    }

    [Fact]
    public async Task A_new_baseline_that_fits_is_told_at_the_next_comparison()
    {
        await using LiveCluster cluster = await LiveCluster.Start(configure: options => options.DriftCheckPeriod = TimeSpan.FromMilliseconds(50));
        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        await partition.AddAsync(0, Data.Rows(500, Channels, shift: 5));
        LiveSource source = cluster.Live.Source("s");
        await source.SetBaselineAsync(Baseline);
        var told = new BlockingCollection<LiveDrift>();
        await using LiveWatch watch = await source.WatchAsync(told.Add);
        Assert.True(told.Take().IsBeyond);
        await source.SetBaselineAsync((await source.SnapshotAsync()).Statistics);
        // A watch asks by itself after ten seconds; silos tell it before.
        Assert.True(told.TryTake(out LiveDrift? back, 8000));
        Assert.False(back.IsBeyond);
    }

    [Fact]
    public async Task Counts_and_drift_are_instruments()
    {
        await using LiveCluster cluster = await LiveCluster.Start(configure: options => options.DriftCheckPeriod = TimeSpan.FromMilliseconds(50));
        IMeterFactory meters = cluster.SiloServices.GetRequiredService<IMeterFactory>();
        var seen = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == LiveStatistics.MeterName && ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.Start();

        LivePartition partition = await cluster.Live.OpenAsync("s", "p", new(Channels));
        float[] rows = Data.Rows(500, Channels, shift: 5);
        await partition.AddAsync(0, rows);
        await partition.AddAsync(0, rows);
        await Assert.ThrowsAsync<LiveStatisticsException>(() => partition.AddAsync(0, Data.Rows(500, Channels, seed: 8)));
        await cluster.Live.Source("s").SetBaselineAsync(Baseline);
        await using LiveWatch watch = await cluster.Live.Source("s").WatchAsync(_ => { });
        Assert.Equal((500, 500, 1), (seen["norm_ml.live.rows"], seen["norm_ml.live.repeated_rows"], seen["norm_ml.live.refused_calls"]));
        Assert.True(seen["norm_ml.live.write.duration"] > 0);
        Assert.Equal(3, seen["norm_ml.live.drift.channels"]);
        Assert.True(seen["norm_ml.live.drift.mean_shift"] > 5 && seen["norm_ml.live.drift.spread_ratio"] >= 1);
    }
}
