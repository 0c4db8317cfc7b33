using System.Diagnostics;
using System.Diagnostics.Metrics;
using Norm.ML.Internals.Partitions;

namespace Norm.ML.Internals;

/// <summary>What silos and followers measure; the table in docs/live-statistics.md lists the instruments.</summary>
internal sealed class LiveMetrics
{
    private readonly Counter<long> _rows, _repeated, _refused;
    private readonly Histogram<double> _writes;
    private readonly Gauge<double> _meanShift, _spreadRatio;
    private readonly Gauge<int> _drifted;

    public LiveMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(LiveStatistics.MeterName);
        _rows = meter.CreateCounter<long>("norm_ml.live.rows", "{row}", "Rows counted.");
        _repeated = meter.CreateCounter<long>("norm_ml.live.repeated_rows", "{row}", "Rows that came again and were not counted again.");
        _refused = meter.CreateCounter<long>("norm_ml.live.refused_calls", "{call}", "Calls that were refused, by problem.");
        _writes = meter.CreateHistogram<double>("norm_ml.live.write.duration", "s", "How long storage took to write a state.");
        _meanShift = meter.CreateGauge<double>("norm_ml.live.drift.mean_shift", "{deviation}",
            "The largest shift of a channel's mean, in standard deviations of the baseline.");
        _spreadRatio = meter.CreateGauge<double>("norm_ml.live.drift.spread_ratio", "1",
            "The largest change of a channel's standard deviation, as a factor of 1 or more.");
        _drifted = meter.CreateGauge<int>("norm_ml.live.drift.channels", "{channel}", "How many channels are beyond the limits.");
    }

    public void Added(string source, AddAnswer answer)
    {
        var tag = new KeyValuePair<string, object?>("source", source);
        if (answer.Problem != LiveProblem.None)
        {
            _refused.Add(1, tag, new("problem", answer.Problem.ToString()));
        }

        if (answer.Counted > 0)
        {
            _rows.Add(answer.Counted, tag);
        }

        if (answer.Repeated > 0)
        {
            _repeated.Add(answer.Repeated, tag);
        }
    }

    public void Wrote(string source, TimeSpan duration) => _writes.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("source", source));

    public void Compared(string source, string key, StatisticsComparison comparison, int drifted)
    {
        var tags = new TagList { { "source", source }, { "key", key } };
        _meanShift.Record(LiveDrift.LargestMeanShift(comparison), tags);
        _spreadRatio.Record(LiveDrift.LargestSpreadRatio(comparison), tags);
        _drifted.Record(drifted, tags);
    }
}
