using System.Diagnostics.Metrics;
using System.Numerics;
using Microsoft.Extensions.Logging;
using Microsoft.ML;
using Norm.ML.Internals;

namespace Norm.ML;

/// <summary>
/// The norms of a model file, for rows by name: loaded once, shared by all threads, and loaded again when the file changes. A file that cannot be
/// loaded leaves the model that is served, with a log entry and <see cref="LastProblem"/>.
/// </summary>
/// <remarks>Made by <see cref="NormalizerServices.AddNormalizer"/>. The meter <see cref="MeterName"/> has the instruments
/// <c>norm_ml.serving.rows</c>, <c>.missing_values</c>, <c>.infinite_values</c>, <c>.reloads</c>, <c>.failed_reloads</c> and, for a BatchNorm,
/// <c>.drift.mean_shift</c> and <c>.drift.spread_ratio</c>.</remarks>
public sealed class ServedNormalizer : IDisposable
{
    private readonly ServedNormalizerOptions _options;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly ServingMetrics _metrics;
    private readonly ITimer? _timer;
    private readonly Lock _reloading = new();
    private volatile ServedVersion _current;
    private (DateTime Written, long Bytes) _loaded;
    private volatile string? _problem;

    internal ServedNormalizer(string name, string modelPath, ServedNormalizerOptions options, IMeterFactory? meters, TimeProvider time, ILogger log)
    {
        (Name, ModelPath, _options, _time, _log) = (name, Path.GetFullPath(modelPath), options, time, log);
        _metrics = new ServingMetrics(name, meters);
        _loaded = Stamp();
        _current = new(Load(), 1, time.GetUtcNow());
        if (options.ReloadEvery != Timeout.InfiniteTimeSpan)
        {
            _timer = time.CreateTimer(_ => Reload(onlyChanged: true), null, options.ReloadEvery, options.ReloadEvery);
        }
    }

    /// <summary>The name of the meter: <c>Norm.ML.Serving</c>. In OpenTelemetry: <c>AddMeter(ServedNormalizer.MeterName)</c>.</summary>
    public static string MeterName => "Norm.ML.Serving";

    /// <summary>The name under which it is registered.</summary>
    public string Name { get; }

    /// <summary>The model's full path.</summary>
    public string ModelPath { get; }

    /// <summary>The model that is served now. A request that normalizes several rows takes it once, so that all of them get the same model.</summary>
    public ServedVersion Current => _current;

    /// <summary>Why the file that is there now could not be loaded; null if it is the one that is served.</summary>
    public string? LastProblem => _problem;

    /// <inheritdoc cref="NamedNormalizer{T}.Normalize{TValue}(IReadOnlyDictionary{string, TValue}, Span{T})"/>
    public void Normalize<TValue>(IReadOnlyDictionary<string, TValue> row, Span<float> destination)
        where TValue : unmanaged, IBinaryFloatingPointIeee754<TValue> => _current.Normalizer.Normalize(row, destination);

    /// <inheritdoc cref="NamedNormalizer{T}.Normalize(IEnumerable{KeyValuePair{string, object}}, Span{T})"/>
    public void Normalize(IEnumerable<KeyValuePair<string, object?>> row, Span<float> destination) =>
        _current.Normalizer.Normalize(row, destination);

    /// <inheritdoc cref="NamedNormalizer{T}.NormalizeJson"/>
    public void NormalizeJson(ReadOnlySpan<byte> utf8Json, Span<float> destination) => _current.Normalizer.NormalizeJson(utf8Json, destination);

    /// <summary>Loads the file again now, whether it has changed or not.</summary>
    /// <returns>Whether it is served now; if not, <see cref="LastProblem"/> says why, and the model before it stays.</returns>
    public bool Reload() => Reload(onlyChanged: false);

    /// <summary>Stops looking at the file. Calls under way end as usual.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _metrics.Dispose();
    }

    private bool Reload(bool onlyChanged)
    {
        // Two at once would load one file twice; the timer comes again.
        if (onlyChanged && !_reloading.TryEnter())
        {
            return true;
        }

        if (!onlyChanged)
        {
            _reloading.Enter();
        }

        try
        {
            (DateTime, long) stamp = Stamp();
            if (onlyChanged && stamp == _loaded)
            {
                return true;
            }

            _current = new(Load(), _current.Number + 1, _time.GetUtcNow());
            (_loaded, _problem) = (stamp, null);
            _metrics.Reloaded();
            return true;
        }
        catch (Exception problem) when (problem is FormatException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            // A file that is being written looks damaged; the next look finds it whole.
            if (_problem != problem.Message)
            {
                ServingLog.NotLoaded(_log, ModelPath, _current.Number, problem.Message);
                _metrics.ReloadFailed();
            }

            _problem = problem.Message;
            return false;
        }
        finally
        {
            _reloading.Exit();
        }
    }

    // The length of a file that is not there throws, with the path in the message.
    private (DateTime Written, long Bytes) Stamp()
    {
        FileSystemInfo file = new FileInfo(ModelPath);
        file = file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
        return (file.LastWriteTimeUtc, ((FileInfo)file).Length);
    }

    private NamedNormalizer<float> Load()
    {
        ITransformer model = new MLContext().Model.LoadChecked(ModelPath, out DataViewSchema? schema, _options.Load);
        if (schema is null)
        {
            throw new ArgumentException($"{ModelPath}: the model was saved without the columns that it reads; save it with the schema of its data.");
        }

        NamedNormalizer<float> normalizer = model.CreateNamedNormalizer<float>(
            schema, _options.OutputColumnName, _options.AllowMissing, _options.Key);
        normalizer.Observer = new RowCounter(_metrics, normalizer.Statistics, _options.DriftRows);
        return normalizer;
    }
}

/// <summary>A model that is or was served.</summary>
/// <param name="Normalizer">Its norms.</param>
/// <param name="Number">1 for the first that was loaded, then 2, 3, ...</param>
/// <param name="LoadedAt">When it was loaded.</param>
public sealed record ServedVersion(NamedNormalizer<float> Normalizer, long Number, DateTimeOffset LoadedAt);
