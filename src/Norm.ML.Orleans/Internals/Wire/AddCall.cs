using Norm.ML.Internals.Sums;

namespace Norm.ML.Internals.Wire;

/// <summary>What the bytes of a call are.</summary>
internal enum AddKind
{
    Singles,
    Doubles,

    /// <summary>A statistics file.</summary>
    Moments,
}

/// <summary>A call that adds, as it goes over the wire.</summary>
/// <param name="Sequence">The number of the first row.</param>
/// <param name="Kind">What <paramref name="Data"/> is.</param>
/// <param name="Channels">The number of channels of a row.</param>
/// <param name="Data">The values as little-endian bytes, row after row; or a statistics file.</param>
/// <param name="Time">When the rows were made, in ticks of UTC; 0 for when they arrive.</param>
[GenerateSerializer, Immutable, Alias("norm-ml.live.add")]
internal sealed record AddCall(
    [property: Id(0)] long Sequence,
    [property: Id(1)] AddKind Kind,
    [property: Id(2)] int Channels,
    [property: Id(3)] byte[] Data,
    [property: Id(4)] long Time)
{
    public RowValues Rows => new(Data, Kind == AddKind.Doubles);
}
