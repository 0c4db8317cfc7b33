using System.Collections.Concurrent;
using System.Text.Json;
using Orleans.Storage;

namespace Norm.ML.Orleans.Tests.Clusters;

/// <summary>Grain storage that outlives silos, as a database does: checks ETags, keeps bytes, and can be made slow, made to refuse, or made to fail
/// after it has written.</summary>
internal sealed class SharedStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new();
    private int _etag;

    /// <summary>Time that each write takes.</summary>
    public TimeSpan WriteDelay { get; set; }

    /// <summary>Called before a write; what it throws is what storage says.</summary>
    public Action<string>? BeforeWrite { get; set; }

    /// <summary>Called after a write has happened.</summary>
    public Action<string>? AfterWrite { get; set; }

    /// <summary>Called before a read.</summary>
    public Action<string>? BeforeRead { get; set; }

    public int Writes { get; private set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        BeforeRead?.Invoke(stateName);
        if (_entries.TryGetValue($"{stateName}/{grainId}", out Entry? entry))
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (JsonSerializer.Deserialize<T>(entry.Json, Json)!, entry.ETag, true);
        }
        else
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
        }

        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        BeforeWrite?.Invoke(stateName);
        string json = JsonSerializer.Serialize(grainState.State, Json), key = $"{stateName}/{grainId}";
        if (WriteDelay > TimeSpan.Zero)
        {
            await Task.Delay(WriteDelay);
        }

        var entry = new Entry(json, $"{Interlocked.Increment(ref _etag)}");
        bool written = grainState.ETag is null ? _entries.TryAdd(key, entry)
            : _entries.TryGetValue(key, out Entry? old) && old.ETag == grainState.ETag && _entries.TryUpdate(key, entry, old);
        if (!written)
        {
            throw new InconsistentStateException($"{key} was written by another.");
        }

        Writes++;
        AfterWrite?.Invoke(stateName);
        (grainState.ETag, grainState.RecordExists) = (entry.ETag, true);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

    /// <summary>The state of a partition as bytes, of the only one that there is.</summary>
    public byte[] PartitionBytes() =>
        JsonDocument.Parse(_entries.Single(entry => entry.Key.StartsWith("partition/", StringComparison.Ordinal)).Value.Json).RootElement.GetProperty(
        "Bytes").GetBytesFromBase64();

    /// <summary>Puts other bytes in its place, as if another program had written them.</summary>
    public void Replace(byte[] bytes)
    {
        string key = _entries.Keys.Single(key => key.StartsWith("partition/", StringComparison.Ordinal));
        _entries[key] = new(JsonSerializer.Serialize(new { Bytes = bytes }), $"{Interlocked.Increment(ref _etag)}");
    }

    /// <summary>Loses the states of a kind of grain, as memory storage does when a silo ends.</summary>
    /// <param name="kind">"partition" or "source".</param>
    public void Lose(string kind)
    {
        foreach (string key in _entries.Keys.Where(key => key.StartsWith(kind + "/", StringComparison.Ordinal)))
        {
            _entries.TryRemove(key, out _);
        }
    }

    private static readonly JsonSerializerOptions Json = new();

    private sealed record Entry(string Json, string ETag);
}
