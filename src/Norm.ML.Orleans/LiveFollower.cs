namespace Norm.ML;

/// <summary>
/// Follows the live statistics of a source: has a value made of them, and a new one at stated moments. A batch reads <see cref="Current"/> once and
/// works with that; nothing changes within it.
/// </summary>
/// <remarks>Made by <see cref="LiveSource.FollowAsync{T}"/>. When silos do not answer, the last value stays, and <see cref="LastProblem"/> says
/// why.</remarks>
/// <typeparam name="T">What is made: a transformer, a <c>SpanNormalizer</c>, a kernel's parameters.</typeparam>
public sealed class LiveFollower<T> : IAsyncDisposable
    where T : class
{
    private readonly LiveSource _source;
    private readonly Func<RunningStatistics, T> _make;
    private readonly LiveFollowerOptions _options;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly CancellationTokenSource _end = new();
    private LiveVersion<T>? _current;
    private Exception? _problem;
    private Task _following = Task.CompletedTask;

    private LiveFollower(LiveSource source, Func<RunningStatistics, T> make, LiveFollowerOptions options) =>
        (_source, _make, _options) = (source, make, options);

    /// <summary>The value to use, with its number. Read it once for each batch.</summary>
    public LiveVersion<T> Current => Volatile.Read(ref _current)!;

    /// <summary>Why the last change could not be made; null if it could.</summary>
    public Exception? LastProblem => Volatile.Read(ref _problem);

    /// <summary>Changes over now, if there are rows enough and the statistics are others than before.</summary>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>Whether <see cref="Current"/> is a new one.</returns>
    /// <exception cref="LiveStatisticsException">The statistics could not be read; <see cref="Current"/> stays.</exception>
    public async Task<bool> ChangeAsync(CancellationToken cancellation = default)
    {
        await _changing.WaitAsync(cancellation);
        try
        {
            LiveSnapshot snapshot = await _source.SnapshotAsync(_options.Intervals, cancellation);
            bool changes = snapshot.Statistics.RowCount >= _options.MinimumRows && !snapshot.Statistics.Equals(_current?.Statistics);
            if (changes)
            {
                Change(snapshot.Statistics);
            }

            Volatile.Write(ref _problem, null);
            return changes;
        }
        catch (Exception problem) when (!cancellation.IsCancellationRequested)
        {
            Volatile.Write(ref _problem, problem);
            throw;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Ends the following. <see cref="Current"/> stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _following;
        _end.Dispose();
        _changing.Dispose();
    }

    internal static async Task<LiveFollower<T>> Start(LiveSource source, Func<RunningStatistics, T> make, LiveFollowerOptions options,
        CancellationToken cancellation)
    {
        var follower = new LiveFollower<T>(source, make, options);
        if (options.Initial is { } initial)
        {
            follower.Change(initial);
        }

        TimeSpan pause = options.Every == Timeout.InfiniteTimeSpan || options.Every > TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1)
            : options.Every;
        while (follower._current is null && !await follower.TryFirst(cancellation))
        {
            await Task.Delay(pause, options.Time, cancellation);
        }

        if (options.Every != Timeout.InfiniteTimeSpan)
        {
            follower._following = follower.Follow();
        }

        return follower;
    }

    private async Task<bool> TryFirst(CancellationToken cancellation)
    {
        try
        {
            return await ChangeAsync(cancellation);
        }
        catch (LiveStatisticsException problem) when (problem.Problem is LiveProblem.NotOpen or LiveProblem.Unavailable)
        {
            return false;
        }
    }

    private async Task Follow()
    {
        using var timer = new PeriodicTimer(_options.Every, _options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                try
                {
                    await ChangeAsync(_end.Token);
                }
                catch (Exception) when (!_end.IsCancellationRequested)
                {
                    // LastProblem has it; the last value stays.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private void Change(RunningStatistics statistics) =>
        Volatile.Write(ref _current, new(_current is null ? 0 : _current.Number + 1, _make(statistics), statistics, _options.Time.GetUtcNow()));
}
