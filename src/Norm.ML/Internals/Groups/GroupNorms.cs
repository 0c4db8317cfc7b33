using System.Numerics;

namespace Norm.ML.Internals.Groups;

/// <summary>
/// The kernels of the keys of one column, each made when a row of its key comes. They are kept for the rows that follow, up to a limit: then all of
/// them are forgotten. So memory is bounded however many keys there are. For many threads.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal sealed class GroupNorms<T>(GroupedStatistics groups, BatchNormOptions options, FittedChannels all)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Channels of all kernels that are kept. A channel takes about 100 bytes.
    private const int MostChannels = 1 << 21;

    private readonly GroupNorm _all = new(all, mayKeepZeros: !options.Center);
    private Cache _cache = new(groups.Count);

    /// <summary>What a row of a key is normalized with; null for a row that becomes missing.</summary>
    /// <exception cref="InvalidOperationException">The key was not seen or is missing, and that is an error.</exception>
    public GroupNorm? Of(ReadOnlySpan<char> key)
    {
        int index = key.IsEmpty ? -1 : groups.IndexOf(key);
        if (index < 0)
        {
            return options.UnseenKeys switch
            {
                UnseenKeys.AllRows => _all,
                UnseenKeys.Missing => null,
                _ => throw Unseen(key, options),
            };
        }

        Cache cache = Volatile.Read(ref _cache);
        GroupNorm? norm = Volatile.Read(ref cache.Norms[index]);
        if (norm is null)
        {
            norm = new(FittedChannels.Of(groups.Of(index), options), mayKeepZeros: !options.Center);
            Volatile.Write(ref cache.Norms[index], norm);
            if (Interlocked.Add(ref cache.Channels, groups.ChannelCount) > MostChannels)
            {
                Interlocked.CompareExchange(ref _cache, new Cache(groups.Count), cache);
            }
        }

        return norm;
    }

    private static InvalidOperationException Unseen(ReadOnlySpan<char> key, BatchNormOptions options) => new(
        (key.IsEmpty ? $"Column '{options.GroupColumnName}' has no key in a row"
            : $"Column '{options.GroupColumnName}' has the key {GroupKeys.Show(key)} in a row, which the fit did not see")
        + $"; {nameof(BatchNormOptions.UnseenKeys)} says what happens to such rows: {nameof(UnseenKeys.Error)} (the default), "
        + $"{nameof(UnseenKeys.AllRows)} for the statistics of all rows, or {nameof(UnseenKeys.Missing)} for NaN.");

    /// <summary>The kernel of a key, and whether zeros stay zeros with it.</summary>
    public sealed class GroupNorm(FittedChannels channels, bool mayKeepZeros)
    {
        public FittedBatchNorm<T> Kernel { get; } = channels.ToKernel<T>();

        public bool KeepsZeros { get; } = mayKeepZeros && channels.KeepsZeros(inverse: false);

        public bool KeepsZerosBack { get; } = mayKeepZeros && channels.KeepsZeros(inverse: true);
    }

    private sealed class Cache(int keys)
    {
        public readonly GroupNorm?[] Norms = new GroupNorm?[keys];
        public long Channels;
    }
}
