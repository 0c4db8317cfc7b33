using System.Runtime.InteropServices;
using Norm.ML.Internals.Moments;

namespace Norm.ML.Internals.Groups;

/// <summary>
/// Statistics of many groups of rows, by number. A group has the bits of an accumulator of its own: its rows are cut into chunks, and the chunks
/// merged along the tree. What a group holds is the rows of its last chunk, in as few bytes as they need, and a node for each bit of its number of
/// chunks.
/// </summary>
/// <remarks>The pivot of a chunk is chosen from rows all over it, and channels that need care are summed twice; so a chunk is summed when it is full,
/// and its rows are kept until then.</remarks>
internal sealed class GroupRows
{
    private const int ChunkRows = StatisticsAccumulator.RowsPerChunk;

    private readonly int _channels;
    private readonly StatisticsAccumulator _chunk; // sums one chunk at a time, for all groups
    private readonly RowPool _pool;
    private double[] _rows = [], _weights = [];
    private Group[] _groups = new Group[4];

    public GroupRows(int channels, NonFinitePolicy policy)
    {
        _channels = channels;

        // Whoever adds rows has refused those that the policy refuses.
        _chunk = new(channels, policy == NonFinitePolicy.Propagate ? policy : NonFinitePolicy.Ignore);
        _pool = new(RowBytes(RowFormat.Single), checked(RowBytes(RowFormat.Weighted) * ChunkRows));
    }

    // From the fewest bytes to the most.
    private enum RowFormat : byte
    {
        Single,
        Double,

        /// <summary>Doubles, and the weight after them.</summary>
        Weighted,
    }

    /// <summary>How many groups have rows.</summary>
    public int Count { get; private set; }

    /// <summary>All groups have lower numbers.</summary>
    public int End => _groups.Length;

    /// <summary>Whether a group has rows.</summary>
    public bool Has(int group) => group < _groups.Length && _groups[group].RowCount > 0;

    /// <summary>Adds a row.</summary>
    /// <param name="group">The group's number.</param>
    /// <param name="row">As many values as channels, float or double.</param>
    /// <param name="weight">How often it counts; null makes no chunk a weighted one.</param>
    public void Add<T>(int group, ReadOnlySpan<T> row, double? weight)
        where T : unmanaged
    {
        if (group >= _groups.Length)
        {
            Array.Resize(ref _groups, Math.Max(group + 1, 2 * _groups.Length));
        }

        ref Group state = ref _groups[group];
        Count += state.RowCount == 0 ? 1 : 0;
        RowFormat format = weight is not null ? RowFormat.Weighted : IsOfFloats(row) ? RowFormat.Single : RowFormat.Double;
        Reserve(ref state, format);
        Span<byte> piece = _pool.Span(state.Size, state.Piece);
        int at = state.Rows * RowBytes(state.Format);
        if (state.Format == RowFormat.Single)
        {
            Span<float> to = MemoryMarshal.Cast<byte, float>(piece[at..])[.._channels];
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = (float)ChunkKernel.Widen(row[i]);
            }
        }
        else
        {
            Span<double> to = MemoryMarshal.Cast<byte, double>(piece[at..]);
            for (int i = 0; i < _channels; i++)
            {
                to[i] = ChunkKernel.Widen(row[i]);
            }

            if (state.Format == RowFormat.Weighted)
            {
                to[_channels] = weight ?? 1;
            }
        }

