using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Moments;

namespace Norm.ML;

/// <summary>
/// Builds <see cref="RunningStatistics"/> in one pass over rows, however they arrive: in blocks, one at a time, weighted, or channels first.
/// For one thread at a time; threads and shards use an accumulator each and join the results with a <see cref="StatisticsTree"/>.
/// </summary>
/// <remarks>
/// <para><b>Bits.</b> Rows are cut into chunks of <see cref="RowsPerChunk"/>, counted from the first row added, and the chunks are merged along
/// a fixed tree (see <see cref="StatisticsTree"/>). The result does not depend on how the rows were cut into calls, on their element type
/// as long as the values are the same, on the width of vectors, nor on the other channels.</para>
/// <para><b>Memory.</b> One chunk of rows as doubles, and statistics of about 90 bytes per channel for every doubling of the rows. Adding
/// allocates only when the number of chunks doubles.</para>
/// <para><b>Range.</b> Every finite value is taken, subnormal or near the largest double. <b>Weights</b> are 0, which leaves the row out
/// except from <see cref="RowCount"/>, or lie in 1e-30 to 1e30; a row of weight 2 counts as two rows.</para>
/// </remarks>
public sealed partial class StatisticsAccumulator
{
    /// <summary>
    /// The number of rows of a chunk. A part that holds this number times a power of two, and begins at a multiple of that, merges to the bits of one
    /// accumulator.
    /// </summary>
    public const int RowsPerChunk = ChunkKernel.Rows;

    private readonly ChannelNames? _names;
    private readonly ChunkScratch _scratch;
    private readonly List<MomentArrays> _levels = []; // [l]: 2^l chunks, held if bit l of _chunks is set
    private MomentArrays _work;
    private long _chunks;
    private double[]? _rows; // the chunk that is not full yet
    private float[]? _floats; // the same, while all its rows are floats
    private bool _holdsFloats;
    private double[]? _weights;
    private bool _weighted;
    private int _buffered;

    /// <summary>Creates an accumulator that has seen no rows.</summary>
    /// <param name="channels">The number of channels, 1 to 16,777,216.</param>
    /// <param name="policy">What to do with values that are NaN or infinite.</param>
    /// <param name="channelNames">The channels' names for results and messages: as many, all different; or null.</param>
    /// <exception cref="ArgumentException">A parameter is out of range, or a name is null or comes twice.</exception>
    public StatisticsAccumulator(int channels, NonFinitePolicy policy = NonFinitePolicy.Ignore, IReadOnlyList<string>? channelNames = null)
    {
        ProcessorGuard.Check();
        StatisticsLimits.CheckChannels(channels);
        if (policy is not (NonFinitePolicy.Ignore or NonFinitePolicy.Propagate or NonFinitePolicy.Throw))
        {
            throw new ArgumentOutOfRangeException(nameof(policy), policy, $"policy has to be Ignore, Propagate or Throw, but is {(int)policy}.");
        }

        _names = ChannelNames.Create(channelNames, channels);
        _scratch = new(channels);
        _work = new(channels);
        ChannelCount = channels;
        Policy = policy;
    }

    /// <summary>The number of channels.</summary>
    public int ChannelCount { get; }

    /// <summary>What happens to values that are NaN or infinite.</summary>
    public NonFinitePolicy Policy { get; }

    /// <summary>The number of rows added.</summary>
    public long RowCount => _chunks * RowsPerChunk + _buffered;

    /// <summary>The number that messages give the first row added: where this is a part of a source, its place in it.</summary>
    internal long FirstRow { get; set; }

    /// <summary>The statistics of all rows added so far. More may be added afterwards.</summary>
    public RunningStatistics ToStatistics()
    {
        bool any = _buffered > 0;
        MomentArrays result = any ? Tail() : MomentArrays.Empty(ChannelCount);
        for (int level = 0; level < _levels.Count; level++)
        {
            if ((_chunks >> level & 1) == 0)
            {
                continue;
            }

            if (any)
            {
                MomentMerge.Merge(_levels[level], result, result);
            }
            else
            {
                _levels[level].CopyTo(result);
            }

            any = true;
        }
        return new(result, _names);
    }

    /// <summary>Forgets all rows and keeps the memory, for the next batch.</summary>
    public void Reset()
    {
        _chunks = 0;
        _buffered = 0;
        _weighted = false;
        _sparse?.Clear();
    }

    /// <summary>Takes the chunk in <see cref="_work"/> into the tree, as a binary counter does.</summary>
    private void Push()
    {
        int level = 0;
        for (; (_chunks >> level & 1) == 1; level++)
        {
            MomentMerge.Merge(_levels[level], _work, _work);
        }

        if (level == _levels.Count)
        {
            _levels.Add(new(ChannelCount));
        }

        (_levels[level], _work) = (_work, _levels[level]);
        _chunks++;
    }

    /// <summary>Weights for the rows that fill up the last block.</summary>
    private void PadWeights()
    {
        if (_weighted)
        {
            int padded = ChunkKernel.Padded(_buffered, ChannelCount);
            _weights.AsSpan(_buffered, padded - _buffered).Fill(1);
        }
    }

    private Span<double> Buffer()
    {
        _rows ??= GC.AllocateUninitializedArray<double>(checked(RowsPerChunk * ChannelCount));
        if (_sparse is { Rows: > 0 })
        {
            Densify();
        }
        else if (_holdsFloats)
        {
            Widen<float>(_floats.AsSpan(0, _buffered * ChannelCount), _rows);
        }

        _holdsFloats = false;
        return _rows;
    }

    /// <summary>
    /// Whether rows of floats may be kept as floats: there are no others in the chunk. Takes half the memory, and half the time to sum.
    /// </summary>
    private bool KeepsFloats()
    {
        if (_buffered == 0)
        {
            _holdsFloats = true;
            _floats ??= GC.AllocateUninitializedArray<float>(checked(RowsPerChunk * ChannelCount));
        }

        return _holdsFloats;
    }

    /// <summary>The weights of the chunk that is not full yet; those already there are 1.</summary>
    private Span<double> BufferWeights()
    {
        _weights ??= new double[RowsPerChunk];
        if (!_weighted)
        {
            _weights.AsSpan(0, _buffered).Fill(1);
        }

        _weighted = true;
        return _weights;
    }
}
