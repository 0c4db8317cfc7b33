namespace Norm.ML.Benchmarks.Catalogue;

/// <summary>
/// One computation on one amount of data, on which contenders are compared. All elements are <see cref="float"/>, but for the works that say double.
/// </summary>
/// <param name="Work">What is computed.</param>
/// <param name="Channels">Channels of an example; the length of a row of LayerNorm and RMSNorm.</param>
/// <param name="Place">Where the data lies.</param>
/// <param name="Spatial">Positions of a channel.</param>
/// <param name="Groups">Groups of channels of GroupNorm.</param>
/// <param name="Count">How many examples; 0 for as many as fit into the bytes of the place.</param>
internal sealed record Comparison(Work Work, int Channels, Place Place, int Spatial = 1, int Groups = 1, int Count = 0)
{
    public int ExampleLength => Channels * Spatial;

    public bool IsDouble => Work is Work.LayerNormDouble or Work.RmsNormDouble;

    private int ElementSize => IsDouble ? sizeof(double) : sizeof(float);

    public int Examples => Count > 0 ? Count : Math.Max(1, (int)(InputBytes(Place) / (ElementSize * (long)ExampleLength)));

    public long Elements => (long)Examples * ExampleLength;

    /// <summary>Bytes that any contender has to move: each element read, and written unless only statistics are wanted.</summary>
    public long BytesMoved => Elements * ElementSize * (Work == Work.BatchStatistics ? 1 : 2);

    /// <summary>768, or 64x56x56 in 32 groups.</summary>
    public string Size => Spatial == 1 ? $"{Channels}" : Groups == 1 ? $"{Channels}x{Spatial}" : $"{Channels}x{Spatial}/{Groups}";

    public string WorkName => Work switch
    {
        Work.RmsNorm => "RMSNorm",
        Work.LayerNormDouble => "LayerNorm of doubles",
        Work.RmsNormDouble => "RMSNorm of doubles",
        Work.BatchStatistics => "BatchNorm statistics",
        Work.BatchNorm => "BatchNorm inference",
        _ => Work.ToString(),
    };

    public string PlaceName => Place switch
    {
        Place.InCache => "in cache",
        Place.OutOfCache => "out of cache",
        _ => "row by row",
    };

    /// <summary>How many elements a call is given.</summary>
    public int ElementsPerCall => Place == Place.RowByRow ? ExampleLength : (int)Elements;

    public override string ToString() => $"{WorkName} {Size}, {PlaceName}";

    private static long InputBytes(Place place) => place == Place.OutOfCache ? 128L << 20 : 256L << 10;
}
