using System.Runtime.InteropServices;
using Norm.ML.Internals;
using Norm.ML.Internals.Partitions;
using Norm.ML.Internals.Wire;

namespace Norm.ML;

/// <summary>A partition of live statistics, opened for adding. Any number of calls may be under way at once; one that comes much too early then waits
/// for the others.</summary>
/// <remarks>Made by <see cref="LiveStatistics.OpenAsync"/>. A call that is refused has changed nothing. A call that fails otherwise may have been
/// counted; the same call again is then a retry, which counts nothing twice.</remarks>
public sealed class LivePartition
{
    private const long LargestSequence = 1L << 62;

    private readonly ILivePartitionGrain _grain;
    private readonly TimeSpan _retryFor;
    private long _position;
    private int _underWay;

    internal LivePartition(ILivePartitionGrain grain, string source, string partition, string key, LiveColumns columns, TimeSpan retryFor)
    {
        (_grain, Source, Partition, Key, Columns, _retryFor) = (grain, source, partition, key, columns, retryFor);
    }

    /// <summary>The stream.</summary>
    public string Source { get; }

    /// <summary>The part of it.</summary>
    public string Partition { get; }

    /// <summary>Which part of the source; empty if it is not divided.</summary>
    public string Key { get; }

    /// <summary>What a row is.</summary>
    public LiveColumns Columns { get; }

    /// <summary>The number of the next row that was not counted, as the last answer said: after <see cref="LiveStatistics.OpenAsync"/>, the row to go
    /// on with.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Adds rows.</summary>
    /// <param name="sequence">The number of the first row, counted from 0 in this partition.</param>
    /// <param name="rows">Shape [n, channels], row after row.</param>
    /// <param name="time">When the rows were made, for windows: they belong to the interval of that time, or to that of the row before them if it is
    /// later. Null for when they arrive. With windows, a time more than one interval after the silo's clock is refused.</param>
    /// <param name="cancellation">Ends the call, which may have been counted.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of the number of channels, or the number is out of range.</exception>
    /// <exception cref="LiveStatisticsException">The call was refused (<see cref="LiveProblem"/>), or no silo or storage answered.</exception>
    public Task<LiveAdded> AddAsync(long sequence, ReadOnlyMemory<float> rows, DateTimeOffset? time = null, CancellationToken cancellation = default)
    {
        CheckRows(rows.Length);
        return AddAsync(sequence, AddKind.Singles, MemoryMarshal.AsBytes(rows.Span).ToArray(), time, cancellation);
    }

    /// <inheritdoc cref="AddAsync(long, ReadOnlyMemory{float}, DateTimeOffset?, CancellationToken)"/>
    public Task<LiveAdded> AddAsync(long sequence, ReadOnlyMemory<double> rows, DateTimeOffset? time = null, CancellationToken cancellation = default)
    {
        CheckRows(rows.Length);
        return AddAsync(sequence, AddKind.Doubles, MemoryMarshal.AsBytes(rows.Span).ToArray(), time, cancellation);
    }

    /// <summary>
    /// Adds rows that the caller has summed already: their statistics travel, and not the rows. Moments of <c>512 * 2^p</c> rows that begin at a
    /// multiple of their number leave the bits as rows would; others are a chunk of their own (docs/live-statistics.md). <see cref="LiveWriter"/>
    /// cuts rows so.
    /// </summary>
    /// <param name="sequence">The number of the first row, counted from 0 in this partition.</param>
    /// <param name="moments">The statistics of <see cref="RunningStatistics.RowCount"/> rows that follow each other.</param>
    /// <param name="time">As for rows.</param>
    /// <param name="cancellation">Ends the call, which may have been counted.</param>
    /// <exception cref="ArgumentException">The number is out of range, or the moments have other channels or <see
    /// cref="RunningStatistics.Exponential"/> statistics.</exception>
    /// <exception cref="LiveStatisticsException">The call was refused (<see cref="LiveProblem"/>), or no silo or storage answered.</exception>
    public Task<LiveAdded> AddMomentsAsync(long sequence, RunningStatistics moments, DateTimeOffset? time = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(moments);
        if (moments.ChannelCount != Columns.Count)
        {
            throw new ArgumentException($"moments has {moments.ChannelCount} channels; the partition has {Columns.Count}.", nameof(moments));
        }

        if (moments.Exponential is not null)
        {
            throw new ArgumentException(
                "moments carries exponential statistics, which depend on the order of batches; take them away first: WithExponential(null).",
                nameof(moments));
        }

        return AddAsync(sequence, AddKind.Moments, LiveSnapshot.Bytes(moments.WithShard(null)), time, cancellation);
    }

    /// <summary>What the partition has counted.</summary>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="LiveStatisticsException">The state cannot be read, or no silo answered.</exception>
    public async Task<LivePartitionSnapshot> SnapshotAsync(CancellationToken cancellation = default)
    {
        WireSnapshot answer = await LiveCalls.Run(() => _grain.Snapshot(0), answer => (answer.Problem, answer.Message), Name, _retryFor,
            cancellation);
        return new(Partition, answer.Position, answer.Waiting, LiveSnapshot.FromBytes(answer.Whole));
    }

    internal async Task OpenAsync(CancellationToken cancellation)
    {
        WireColumns columns = WireColumns.Of(Columns);
        Advance(await LiveCalls.Run(() => _grain.Open(columns), answer => (answer.Problem, answer.Message), Name, _retryFor, cancellation));
    }

    private string Name => $"Partition '{Partition}' of source '{Source}'{(Key.Length > 0 ? $", key '{Key}'" : "")}";

    private async Task<LiveAdded> AddAsync(long sequence, AddKind kind, byte[] data, DateTimeOffset? time, CancellationToken cancellation)
    {
        if (sequence is < 0 or > LargestSequence)
        {
            throw new ArgumentOutOfRangeException(nameof(sequence), sequence,
                $"sequence is {sequence}; accepted: 0 to 2^62, the number of the first row.");
        }

        var call = new AddCall(sequence, kind, Columns.Count, data, time?.UtcTicks ?? 0);
        Interlocked.Increment(ref _underWay);
        try
        {
            return Advance(await LiveCalls.Run(() => _grain.Add(call), answer => (answer.Problem, answer.Message), Name, _retryFor, cancellation,
                Passes));
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    // Rows that come too early wait for others that are under way, and for no one else.
    private bool Passes(LiveProblem problem) =>
        problem == LiveProblem.Busy || (problem == LiveProblem.TooFarAhead && Volatile.Read(ref _underWay) > 1);

    private void CheckRows(int length)
    {
        if (length % Columns.Count != 0)
        {
            throw new ArgumentException($"rows has {length} values; accepted: a multiple of {Columns.Count}, the number of channels.", "rows");
        }
    }

    // Answers may come in another order than they were given.
    private LiveAdded Advance(AddAnswer answer)
    {
        for (long seen = Position; answer.Position > seen; seen = Position)
        {
            Interlocked.CompareExchange(ref _position, answer.Position, seen);
        }

        return new(answer.Position, answer.Counted, answer.Repeated, answer.Waiting);
    }
}
