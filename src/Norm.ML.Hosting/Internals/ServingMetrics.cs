using System.Diagnostics.Metrics;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Norm.ML.Internals.Rows.Named;

namespace Norm.ML.Internals;

/// <summary>The instruments of a served model; docs/tutorials/serving.md lists them.</summary>
internal sealed class ServingMetrics : IDisposable
{
    private readonly KeyValuePair<string, object?> _tag;
    private readonly Meter _meter;
    private readonly bool _owned;
    private readonly Counter<long> _rows, _missing, _infinite, _reloads, _failures;
    private readonly Gauge<double> _meanShift, _spreadRatio;

    public ServingMetrics(string name, IMeterFactory? meters)
    {
        _tag = new("normalizer", name);
        _owned = meters is null;
        _meter = meters?.Create(ServedNormalizer.MeterName) ?? new Meter(ServedNormalizer.MeterName);
        _rows = _meter.CreateCounter<long>("norm_ml.serving.rows", "{row}", "Rows that were normalized.");
        _missing = _meter.CreateCounter<long>("norm_ml.serving.missing_values", "{value}", "Numbers that were missing (NaN or null).");
        _infinite = _meter.CreateCounter<long>("norm_ml.serving.infinite_values", "{value}", "Numbers that were infinite.");
        _reloads = _meter.CreateCounter<long>("norm_ml.serving.reloads", "{model}", "Models that took the place of the one before.");
        _failures = _meter.CreateCounter<long>("norm_ml.serving.failed_reloads", "{model}", "Changed files that could not be loaded.");
        _meanShift = _meter.CreateGauge<double>("norm_ml.serving.drift.mean_shift", "{deviation}",
            "The largest shift of a column's mean, in standard deviations of what the model was fitted on.");
        _spreadRatio = _meter.CreateGauge<double>("norm_ml.serving.drift.spread_ratio", "1",
            "The largest change of a column's standard deviation, as a factor of 1 or more.");
    }

    public void Counted(int missing, int infinite)
    {
        _rows.Add(1, _tag);
        if (missing > 0)
        {
            _missing.Add(missing, _tag);
        }

        if (infinite > 0)
        {
            _infinite.Add(infinite, _tag);
        }
    }

    public void Compared(StatisticsComparison comparison)
    {
        _meanShift.Record(comparison.Select(c => Math.Abs(c.MeanShift)).Where(s => !double.IsNaN(s)).DefaultIfEmpty().Max(), _tag);
        _spreadRatio.Record(
            comparison.Select(c => Math.Max(c.SpreadRatio, 1 / c.SpreadRatio)).Where(r => !double.IsNaN(r)).DefaultIfEmpty(1).Max(), _tag);
    }

    public void Reloaded() => _reloads.Add(1, _tag);

    public void ReloadFailed() => _failures.Add(1, _tag);

    public void Dispose()
    {
        if (_owned)
        {
            _meter.Dispose();
        }
    }
}

/// <summary>Counts the numbers of each row, and compares lots of rows with what the model was fitted on.</summary>
/// <param name="metrics">Where counts go.</param>
/// <param name="fitted">What the model was fitted on; null measures no drift.</param>
/// <param name="lot">The rows of a lot; 0 measures no drift.</param>
internal sealed class RowCounter(ServingMetrics metrics, RunningStatistics? fitted, int lot) : IRowObserver
{
    private readonly StatisticsAccumulator? _rows = fitted is null || lot == 0 ? null : new(fitted.ChannelCount);
    private readonly Lock _adding = new();

    public void Observe<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int missing = 0, infinite = 0;
        foreach (T value in x)
        {
            missing += T.IsNaN(value) ? 1 : 0;
            infinite += T.IsInfinity(value) ? 1 : 0;
        }

        metrics.Counted(missing, infinite);
        // A row that comes while another is added is left out of the lot: no request waits for another.
        if (_rows is null || !_adding.TryEnter())
        {
            return;
        }

        try
        {
            Add(_rows, x);
            if (_rows.RowCount >= lot)
            {
                metrics.Compared(fitted!.Compare(_rows.ToStatistics()));
                _rows.Reset();
            }
        }
        finally
        {
            _adding.Exit();
        }
    }

    private static void Add<T>(StatisticsAccumulator rows, ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            rows.Add(MemoryMarshal.Cast<T, float>(x));
        }
        else
        {
            rows.Add(MemoryMarshal.Cast<T, double>(x));
        }
    }
}

internal static partial class ServingLog
{
    [LoggerMessage(1, LogLevel.Error, "{Path} cannot be loaded; model number {Number} is still served. {Problem}")]
    public static partial void NotLoaded(ILogger log, string path, long number, string problem);
}
