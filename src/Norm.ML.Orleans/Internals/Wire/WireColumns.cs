namespace Norm.ML.Internals.Wire;

/// <summary><see cref="LiveColumns"/> as they go over the wire and into the state of a source.</summary>
[GenerateSerializer, Immutable, Alias("norm-ml.live.columns")]
internal sealed record WireColumns([property: Id(0)] int Count, [property: Id(1)] string[] Names, [property: Id(2)] NonFinitePolicy Policy)
{
    public static WireColumns Of(LiveColumns columns) => new(columns.Count, [.. columns.Names], columns.Policy);

    public LiveColumns ToColumns() => new(Count, Names.Length == 0 ? null : Names, Policy);
}
