namespace Norm.ML;

/// <summary>What <see cref="ModelLoading"/> accepts.</summary>
public sealed record ModelLoadOptions
{
    private const long Usual = 1L << 30;
    private const int UsualRatio = 16;

    /// <summary>The most bytes, at least 1, that the file's entries may have together when they are unpacked; a file with more is refused before they
    /// are read. Null, the default, is 1 GiB, or 16 times the bytes of the file if that is more. The entry of one transformer has 2,147,483,591 bytes
    /// at most, whatever the limit.</summary>
    public long? MaximumBytes { get; init; }

    /// <summary>
    /// What messages call <see cref="MaximumBytes"/>: the option or setting of a program through which its user can raise the limit.
    /// </summary>
    public string MaximumBytesName { get; init; } = $"{nameof(ModelLoadOptions)}.{nameof(MaximumBytes)}";

    internal static long DefaultMaximum(long fileBytes) =>
        Math.Max(Usual, fileBytes > long.MaxValue / UsualRatio ? long.MaxValue : UsualRatio * fileBytes);
}