        if (++state.Rows == ChunkRows)
        {
            Push(ref state, Chunk(state));
            _pool.Return(state.Size, state.Piece);
            state.Rows = 0;
        }
    }

    /// <summary>The statistics of a group's rows so far; those of no rows for a group that has none.</summary>
    public MomentArrays ToMoments(int group)
    {
        Group state = group < _groups.Length ? _groups[group] : default;
        MomentArrays? result = state.Rows > 0 ? Chunk(state) : null;
        for (int level = 0; level < state.Nodes?.Length; level++)
        {
            if ((state.Chunks >> level & 1) == 0)
            {
                continue;
            }

            MomentArrays node = state.Nodes[level]!;
            if (result is null)
            {
                result = new(_channels);
                node.CopyTo(result);
            }
            else
            {
                MomentMerge.Merge(node, result, result);
            }
        }

        return result ?? MomentArrays.Empty(_channels);
    }

    // Room for one more row, in a format that holds it and those before.
    private void Reserve(ref Group state, RowFormat format)
    {
        if (state.Rows == 0)
        {
            state.Format = format;
            state.Size = (byte)_pool.SizeFor(RowBytes(format));
            state.Piece = _pool.Rent(state.Size);
            return;
        }

        format = (RowFormat)Math.Max((byte)format, (byte)state.Format);
        int size = _pool.SizeFor((state.Rows + 1) * RowBytes(format));
        if (size <= state.Size && format == state.Format)
        {
            return;
        }

        RowPool.Piece piece = _pool.Rent(size);
        ReadOnlySpan<byte> from = _pool.Span(state.Size, state.Piece)[..(state.Rows * RowBytes(state.Format))];
        Span<byte> to = _pool.Span(size, piece);
        if (format == state.Format)
        {
            from.CopyTo(to);
        }
        else
        {
            Convert(from, state.Format, MemoryMarshal.Cast<byte, double>(to), format, state.Rows);
        }

        _pool.Return(state.Size, state.Piece);
        (state.Size, state.Piece, state.Format) = ((byte)size, piece, format);
    }

    private void Convert(ReadOnlySpan<byte> from, RowFormat fromFormat, Span<double> to, RowFormat format, int rows)
    {
        int width = RowBytes(format) / sizeof(double);
        ReadOnlySpan<float> singles = MemoryMarshal.Cast<byte, float>(from);
        ReadOnlySpan<double> doubles = MemoryMarshal.Cast<byte, double>(from);
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < _channels; i++)
            {
                to[row * width + i] = fromFormat == RowFormat.Single ? singles[row * _channels + i] : doubles[row * _channels + i];
            }

            if (format == RowFormat.Weighted)
            {
                to[row * width + _channels] = 1;
            }
        }
    }

    /// <summary>The statistics of the rows that are kept.</summary>
    private MomentArrays Chunk(in Group state)
    {
        _chunk.Reset();
        ReadOnlySpan<byte> piece = _pool.Span(state.Size, state.Piece)[..(state.Rows * RowBytes(state.Format))];
        switch (state.Format)
        {
            case RowFormat.Single:
                _chunk.Add(MemoryMarshal.Cast<byte, float>(piece));
                break;
            case RowFormat.Double:
                _chunk.Add(MemoryMarshal.Cast<byte, double>(piece));
                break;
            default:
                Split(MemoryMarshal.Cast<byte, double>(piece), state.Rows);
                _chunk.Add(_rows.AsSpan(0, state.Rows * _channels), _weights.AsSpan(0, state.Rows));
                break;
        }

        return _chunk.ToStatistics().Planes;
    }

    private void Split(ReadOnlySpan<double> rows, int count)
    {
        if (_rows.Length == 0)
        {
            (_rows, _weights) = (new double[checked(ChunkRows * _channels)], new double[ChunkRows]);
        }

        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<double> one = rows.Slice(row * (_channels + 1), _channels + 1);
            one[.._channels].CopyTo(_rows.AsSpan(row * _channels));
            _weights[row] = one[_channels];
        }
    }

    // As a binary counter does.
    private static void Push(ref Group state, MomentArrays chunk)
    {
        int level = 0;
        for (; (state.Chunks >> level & 1) == 1; level++)
        {
            MomentMerge.Merge(state.Nodes![level]!, chunk, chunk);
            state.Nodes[level] = null;
        }

        if (level >= (state.Nodes?.Length ?? 0))
        {
            Array.Resize(ref state.Nodes, level + 1);
        }

        state.Nodes![level] = chunk;
        state.Chunks++;
    }

    private int RowBytes(RowFormat format) => format switch
    {
        RowFormat.Single => checked(_channels * sizeof(float)),
        RowFormat.Double => checked(_channels * sizeof(double)),
        _ => checked((_channels + 1) * sizeof(double)),
    };

    private static bool IsOfFloats<T>(ReadOnlySpan<T> row)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            return true;
        }

        foreach (T item in row)
        {
            double value = ChunkKernel.Widen(item);
            if ((float)value != value && !double.IsNaN(value))
            {
                return false;
            }
        }

        return true;
    }

    private struct Group
    {
        public long Chunks;
        public MomentArrays?[]? Nodes; // [l]: 2^l chunks, held if bit l of Chunks is set
        public RowPool.Piece Piece;
        public ushort Rows;
        public byte Size;
        public RowFormat Format;

        public readonly long RowCount => Chunks * ChunkRows + Rows;
    }
}
