namespace Norm.ML.Internals.Partitions;

/// <summary>What became of a call, as it goes over the wire.</summary>
[GenerateSerializer, Immutable, Alias("norm-ml.live.answer")]
internal sealed record AddAnswer(
    [property: Id(0)] LiveProblem Problem,
    [property: Id(1)] string Message,
    [property: Id(2)] long Position,
    [property: Id(3)] long Counted,
    [property: Id(4)] long Repeated,
    [property: Id(5)] long Waiting)
{
    public static AddAnswer Refuse(LiveProblem problem, string message) => new(problem, message, 0, 0, 0, 0);
}
