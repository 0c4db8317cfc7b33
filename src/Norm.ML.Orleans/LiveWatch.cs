using Norm.ML.Internals;
using Norm.ML.Internals.Sources;
using Norm.ML.Internals.Wire;

namespace Norm.ML;

/// <summary>Watches the drift of a source; made by <see cref="LiveSource.WatchAsync"/>. Disposing it ends that.</summary>
public sealed class LiveWatch : IAsyncDisposable
{
    /// <summary>After which time without a sign of life an observer is forgotten.</summary>
    internal static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(10);

    private readonly IGrainFactory _grains;
    private readonly ILiveSourceGrain _grain;
    private readonly Observer _observer;
    private readonly ILiveDriftObserver _reference;
    private readonly CancellationTokenSource _end = new();
    private Task _renewing = Task.CompletedTask;

    private LiveWatch(IGrainFactory grains, ILiveSourceGrain grain, Observer observer)
    {
        (_grains, _grain, _observer) = (grains, grain, observer);
        _reference = grains.CreateObjectReference<ILiveDriftObserver>(observer);
    }

    /// <summary>Whether a channel is beyond the limits, as far as is known.</summary>
    public bool IsBeyond => _observer.IsBeyond;

    internal static async Task<LiveWatch> Start(IGrainFactory grains, ILiveSourceGrain grain, string source, string key, string name,
        Action<LiveDrift> changed,
        TimeSpan retryFor, CancellationToken cancellation)
    {
        var watch = new LiveWatch(grains, grain, new(source, key, changed));
        WatchAnswer answer = await LiveCalls.Run(() => grain.Watch(watch._reference), answer => (answer.Problem, answer.Message), name, retryFor,
            cancellation);
        watch._observer.Tell(answer.Last);
        watch._renewing = watch.Renew();
        return watch;
    }

    /// <summary>Ends the watching. No call comes after it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _renewing;
        _observer.End();
        try
        {
            await _grain.Unwatch(_reference);
        }
        catch (Exception)
        {
            // No silo, or no storage, answers: it is forgotten in time.
        }
        _grains.DeleteObjectReference<ILiveDriftObserver>(_reference);
        _end.Dispose();
    }

    // The grain may have moved to another silo, which knows no observers; its answer tells what was missed.
    private async Task Renew()
    {
        using var timer = new PeriodicTimer(Renewal);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                WireDrift? last = null;
                try
                {
                    last = (await _grain.Watch(_reference).WaitAsync(_end.Token)).Last;
                }
                catch (Exception) when (!_end.IsCancellationRequested)
                {
                    // Silos, or storage, do not answer now: the next time.
                }
                _observer.Tell(last);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    /// <summary>What silos call. Orleans holds it weakly; the watch holds it.</summary>
    private sealed class Observer(string source, string key, Action<LiveDrift> changed) : ILiveDriftObserver
    {
        private readonly Lock _lock = new();
        private bool _ended;

        public bool IsBeyond { get; private set; }

        public Task Changed(WireDrift drift)
        {
            Tell(drift);
            return Task.CompletedTask;
        }

        public void Tell(WireDrift? wire)
        {
            if (wire is null)
            {
                return;
            }

            var drift = new LiveDrift(source, key, wire);
            lock (_lock)
            {
                if (_ended || drift.IsBeyond == IsBeyond)
                {
                    return;
                }

                IsBeyond = drift.IsBeyond;
                changed(drift);
            }
        }

        public void End()
        {
            lock (_lock)
            {
                _ended = true;
            }
        }
    }
}
