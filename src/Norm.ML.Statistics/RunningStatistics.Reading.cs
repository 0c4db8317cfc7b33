using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Passes;

namespace Norm.ML;

public sealed partial class RunningStatistics
{
    // Of a block that one thread sums: enough to keep it busy, little beside any memory.
    private const long BlockBytes = 1 << 22;

    /// <summary>The statistics of a .npy matrix, or of one of several shards of it, at the speed of reading it and in constant memory.</summary>
    /// <param name="path">The file; see <see cref="NpyMatrix"/> for what is read.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="shard">Which shard; null for all rows. Shards are cut between chunks: merged, they have the bits of one pass.</param>
    /// <returns>The statistics, with the bits of one <see cref="StatisticsAccumulator"/> for any number of threads.</returns>
    /// <exception cref="InvalidDataException">The file is not a .npy file, cut off, or of a kind that is not read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and the policy is <see cref="NonFinitePolicy.Throw"/>.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static RunningStatistics FromNpy(string path, StatisticsReadOptions? options = null, ShardInfo? shard = null)
    {
        options ??= new();
        if (shard is not null)
        {
            Internals.Moments.StatisticsLimits.CheckShard(shard);
        }

        using NpyMatrix matrix = NpyMatrix.Open(path);
        long chunks = ChunkCut.Count(matrix.Rows);
        ChunkRange range = shard is null ? new(0, chunks) : ChunkRange.OfShard(chunks, shard.Index, shard.Count);
        var source = new NpyBlocks(matrix);
        StatisticsTree tree = Sum(source, source.Read(range, ChunkCut.LevelOf(matrix.RowBytes, BlockBytes)), options, matrix.Columns,
            (block, accumulator, stop) => matrix.AddTo(accumulator, block.FirstRow, block.Rows, stop));
        if (shard is not null)
        {
            return range.Count > 0 ? tree.ToShard(range.First, shard)
            : StatisticsTree.EmptyShard(matrix.Columns, options.ChannelNames, range.First, shard);
        }

        return range.Count > 0 ? tree.ToStatistics() : Empty(matrix.Columns, options.ChannelNames);
    }

    /// <summary>The statistics of rows of floats from a stream of any length, in constant memory.</summary>
    /// <param name="rows">Little-endian floats, row after row; read from where it stands to its end and left open.</param>
    /// <param name="channels">The values of a row.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The statistics, with the bits of one <see cref="StatisticsAccumulator"/> for any number of threads.</returns>
    /// <exception cref="InvalidDataException">The stream ends within a row.</exception>
    /// <exception cref="ArgumentException">An option, or the number of channels, is out of range.</exception>
    /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and the policy is <see cref="NonFinitePolicy.Throw"/>.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static RunningStatistics FromSingles(Stream rows, int channels, StatisticsReadOptions? options = null) =>
        FromStream<float>(rows, channels, options, (accumulator, values) => accumulator.Add(values));

    /// <summary>The statistics of rows of doubles from a stream of any length, in constant memory.</summary>
    /// <param name="rows">Little-endian doubles, row after row; read from where it stands to its end and left open.</param>
    /// <param name="channels">The values of a row.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <inheritdoc cref="FromSingles" path="/returns"/>
    /// <inheritdoc cref="FromSingles" path="/exception"/>
    public static RunningStatistics FromDoubles(Stream rows, int channels, StatisticsReadOptions? options = null) =>
        FromStream<double>(rows, channels, options, (accumulator, values) => accumulator.Add(values));

    private static RunningStatistics FromStream<T>(Stream rows, int channels, StatisticsReadOptions? options, Action<StatisticsAccumulator,
        ReadOnlySpan<T>> add)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(rows);
        Internals.Moments.StatisticsLimits.CheckChannels(channels);
        options ??= new();
        int rowBytes = checked(channels * Marshal.SizeOf<T>());
        var source = new StreamBlocks(rows, rowBytes);
        StatisticsTree tree = Sum(source, source.Read(ChunkCut.LevelOf(rowBytes, BlockBytes)), options, channels,
            (block, accumulator, _) => add(accumulator, MemoryMarshal.Cast<byte, T>(block.Bytes.AsSpan(0, block.Rows * rowBytes))));
        return tree.Count > 0 ? tree.ToStatistics() : Empty(channels, options.ChannelNames);
    }

    /// <summary>Sums blocks, each with an accumulator that is empty, on several threads, and merges them along the tree.</summary>
    private static StatisticsTree Sum<TBlock>(
        IBlockSource<TBlock> source, IEnumerable<TBlock> blocks, StatisticsReadOptions options, int channels,
        Action<TBlock, StatisticsAccumulator, CancellationToken> add)
        where TBlock : ChunkBlock
    {
        int workers = options.Workers ?? Environment.ProcessorCount;
        if (workers < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), workers, $"Workers has to be at least 1, but is {workers}.");
        }

        _ = Internals.Moments.ChannelNames.Create(options.ChannelNames, channels);
        var idle = new ConcurrentBag<StatisticsAccumulator>();
        var tree = new StatisticsTree();
        long rows = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(options.Cancellation);
        OrderedBlocks.Run(source, blocks, workers, (block, stopped) =>
        {
            StatisticsAccumulator accumulator = idle.TryTake(out StatisticsAccumulator? used) ? used
                : new StatisticsAccumulator(channels, options.Policy, options.ChannelNames);
            accumulator.Reset();
            accumulator.FirstRow = block.FirstRow;
            add(block, accumulator, stopped);
            RunningStatistics sum = accumulator.ToStatistics();
            idle.Add(accumulator);
            return sum;
        }, (block, sum) =>
        {
            tree.AddChunks(block.Level, block.Index, sum);
            options.Progress?.Report(rows += block.Rows);
        }, stop, options.Cancellation);
        return tree;
    }
}
