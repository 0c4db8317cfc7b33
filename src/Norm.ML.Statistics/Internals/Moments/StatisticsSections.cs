namespace Norm.ML.Internals.Moments;

/// <summary>
/// The sections of a statistics file. A tag is four letters; if the first is a capital, a reader that does not know it has to stop.
/// </summary>
internal static class StatisticsSections
{
    public static ReadOnlySpan<byte> Moments => "MOMT"u8;
    public static ReadOnlySpan<byte> Names => "NAME"u8;
    public static ReadOnlySpan<byte> Exponential => "EXPO"u8;
    public static ReadOnlySpan<byte> Shard => "SHRD"u8;

    /// <summary>Since version 2.</summary>
    public static ReadOnlySpan<byte> Tree => "TREE"u8;

    /// <summary>Since version 3.</summary>
    public static ReadOnlySpan<byte> Groups => "GRPS"u8;

    /// <summary>Tag and length.</summary>
    public const int HeadBytes = 12;
}
