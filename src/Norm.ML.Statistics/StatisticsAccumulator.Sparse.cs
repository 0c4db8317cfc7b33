using Norm.ML.Internals.Moments;

namespace Norm.ML;

public sealed partial class StatisticsAccumulator
{
    private SparseChunk? _sparse; // the rows of the chunk that is not full yet, as long as all of them are sparse

    /// <summary>Adds a row of which some values are given and all others are 0; the same bits as the row in full.</summary>
    /// <remarks>Time and memory follow the values that are given, as long as the rows of a chunk are all added in this way: a channel without values costs
    /// a few stores a chunk.</remarks>
    /// <param name="channels">The channels of the values, ascending.</param>
    /// <param name="values">As many values.</param>
    /// <param name="weight">0 leaves the row out, otherwise 1e-30 to 1e30.</param>
    /// <exception cref="ArgumentException">The lengths differ, the channels do not ascend or are not channels, or the weight is out of range. Nothing was
    /// added.</exception>
    /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and <see cref="Policy"/> is
    /// <see cref="NonFinitePolicy.Throw"/>. Nothing was added.</exception>
    public void AddSparseRow(ReadOnlySpan<int> channels, ReadOnlySpan<float> values, double weight = 1) => AddSparse(channels, values, weight);

    /// <inheritdoc cref="AddSparseRow(ReadOnlySpan{int}, ReadOnlySpan{float}, double)"/>
    public void AddSparseRow(ReadOnlySpan<int> channels, ReadOnlySpan<double> values, double weight = 1) => AddSparse(channels, values, weight);

    private unsafe void AddSparse<T>(ReadOnlySpan<int> channels, ReadOnlySpan<T> values, double weight) where T : unmanaged
    {
        if (channels.Length != values.Length) throw new ArgumentException($"values has {values.Length} values, but there are {channels.Length} channels.", nameof(values));
        for (int i = 0; i < channels.Length; i++)
        {
            if (channels[i] <= (i == 0 ? -1 : channels[i - 1]) || channels[i] >= ChannelCount)
                throw new ArgumentException($"channels[{i}] is {channels[i]}; accepted: numbers that ascend, from 0 to {ChannelCount - 1}.", nameof(channels));
        }
        StatisticsLimits.CheckWeight(weight, RowCount, nameof(weight));
        if (Policy == NonFinitePolicy.Throw && weight != 0 && FiniteScan.IndexOfNonFinite(values) is var bad and >= 0)
            ThrowNotFinite(FirstRow + RowCount, channels[bad], ChunkKernel.Widen(values[bad]));

        if (weight != 1 || _weighted) BufferWeights()[_buffered] = weight;
        if (_buffered > 0 && _sparse is not { Rows: > 0 })
        {
            Span<double> row = Buffer().Slice(_buffered * ChannelCount, ChannelCount);
            row.Clear();
            for (int i = 0; i < channels.Length; i++) row[channels[i]] = ChunkKernel.Widen(values[i]);
            Buffered(1);
            return;
        }

        _sparse ??= new();
        _sparse.Add(channels, values);
        if (++_buffered < RowsPerChunk) return;
        RunSparse(_work);
        _sparse.Clear();
        _buffered = 0;
        _weighted = false;
        Push();
    }

    private unsafe void RunSparse(MomentArrays into)
    {
        fixed (double* weights = _weights)
            _sparse!.Run(_weighted ? weights : null, Policy == NonFinitePolicy.Propagate, _scratch, into);
    }

    /// <summary>Writes sparse rows into the buffer, where a dense row comes after them.</summary>
    private void Densify()
    {
        _sparse!.WriteTo(_rows, ChannelCount);
        _sparse.Clear();
    }
}
