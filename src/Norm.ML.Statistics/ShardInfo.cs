namespace Norm.ML;

/// <summary>Where a file of statistics comes from: one of several shards of a source.</summary>
/// <param name="Index">The shard's position, from 0.</param>
/// <param name="Count">The number of shards, at least 1.</param>
/// <param name="SourceDigest">A text that identifies the source, for example a hash of its name, size and columns; empty if not known.
/// It is compared, never interpreted.</param>
public sealed record ShardInfo(int Index, int Count, string SourceDigest = "")
{
    /// <summary>The longest <see cref="SourceDigest"/> in a file, in bytes of UTF-8.</summary>
    public const int MaximumDigestBytes = 1024;
}
