namespace Norm.ML.Internals.Wire;

/// <summary>What storage holds of a grain: bytes with a version of their own, whatever serializer the storage uses.</summary>
[GenerateSerializer, Alias("norm-ml.live.state")]
internal sealed class StoredBytes
{
    [Id(0)]
    public byte[] Bytes { get; set; } = [];
}
