namespace Norm.ML;

/// <summary>How silos keep live statistics. All silos of a cluster have the same.</summary>
public sealed class LiveStatisticsOptions
{
    /// <summary>
    /// How many of the last rows of a partition are remembered one by one, with a checksum of 4 bytes each, so that a retry of them can be told from
    /// other rows with the same numbers. Of 64 times as many rows before them whole blocks of 512 rows are remembered. A call of older rows is
    /// refused as <see cref="LiveProblem.Past"/>. The default is 4096.
    /// </summary>
    public int RememberedRows { get; set; } = 4096;

    /// <summary>How many rows beyond the next expected one are accepted, to wait until those before them come; beyond, calls are refused as
    /// <see cref="LiveProblem.TooFarAhead"/>. At least the rows of all calls that a client has under way at once. What waits is in the state as it
    /// came. The default is 16384.</summary>
    public int MaximumRowsAhead { get; set; } = 16_384;

    /// <summary>The length of an interval of a window; the default is one minute.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many of the last intervals are kept beside the whole, each with statistics of its own; 0 (the default) keeps none.</summary>
    public int Intervals { get; set; }

    /// <summary>How often drift is looked at, for sources with a baseline that someone watches; the default is 5 seconds.</summary>
    public TimeSpan DriftCheckPeriod { get; set; } = TimeSpan.FromSeconds(5);

    internal string? Violation() =>
        RememberedRows is < 512 or > 1 << 24 ? $"RememberedRows is {RememberedRows}; accepted: 512 to {1 << 24}."
        : MaximumRowsAhead is < 0 or > 1 << 24 ? $"MaximumRowsAhead is {MaximumRowsAhead}; accepted: 0 to {1 << 24}."
        : Interval < TimeSpan.FromMilliseconds(1) ? $"Interval is {Interval}; accepted: a millisecond or more."
        : Intervals is < 0 or > 10_000 ? $"Intervals is {Intervals}; accepted: 0 to 10000."
        : DriftCheckPeriod < TimeSpan.FromMilliseconds(10) ? $"DriftCheckPeriod is {DriftCheckPeriod}; accepted: 10 milliseconds or more."
        : null;
}
