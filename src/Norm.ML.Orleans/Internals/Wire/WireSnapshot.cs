namespace Norm.ML.Internals.Wire;

/// <summary>What a partition has counted, as it goes over the wire; sums are statistics files.</summary>
[GenerateSerializer, Immutable, Alias("norm-ml.live.snapshot")]
internal sealed record WireSnapshot(
    [property: Id(0)] LiveProblem Problem,
    [property: Id(1)] string Message,
    [property: Id(2)] WireColumns? Columns,
    [property: Id(3)] long Position,
    [property: Id(4)] long Waiting,
    [property: Id(5)] byte[] Whole,
    [property: Id(6)] WireInterval[] Intervals,
    [property: Id(7)] TimeSpan IntervalLength)
{
    public static WireSnapshot Refuse(LiveProblem problem, string message) => new(problem, message, null, 0, 0, [], [], default);
}

/// <summary>An interval of a window.</summary>
[GenerateSerializer, Immutable, Alias("norm-ml.live.interval")]
internal sealed record WireInterval([property: Id(0)] long Number, [property: Id(1)] byte[] Statistics);
