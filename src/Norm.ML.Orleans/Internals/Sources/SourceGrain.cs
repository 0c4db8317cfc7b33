using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Norm.ML.Internals.Wire;
using Orleans.Utilities;

namespace Norm.ML.Internals.Sources;

/// <summary>Keeps the list of partitions of a source and key, and compares what they have counted with the baseline while someone watches.</summary>
[GrainType("norm-ml-live-source")]
internal sealed class SourceGrain(
    [PersistentState("source", LiveStatistics.StorageName)] IPersistentState<StoredSource> stored,
    IOptions<LiveStatisticsOptions> options, LiveMetrics metrics, ILogger<SourceGrain> log) : Grain, ILiveSourceGrain
{
    private readonly ObserverManager<ILiveDriftObserver> _observers = new(LiveWatch.Forgotten, log);
    private string _source = "", _key = "";
    private IGrainTimer? _timer;
    private WireDrift? _last;
    private bool? _beyond; // what watchers were told; null if nothing yet

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (LiveNames.Parts(this.GetPrimaryKeyString()) is [var source, var key])
        {
            (_source, _key) = (source, key);
        }

        return Task.CompletedTask;
    }

    public async Task<PartitionsAnswer> Register(string partition, WireColumns columns)
    {
        if (Broken is { } broken)
        {
            return new(LiveProblem.State, broken, []);
        }

        StoredSource state = stored.State;
        if (state.Columns is { } known && known.ToColumns().Difference(columns.ToColumns()) is { } difference)
        {
            return new(LiveProblem.OtherColumns, $"{Name} has other columns: {difference}.", []);
        }

        if (state.Partitions.Contains(partition, StringComparer.Ordinal))
        {
            return new(LiveProblem.None, "", []);
        }

        if (BaselineProblem(columns, state.Baseline) is { } other)
        {
            return new(LiveProblem.OtherColumns, other, []);
        }

        string? problem = await Write(new()
        {
            Partitions = [.. state.Partitions.Append(partition).Order(StringComparer.Ordinal)],
            Columns = columns,
            Baseline = state.Baseline,
            Limits = state.Limits,
        });
        return problem is null ? new(LiveProblem.None, "", []) : new(LiveProblem.Storage, problem, []);
    }

    public Task<PartitionsAnswer> Partitions() =>
        Task.FromResult(Broken is { } broken ? new PartitionsAnswer(LiveProblem.State, broken, [])
        : new(LiveProblem.None, "", stored.State.Partitions));

    public async Task<WatchAnswer> SetBaseline(byte[] file, WireLimits limits)
    {
        if (Broken is { } broken)
        {
            return new(LiveProblem.State, broken, null);
        }

        if (stored.State.Columns is { } known && BaselineProblem(known, file) is { } other)
        {
            return new(LiveProblem.OtherColumns, other, null);
        }

        if (limits == stored.State.Limits && file.AsSpan().SequenceEqual(stored.State.Baseline))
        {
            return new(LiveProblem.None, "", null);
        }

        string? problem = await Write(new()
        {
            Partitions = stored.State.Partitions,
            Columns = stored.State.Columns,
            Baseline = file,
            Limits = limits
        });
        (_last, _beyond) = (null, null);
        return problem is null ? new(LiveProblem.None, "", null) : new(LiveProblem.Storage, problem, null);
    }

    public async Task<WatchAnswer> Watch(ILiveDriftObserver observer)
    {
        if (Broken is { } broken)
        {
            return new(LiveProblem.State, broken, null);
        }

        _observers.Subscribe(observer, observer);
        if (_last is null)
        {
            await Check();
        }

        TimeSpan period = options.Value.DriftCheckPeriod;
        _timer ??= this.RegisterGrainTimer(Check, new() { DueTime = period, Period = period });
        return new(LiveProblem.None, "", _last);
    }

    public Task Unwatch(ILiveDriftObserver observer)
    {
        _observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    private string Name => $"Source '{_source}'{(_key.Length > 0 ? $", key '{_key}'," : "")}";

    private string? Broken => stored.State.Version > StoredSource.CurrentVersion
        ? $"{Name} has a state in storage that is of version {stored.State.Version}; this library reads version "
        + $"{StoredSource.CurrentVersion}. It is left as it is."
        : null;

    // A baseline may be set before the first partition is opened.
    private string? BaselineProblem(WireColumns columns, byte[] file)
    {
        if (file.Length == 0)
        {
            return null;
        }

        RunningStatistics baseline = LiveSnapshot.FromBytes(file);
        if (baseline.ChannelCount != columns.Count)
        {
            return $"{Name} has {columns.Count} channels; the baseline has {baseline.ChannelCount}.";
        }

        for (int i = 0; i < Math.Min(columns.Names.Length, baseline.ChannelNames.Count); i++)
        {
            if (columns.Names[i] != baseline.ChannelNames[i])
            {
                return $"{Name} calls channel {i} '{columns.Names[i]}'; the baseline calls it '{baseline.ChannelNames[i]}'.";
            }
        }

        return null;
    }

    private async Task Check()
    {
        _observers.ClearExpired();
        if (_observers.Count == 0)
        {
            _timer?.Dispose();
            _timer = null;
            return;
        }
        StoredSource state = stored.State;
        if (state.Baseline.Length == 0 || state.Limits is null || state.Partitions.Length == 0)
        {
            return;
        }

        try
        {
            LiveSnapshot now = await PartitionReader.Read(GrainFactory, _source, _key, state.Partitions, state.Limits.Intervals);
            if (now.Statistics.RowCount < state.Limits.MinimumRows)
            {
                return;
            }

            _last = new(state.Baseline, LiveSnapshot.Bytes(now.Statistics), state.Limits);
        }
        catch (Exception problem)
        {
            // A partition that is being moved, or that storage does not give now, answers at the next check.
            log.LogWarning(problem, "Drift of {Source} could not be checked.", Name);
            return;
        }
        var drift = new LiveDrift(_source, _key, _last);
        metrics.Compared(_source, _key, drift.Comparison, drift.Beyond.Count);
        if (drift.IsBeyond == _beyond)
        {
            return;
        }

        _beyond = drift.IsBeyond;
        await _observers.Notify(observer => observer.Changed(_last));
    }

    private async Task<string?> Write(StoredSource state)
    {
        StoredSource before = stored.State;
        try
        {
            state.Version = StoredSource.CurrentVersion;
            stored.State = state;
            await stored.WriteStateAsync();
            return null;
        }
        catch (Exception problem)
        {
            // What storage holds is not known now: the next activation reads it.
            stored.State = before;
            DeactivateOnIdle();
            return $"{Name} could not be stored: {LiveCalls.Sentence(problem.GetBaseException().Message)} Nothing has changed, unless storage wrote "
                + $"it and failed then; call again.";
        }
    }
}
