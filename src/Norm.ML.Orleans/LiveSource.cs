using Norm.ML.Internals;
using Norm.ML.Internals.Sources;
using Norm.ML.Internals.Wire;

namespace Norm.ML;

/// <summary>What all partitions of a source have together, for one key: to be read, compared, watched and followed.</summary>
/// <remarks>Made by <see cref="LiveStatistics.Source"/>. For any number of threads.</remarks>
public sealed class LiveSource
{
    private readonly IGrainFactory _grains;
    private readonly ILiveSourceGrain _grain;
    private readonly TimeSpan _retryFor;

    internal LiveSource(IGrainFactory grains, string source, string key, TimeSpan retryFor)
    {
        (_grains, Source, Key, _retryFor) = (grains, source, key, retryFor);
        _grain = grains.GetGrain<ILiveSourceGrain>(LiveNames.OfSource(source, key));
    }

    /// <summary>The stream.</summary>
    public string Source { get; }

    /// <summary>Which part of it; empty if it is not divided.</summary>
    public string Key { get; }

    /// <summary>The names of the partitions that were opened, in their order.</summary>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="LiveStatisticsException">No silo answered, or the state cannot be read.</exception>
    public async Task<IReadOnlyList<string>> PartitionsAsync(CancellationToken cancellation = default) =>
        (await LiveCalls.Run(_grain.Partitions, answer => (answer.Problem, answer.Message), Name, _retryFor, cancellation)).Names;

    /// <summary>The statistics of all partitions, merged in the order of their names.</summary>
    /// <param name="intervals">0 for all rows; otherwise the last so many intervals, up to the latest that has rows in any partition.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="intervals"/> is negative.</exception>
    /// <exception cref="LiveStatisticsException">No partition was opened, the silos keep no intervals, or no silo answered.</exception>
    public async Task<LiveSnapshot> SnapshotAsync(int intervals = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(intervals);
        return await LiveCalls.Run(
            async () => await PartitionReader.Read(_grains, Source, Key, (await PartitionNames()).Names, intervals), _ => (LiveProblem.None, ""),
            Name, _retryFor, cancellation);
    }

    /// <summary>Compares the statistics of all partitions with others, such as those that a model was fitted with.</summary>
    /// <param name="baseline">What to compare with: as many channels, and the same names where both have names.</param>
    /// <param name="limits">From where on a difference counts, and which rows are compared; null for the defaults.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ArgumentException">The channels differ in number or name, or a limit is out of range.</exception>
    /// <exception cref="LiveStatisticsException">As for <see cref="SnapshotAsync"/>.</exception>
    public async Task<LiveDrift> CompareAsync(RunningStatistics baseline, LiveDriftLimits? limits = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        limits ??= new();
        limits.Check();
        LiveSnapshot now = await SnapshotAsync(limits.Intervals, cancellation);
        return new(Source, Key, baseline, now.Statistics, limits);
    }

    /// <summary>Stores what is compared with while someone watches; it survives restarts. What is stored already is not written again, so that a
    /// program may set it at each start.</summary>
    /// <param name="baseline">The statistics; null takes the baseline away.</param>
    /// <param name="limits">From where on a difference counts, and which rows are compared; null for the defaults.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ArgumentException">A limit is out of range.</exception>
    /// <exception cref="LiveStatisticsException">The source has other channels, or no silo or storage answered.</exception>
    public Task SetBaselineAsync(RunningStatistics? baseline, LiveDriftLimits? limits = null, CancellationToken cancellation = default)
    {
        limits ??= new();
        limits.Check();
        byte[] file = baseline is null ? [] : LiveSnapshot.Bytes(baseline.WithExponential(null).WithShard(null));
        return LiveCalls.Run(() => _grain.SetBaseline(file, WireLimits.Of(limits)), answer => (answer.Problem, answer.Message), Name, _retryFor,
            cancellation);
    }

    /// <summary>Has a method called whenever drift from the baseline passes a limit, one way or the other.</summary>
    /// <param name="changed">Is called with the new state, one call after the other; also at the beginning, if the limits are passed already.</param>
    /// <param name="cancellation">Ends the first call; what was begun ends with <see cref="LiveWatch.DisposeAsync"/>.</param>
    /// <returns>What watches, until it is disposed. It goes on when silos come and go, and tells afterwards what has changed meanwhile. Without a
    /// baseline nothing is compared, and nothing is told.</returns>
    /// <exception cref="LiveStatisticsException">No silo answered, or the state cannot be read.</exception>
    public Task<LiveWatch> WatchAsync(Action<LiveDrift> changed, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(changed);
        return LiveWatch.Start(_grains, _grain, Source, Key, Name, changed, _retryFor, cancellation);
    }

    /// <summary>Starts to follow the statistics: what is made of them is made anew at stated moments.</summary>
    /// <typeparam name="T">What is made: a transformer, a <c>SpanNormalizer</c>, a kernel's parameters. Best immutable, since many threads use
    /// it.</typeparam>
    /// <param name="make">Makes it of statistics.</param>
    /// <param name="options">When; null for the defaults.</param>
    /// <param name="cancellation">Ends the waiting for the first statistics.</param>
    /// <returns>What follows, with a first value: that of <see cref="LiveFollowerOptions.Initial"/>, or else of the first
    /// <see cref="LiveFollowerOptions.MinimumRows"/> rows, which it waits for.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public Task<LiveFollower<T>> FollowAsync<T>(Func<RunningStatistics, T> make, LiveFollowerOptions? options = null,
        CancellationToken cancellation = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(make);
        options ??= new();
        options.Check();
        return LiveFollower<T>.Start(this, make, options, cancellation);
    }

    private string Name => $"Source '{Source}'{(Key.Length > 0 ? $", key '{Key}'," : "")}";

    private async Task<PartitionsAnswer> PartitionNames()
    {
        PartitionsAnswer answer = await _grain.Partitions();
        return answer.Problem == LiveProblem.None ? answer : throw new LiveStatisticsException(answer.Problem, answer.Message);
    }
}
