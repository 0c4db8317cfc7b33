namespace Norm.ML.Internals.Wire;

/// <summary>The state of a source and key.</summary>
[GenerateSerializer, Alias("norm-ml.live.source")]
internal sealed class StoredSource
{
    /// <summary>The version that is written; all lower ones are read.</summary>
    public const int CurrentVersion = 1;

    [Id(0)]
    public int Version { get; set; }

    /// <summary>The names of the partitions that were opened, in their order.</summary>
    [Id(1)]
    public string[] Partitions { get; set; } = [];

    [Id(2)]
    public WireColumns? Columns { get; set; }

    /// <summary>A statistics file; empty if there is none.</summary>
    [Id(3)]
    public byte[] Baseline { get; set; } = [];

    [Id(4)]
    public WireLimits? Limits { get; set; }
}

/// <summary><see cref="LiveDriftLimits"/> as they are stored and go over the wire.</summary>
[GenerateSerializer, Immutable, Alias("norm-ml.live.limits")]
internal sealed record WireLimits([property: Id(0)] double MeanShift, [property: Id(1)] double SpreadRatio, [property: Id(2)] long MinimumRows,
[property: Id(3)] int Intervals)
{
    public static WireLimits Of(LiveDriftLimits limits) => new(limits.MeanShift, limits.SpreadRatio, limits.MinimumRows, limits.Intervals);

    public LiveDriftLimits ToLimits() => new() { MeanShift = MeanShift, SpreadRatio = SpreadRatio, MinimumRows = MinimumRows, Intervals = Intervals };
}

/// <summary>A comparison with the baseline, as it goes over the wire: two statistics files.</summary>
[GenerateSerializer, Immutable, Alias("norm-ml.live.drift")]
internal sealed record WireDrift([property: Id(0)] byte[] Baseline, [property: Id(1)] byte[] Now, [property: Id(2)] WireLimits Limits);

/// <summary>What a watcher is answered: the last comparison, if there was one; or why there can be none.</summary>
[GenerateSerializer, Immutable, Alias("norm-ml.live.watched")]
internal sealed record WatchAnswer([property: Id(0)] LiveProblem Problem, [property: Id(1)] string Message, [property: Id(2)] WireDrift? Last);

/// <summary>The names of the partitions; or why they are not known.</summary>
[GenerateSerializer, Immutable, Alias("norm-ml.live.partitions")]
internal sealed record PartitionsAnswer([property: Id(0)] LiveProblem Problem, [property: Id(1)] string Message, [property: Id(2)] string[] Names);
