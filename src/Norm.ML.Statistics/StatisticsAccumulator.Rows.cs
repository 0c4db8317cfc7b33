using System.Runtime.InteropServices;
using Norm.ML.Internals.Moments;

namespace Norm.ML;

public sealed partial class StatisticsAccumulator
{
    /// <summary>Adds rows that each count once.</summary>
    /// <param name="rows">Shape [n, channels], row after row; n may be 0 or 1.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of the number of channels.</exception>
    /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and <see cref="Policy"/> is
    /// <see cref="NonFinitePolicy.Throw"/>. Nothing was added.</exception>
    public void Add(ReadOnlySpan<float> rows) => AddRows(rows, default);

    /// <inheritdoc cref="Add(ReadOnlySpan{float})"/>
    public void Add(ReadOnlySpan<double> rows) => AddRows(rows, default);

    /// <summary>Adds weighted rows.</summary>
    /// <param name="rows">Shape [n, channels], row after row.</param>
    /// <param name="weights">One per row: 0 leaves the row out, otherwise 1e-30 to 1e30.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of the number of channels, there is not one weight for each row, or a
    /// weight is out of range. Nothing was added.</exception>
    /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and <see cref="Policy"/> is
    /// <see cref="NonFinitePolicy.Throw"/>. Nothing was added.</exception>
    public void Add(ReadOnlySpan<float> rows, ReadOnlySpan<double> weights) => AddRows(rows, weights, weighted: true);

    /// <inheritdoc cref="Add(ReadOnlySpan{float}, ReadOnlySpan{double})"/>
    public void Add(ReadOnlySpan<double> rows, ReadOnlySpan<double> weights) => AddRows(rows, weights, weighted: true);

    /// <summary>Adds one weighted row; the same bits as a block that holds it.</summary>
    /// <param name="row">Shape [channels].</param>
    /// <param name="weight">0 leaves the row out, otherwise 1e-30 to 1e30.</param>
    /// <exception cref="ArgumentException">The length is not the number of channels, or the weight is out of range.</exception>
    /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and <see cref="Policy"/> is
    /// <see cref="NonFinitePolicy.Throw"/>. Nothing was added.</exception>
    public void AddRow(ReadOnlySpan<float> row, double weight = 1) => AddRow<float>(row, weight);

    /// <inheritdoc cref="AddRow(ReadOnlySpan{float}, double)"/>
    public void AddRow(ReadOnlySpan<double> row, double weight = 1) => AddRow<double>(row, weight);

    private void AddRow<T>(ReadOnlySpan<T> row, double weight) where T : unmanaged
    {
        if (row.Length != ChannelCount)
        {
            throw new ArgumentException($"row has {row.Length} values, but there are {ChannelCount} channels.",
            nameof(row));
        }

        if (weight == 1)
        {
            AddRows(row, default);
        }
        else
        {
            AddRows(row, new ReadOnlySpan<double>(in weight), weighted: true);
        }
    }

    private unsafe void AddRows<T>(ReadOnlySpan<T> rows, ReadOnlySpan<double> weights, bool weighted = false) where T : unmanaged
    {
        int count = CheckRows(rows.Length, weights, weighted);
        if (Policy == NonFinitePolicy.Throw)
        {
            ThrowIfNotFinite(rows, weights);
        }

        fixed (T* data = rows)
        fixed (double* w = weights)
        {
            for (int done = 0; done < count;)
            {
                T* next = data + (nint)done * ChannelCount;
                if (_buffered == 0 && count - done >= RowsPerChunk)
                {
                    ChunkKernel.RunRows(next, weighted ? w + done : null, RowsPerChunk, Policy == NonFinitePolicy.Propagate, _scratch, _work);
                    Push();
                    done += RowsPerChunk;
                    continue;
                }
                int some = Math.Min(RowsPerChunk - _buffered, count - done);
                Keep(new ReadOnlySpan<T>(next, some * ChannelCount));
                if (weighted)
                {
                    weights.Slice(done, some).CopyTo(BufferWeights()[_buffered..]);
                }
                else if (_weighted)
                {
                    BufferWeights().Slice(_buffered, some).Fill(1);
                }

                Buffered(some);
                done += some;
            }
        }
    }

    private void Keep<T>(ReadOnlySpan<T> rows) where T : unmanaged
    {
        if (typeof(T) == typeof(float) && KeepsFloats())
        {
            MemoryMarshal.Cast<T, float>(rows).CopyTo(_floats.AsSpan(_buffered * ChannelCount));
        }
        else
        {
            Widen(rows, Buffer()[(_buffered * ChannelCount)..]);
        }
    }

    private int CheckRows(int length, ReadOnlySpan<double> weights, bool weighted)
    {
        if (length % ChannelCount != 0)
        {
            throw new ArgumentException($"rows has {length} values, which is not a multiple of the {ChannelCount} channels.", "rows");
        }

        int count = length / ChannelCount;
        if (weighted && weights.Length != count)
        {
            throw new ArgumentException($"weights has {weights.Length} values, but there are {count} rows.",
            nameof(weights));
        }

        for (int i = 0; i < weights.Length; i++)
        {
            StatisticsLimits.CheckWeight(weights[i], RowCount + i, nameof(weights));
        }

        return count;
    }

    /// <summary>Counts rows that were written to the buffer, and empties it when it is full.</summary>
    private void Buffered(int rows)
    {
        _buffered += rows;
        if (_buffered < RowsPerChunk)
        {
            return;
        }

        RunBuffer(_work);
        _buffered = 0;
        _weighted = false;
        Push();
    }

    /// <summary>The statistics of the rows in the buffer.</summary>
    private unsafe void RunBuffer(MomentArrays into)
    {
        bool propagate = Policy == NonFinitePolicy.Propagate;
        PadWeights();
        fixed (double* pinnedWeights = _weights)
        {
            double* weights = _weighted ? pinnedWeights : null;
            if (_holdsFloats)
            {
                fixed (float* rows = _floats)
                {
                    ChunkKernel.RunRows(rows, weights, _buffered, propagate, _scratch, into);
                }
            }
            else
            {
                fixed (double* rows = _rows)
                {
                    ChunkKernel.RunRows(rows, weights, _buffered, propagate, _scratch, into);
                }
            }
        }
    }

    private static void Widen<T>(ReadOnlySpan<T> source, Span<double> destination) where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            MemoryMarshal.Cast<T, double>(source).CopyTo(destination);
        }
        else
        {
            System.Numerics.Tensors.TensorPrimitives.ConvertChecked(MemoryMarshal.Cast<T, float>(source), destination);
        }
    }

    private void ThrowIfNotFinite<T>(ReadOnlySpan<T> rows, ReadOnlySpan<double> weights) where T : unmanaged
    {
        int i = FiniteScan.IndexOfNonFinite(rows);
        while (i >= 0 && !weights.IsEmpty && weights[i / ChannelCount] == 0)
        {
            int next = FiniteScan.IndexOfNonFinite(rows[(i + 1)..]);
            i = next < 0 ? -1 : i + 1 + next;
        }
        if (i >= 0)
        {
            ThrowNotFinite(FirstRow + RowCount + i / ChannelCount, i % ChannelCount, ChunkKernel.Widen(rows[i]));
        }
    }

    private void ThrowNotFinite(long row, int channel, double value) => throw new NotFiniteNumberException(FormattableString.Invariant(
        $"Row {row} holds {value} in channel {channel}{(_names is null ? "" : $" ('{_names.List[channel]}')")}; the policy is to throw."), value);
}
