namespace Norm.ML;

/// <summary>What <see cref="ModelLoading"/> accepts.</summary>
public sealed record ModelLoadOptions
{
    /// <summary>The most bytes that the file's entries may have together when they are unpacked; a file with more is refused before they are read. 1 GiB if it
    /// is not given. One entry has 2,147,483,591 bytes at most, whatever the limit.</summary>
    public long MaximumBytes { get; init; } = 1L << 30;
}
