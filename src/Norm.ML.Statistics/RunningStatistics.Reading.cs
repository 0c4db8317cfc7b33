using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Norm.ML;

public sealed partial class RunningStatistics
{
    // Of a part that one thread sums: enough to keep it busy, little beside any memory.
    private const long PartBytes = 1 << 22;

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
        if (shard is not null) Internals.Moments.StatisticsLimits.CheckShard(shard);
        using NpyMatrix matrix = NpyMatrix.Open(path);
        const int Chunk = StatisticsAccumulator.RowsPerChunk;
        long chunks = matrix.Rows / Chunk + (matrix.Rows % Chunk > 0 ? 1 : 0);
        ChunkRange range = shard is null ? new(0, chunks) : ChunkRange.OfShard(chunks, shard.Index, shard.Count);
        var tree = new StatisticsTree();
        Sum(range.Parts(PartLevel(matrix.RowBytes)), options, matrix.Columns, (part, accumulator) =>
        {
            long first = (part.Index << part.Level) * Chunk, rows = Math.Min((long)Chunk << part.Level, matrix.Rows - first);
            accumulator.FirstRow = first;
            matrix.AddTo(accumulator, first, rows, options.Cancellation);
            tree.AddChunks(part.Level, part.Index, accumulator.ToStatistics());
            return rows;
        });
        if (shard is not null) return range.Count > 0 ? tree.ToShard(range.First, shard)
            : StatisticsTree.EmptyShard(matrix.Columns, options.ChannelNames, range.First, shard);
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
        int rowBytes = checked(channels * Marshal.SizeOf<T>()), level = PartLevel(rowBytes);
        int partBytes = checked((StatisticsAccumulator.RowsPerChunk << level) * rowBytes);
        var buffers = new ConcurrentBag<byte[]>();
        var tree = new StatisticsTree();
        Sum(Blocks(), options, channels, (block, accumulator) =>
        {
            accumulator.FirstRow = (block.Index << level) * StatisticsAccumulator.RowsPerChunk;
            add(accumulator, MemoryMarshal.Cast<byte, T>(block.Bytes.AsSpan(0, block.Length)));
            buffers.Add(block.Bytes);
            tree.AddChunks(level, block.Index, accumulator.ToStatistics());
            return block.Length / rowBytes;
        });
        return tree.Count > 0 ? tree.ToStatistics() : Empty(channels, options.ChannelNames);

        IEnumerable<(long Index, byte[] Bytes, int Length)> Blocks()
        {
            for (long index = 0; ; index++)
            {
                if (!buffers.TryTake(out byte[]? bytes)) bytes = GC.AllocateUninitializedArray<byte>(partBytes);
                int length = rows.ReadAtLeast(bytes, partBytes, throwOnEndOfStream: false);
                if (length % rowBytes != 0)
                    throw new InvalidDataException($"The stream ends {length % rowBytes} bytes into a row of {rowBytes}.");
                if (length > 0) yield return (index, bytes, length);
                if (length < partBytes) yield break;
            }
        }
    }

    private static int PartLevel(long rowBytes)
    {
        int level = 0;
        while (level < 16 && (StatisticsAccumulator.RowsPerChunk * rowBytes << (level + 1)) <= PartBytes) level++;
        return level;
    }

    /// <summary>Sums parts, each with an accumulator that is empty, on several threads; the first problem met ends it.</summary>
    private static void Sum<T>(IEnumerable<T> parts, StatisticsReadOptions options, int channels, Func<T, StatisticsAccumulator, long> sum)
    {
        int workers = options.Workers ?? Environment.ProcessorCount;
        if (workers < 1) throw new ArgumentOutOfRangeException(nameof(options), workers, $"Workers has to be at least 1, but is {workers}.");
        _ = Internals.Moments.ChannelNames.Create(options.ChannelNames, channels);
        long rows = 0;
        try
        {
            Parallel.ForEach(
                Partitioner.Create(parts, EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = options.Cancellation },
                () => new StatisticsAccumulator(channels, options.Policy, options.ChannelNames),
                (part, _, accumulator) =>
                {
                    accumulator.Reset();
                    long done = Interlocked.Add(ref rows, sum(part, accumulator));
                    options.Progress?.Report(done);
                    return accumulator;
                },
                _ => { });
        }
        catch (AggregateException problems)
        {
            ExceptionDispatchInfo.Throw(problems.InnerExceptions.FirstOrDefault(problem =>
                problem is not OperationCanceledException) ?? problems.InnerExceptions[0]);
        }
    }
}
