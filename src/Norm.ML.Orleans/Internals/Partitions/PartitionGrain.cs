using System.Globalization;
using Microsoft.Extensions.Options;
using Norm.ML.Internals.Sources;
using Norm.ML.Internals.Wire;
using Orleans.Concurrency;
using Orleans.Storage;

namespace Norm.ML.Internals.Partitions;

/// <summary>
/// Keeps a partition. Calls that come while storage writes are taken together with the next write. What is in memory never runs ahead of storage: a
/// snapshot shows what storage has, and a write that fails takes all that it would have written with it.
/// </summary>
[GrainType("norm-ml-live-partition"), Reentrant]
internal sealed class PartitionGrain(
    [PersistentState("partition", LiveStatistics.StorageName)] IPersistentState<StoredBytes> stored,
    IOptions<LiveStatisticsOptions> options, LiveMetrics metrics, TimeProvider time) : Grain, ILivePartitionGrain
{
    /// <summary>Bytes of calls that may wait for storage, beside a single one.</summary>
    private const long MostQueued = 64 << 20;

    /// <summary>Calls that share a write.</summary>
    private const int MostTogether = 256;

    private readonly Queue<PendingCall> _queue = [];
    private PartitionModel _model = PartitionModel.NotOpened;
    private string _source = "", _partition = "", _key = "";
    private string? _broken; // why what storage holds cannot be read
    private bool _stale; // what storage holds is not known since a write failed
    private bool _pumping;
    private long _queued;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (LiveNames.Parts(this.GetPrimaryKeyString()) is [var source, var key, var partition])
        {
            (_source, _key, _partition) = (source, key, partition);
        }

        ReadState();
        return Task.CompletedTask;
    }

    public async Task<AddAnswer> Open(WireColumns columns)
    {
        LiveColumns asked = columns.ToColumns();
        if (_broken is null && (_model.Columns is null || _model.Columns.Equals(asked)))
        {
            // Before the partition exists, so that no reader misses it; and each time, since storage may have lost the list and kept the partition.
            PartitionsAnswer registered = await GrainFactory.GetGrain<ILiveSourceGrain>(LiveNames.OfSource(_source, _key))
                .Register(_partition, columns);
            if (registered.Problem != LiveProblem.None)
            {
                return Refuse(registered.Problem, registered.Message);
            }
        }
        return await Enqueue(0, model => Opened(model, asked));
    }

    public Task<AddAnswer> Add(AddCall call) => Enqueue(call.Data.Length, model => Added(model, call));

    public async Task<WireSnapshot> Snapshot(int intervals)
    {
        if (await Refresh() is { } problem)
        {
            return WireSnapshot.Refuse(problem.Problem, problem.Message);
        }

        PartitionModel model = _model;
        if (model.Columns is null)
        {
            return WireSnapshot.Refuse(LiveProblem.NotOpen, $"{Name} was never opened.");
        }

        string mark = LiveNames.Mark(_source, _key, _partition);
        WireInterval[] windows = intervals == 0 ? [] : [.. model.Windows.All().TakeLast(intervals)
            .Select(window => new WireInterval(window.Number, LiveSnapshot.Bytes(model.Finish(window.Statistics, mark))))];
        return new(LiveProblem.None, "", WireColumns.Of(model.Columns), model.Position, model.WaitingRows,
            LiveSnapshot.Bytes(model.ToStatistics(mark)), windows,
            options.Value.Intervals == 0 ? default : options.Value.Interval);
    }

    private string Name => $"Partition '{_partition}' of source '{_source}'{(_key.Length > 0 ? $", key '{_key}'," : "")}";

    private (PartitionModel, AddAnswer) Opened(PartitionModel model, LiveColumns asked)
    {
        if (model.Columns is null)
        {
            return (PartitionModel.Opened(asked), new(LiveProblem.None, "", 0, 0, 0, 0));
        }

        return model.Columns.Difference(asked) is { } difference
            ? (model, Refuse(LiveProblem.OtherColumns, $"{Name} has other columns: {difference}."))
            : (model, new(LiveProblem.None, "", model.Position, 0, 0, model.WaitingRows));
    }

    private (PartitionModel, AddAnswer) Added(PartitionModel model, AddCall call)
    {
        if (model.Columns is not { } columns)
        {
            return (model, Refuse(LiveProblem.NotOpen, $"{Name} was never opened; Open comes before Add."));
        }

        if (call.Channels != columns.Count)
        {
            return (model, Refuse(LiveProblem.OtherColumns, $"{Name} has rows of {columns.Count} channels; rows of {call.Channels} were added."));
        }

        long now = time.GetUtcNow().UtcTicks, length = options.Value.Interval.Ticks;
        if (options.Value.Intervals > 0 && call.Time - length > now)
        {
            return (model, Refuse(LiveProblem.FutureTime,
                $"{Name} was sent rows of {Utc(call.Time)}; its clock says {Utc(now)}, and accepted are times up to {options.Value.Interval} after "
                    + $"it. "
                    + "Later rows would move the window beyond all others."));
        }

        long interval = (call.Time == 0 ? now : call.Time) / length;
        Addition addition;
        try
        {
            addition = call.Kind == AddKind.Moments
                ? Addition.Of(call.Sequence, RunningStatistics.Load(new MemoryStream(call.Data), "the moments"), interval)
                : Addition.Of(call.Sequence, call.Rows, columns.Count, interval);
        }
        catch (InvalidDataException problem)
        {
            return (model, Refuse(LiveProblem.OtherRows, $"{Name} was sent moments that cannot be read: {problem.Message}"));
        }
        if (addition.Moments is { } moments && columns.Difference(new(moments.ChannelCount, moments.ChannelNames is []
            ? (columns.Names is [] ? null : columns.Names) : moments.ChannelNames, columns.Policy)) is { } difference)
        {
            return (model, Refuse(LiveProblem.OtherColumns, $"{Name} was sent moments of other columns: {difference}."));
        }

        (PartitionModel next, AddAnswer answer) = AddRules.Add(model, addition, options.Value);
        return answer.Problem == LiveProblem.None ? (next, answer) : (model, answer with { Message = $"{Name} refuses a call. {answer.Message}" });
    }

    private static string Utc(long ticks) => new DateTime(ticks, DateTimeKind.Utc).ToString("u", CultureInfo.InvariantCulture);

    private async Task<AddAnswer> Enqueue(long bytes, Func<PartitionModel, (PartitionModel, AddAnswer)> change)
    {
        if (_queue.Count > 0 && _queued + bytes > MostQueued)
        {
            return Refuse(LiveProblem.Busy, $"{Name} has {_queue.Count} calls that wait for storage. Try again later.");
        }

        var call = new PendingCall(bytes, change);
        _queue.Enqueue(call);
        _queued += bytes;
        if (!_pumping)
        {
            _ = Pump();
        }

        AddAnswer answer = await call.Answer;
        metrics.Added(_source, answer);
        return answer;
    }

    private async Task Pump()
    {
        _pumping = true;
        try
        {
            while (_queue.Count > 0)
            {
                await TakeTogether();
            }
        }
        finally
        {
            _pumping = false;
        }
    }

    private async Task TakeTogether()
    {
        AddAnswer? problem = await Refresh();
        var calls = new List<PendingCall>();
        while (calls.Count < MostTogether && _queue.TryDequeue(out PendingCall? call))
        {
            calls.Add(call);
            _queued -= call.Bytes;
        }
        PartitionModel model = _model;
        var answers = new List<AddAnswer>();
        foreach (PendingCall call in calls)
        {
            AddAnswer answer;
            (model, answer) = problem is null ? call.Apply(model) : (model, problem);
            answers.Add(answer);
        }
        if (!ReferenceEquals(model, _model))
        {
            problem = await Write(model);
        }
        // Where the write failed, no answer holds: what was found to be a repeat may be one of rows that are not counted after all.
        for (int i = 0; i < calls.Count; i++)
        {
            calls[i].Give(problem ?? answers[i]);
        }
    }

    private async Task<AddAnswer?> Write(PartitionModel model)
    {
        long start = time.GetTimestamp();
        try
        {
            stored.State = new() { Bytes = PartitionBytes.Write(model) };
            await stored.WriteStateAsync();
            _model = model;
            stored.State = new(); // the model is enough to keep in memory
            metrics.Wrote(_source, time.GetElapsedTime(start));
            return null;
        }
        catch (Exception problem)
        {
            _stale = true;
            // Someone else has written: another activation of this grain, as there may be for a moment after a silo was lost.
            if (problem is InconsistentStateException)
            {
                DeactivateOnIdle();
            }

            return Refuse(LiveProblem.Storage,
                $"{Name} could not be stored: {Reason(problem)} Nothing of the call is counted, unless storage wrote it and failed then; "
                    + "send the same call again.");
        }
    }

    /// <summary>Reads again after a write has failed: it may have arrived all the same.</summary>
    private async Task<AddAnswer?> Refresh()
    {
        if (_stale)
        {
            try
            {
                await stored.ReadStateAsync();
                ReadState();
                _stale = false;
            }
            catch (Exception problem)
            {
                return Refuse(LiveProblem.Storage, $"{Name} cannot be read from storage: {Reason(problem)}");
            }
        }
        return _broken is null ? null : Refuse(LiveProblem.State, _broken);
    }

    private void ReadState()
    {
        try
        {
            _broken = null;
            _model = stored.RecordExists && stored.State.Bytes.Length > 0 ? PartitionBytes.Read(stored.State.Bytes) : PartitionModel.NotOpened;
            stored.State = new();
        }
        catch (InvalidDataException problem)
        {
            _broken = $"{Name} has a state in storage that cannot be used, and is left as it is: {problem.Message}";
        }
    }

    // Orleans wraps what the provider said.
    private static string Reason(Exception problem) => LiveCalls.Sentence(problem.GetBaseException().Message);

    private static AddAnswer Refuse(LiveProblem problem, string message) => AddAnswer.Refuse(problem, message);
}
