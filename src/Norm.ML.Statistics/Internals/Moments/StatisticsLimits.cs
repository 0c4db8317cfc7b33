using System.Buffers;
using System.Text;

namespace Norm.ML.Internals.Moments;

/// <summary>What statistics accept, in memory and from files.</summary>
internal static class StatisticsLimits
{
    public const int MaximumChannels = 1 << 24;

    /// <summary>In bytes of UTF-8.</summary>
    public const int MaximumNameBytes = 1 << 16;

    /// <summary>Weights so far apart that sums of them or of weighted squares could leave the range of a double are refused.</summary>
    public const double LeastWeight = 1e-30, GreatestWeight = 1e30;

    public static void CheckChannels(int channels)
    {
        if (channels is < 1 or > MaximumChannels)
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, $"channels has to lie in 1 to {MaximumChannels}, but is {channels}.");
        }
    }

    public static void CheckShard(ShardInfo shard)
    {
        if (shard.Count < 1 || shard.Index < 0 || shard.Index >= shard.Count)
        {
            throw new ArgumentException($"A shard's index has to lie in 0 to count - 1, but the index is {shard.Index} and the count {shard.Count}.",
                nameof(shard));
        }

        ArgumentNullException.ThrowIfNull(shard.SourceDigest, nameof(shard));
        if (!IsText(shard.SourceDigest))
        {
            throw new ArgumentException("A shard's digest holds half of a surrogate pair, which no file can hold.", nameof(shard));
        }

        if (Encoding.UTF8.GetByteCount(shard.SourceDigest) > ShardInfo.MaximumDigestBytes)
        {
            throw new ArgumentException(
                $"A shard's digest has at most {ShardInfo.MaximumDigestBytes} bytes, but has {Encoding.UTF8.GetByteCount(shard.SourceDigest)}.",
                nameof(shard));
        }
    }

    /// <summary>Whether UTF-8 can hold it: no half of a surrogate pair stands alone.</summary>
    public static bool IsText(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out int length) != OperationStatus.Done)
            {
                return false;
            }

            text = text[length..];
        }
        return true;
    }

    public static bool IsWeight(double weight) => weight == 0 || weight is >= LeastWeight and <= GreatestWeight;

    public static void CheckWeight(double weight, long row, string name)
    {
        if (!IsWeight(weight))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The weight of row {row} is {weight}; it has to be 0 or lie in {LeastWeight} to {GreatestWeight}."), name);
        }
    }
}
