using System.Runtime.InteropServices;

namespace Norm.ML.Internals.Moments;

/// <summary>
/// The rows of a chunk of which only some values are given; the others are 0. Memory and time follow the values that are given: a channel without any
/// costs a few stores.
/// </summary>
internal sealed class SparseChunk
{
    private readonly List<int> _channels = [];
    private readonly List<double> _values = [];
    private readonly int[] _ends = new int[ChunkKernel.Rows];
    private double[] _column = [];
    private int[] _starts = [];
    private (int Row, double Value)[] _entries = [];

    /// <summary>The rows held.</summary>
    public int Rows { get; private set; }

    public void Add<T>(ReadOnlySpan<int> channels, ReadOnlySpan<T> values) where T : unmanaged
    {
        CollectionExtensions.AddRange(_channels, channels);
        foreach (T value in values)
        {
            _values.Add(ChunkKernel.Widen(value));
        }

        _ends[Rows++] = _channels.Count;
    }

    public void Clear()
    {
        _channels.Clear();
        _values.Clear();
        Rows = 0;
    }

    /// <summary>Writes the rows in full, one after the other.</summary>
    public void WriteTo(Span<double> rows, int channels)
    {
        rows[..(Rows * channels)].Clear();
        for (int row = 0, i = 0; row < Rows; row++, rows = rows[channels..])
        {
            for (; i < _ends[row]; i++)
            {
                rows[_channels[i]] = _values[i];
            }
        }
    }

    /// <summary>The statistics of the rows: the bits that <see cref="ChunkKernel"/> gives for the rows in full.</summary>
    /// <param name="weights">One per row; null counts each row once.</param>
    /// <param name="propagate">A value that is not finite makes its channel NaN.</param>
    /// <param name="scratch">Memory to work in.</param>
    /// <param name="into">Receives the statistics.</param>
    public unsafe void Run(double* weights, bool propagate, ChunkScratch scratch, MomentArrays into)
    {
        if (_column.Length == 0)
        {
            _column = new double[ChunkKernel.Rows];
        }

        Sort(into.Channels);
        into.Rows = Rows;
        fixed (double* column = _column)
        {
            // Nearly all channels may be without a value.
            _column.AsSpan().Clear();
            ChannelMoments zeros = ColumnKernel.Run(column, 1, weights, Rows, propagate, scratch);
            Fill(into, zeros);
            var sums = new SparseColumn(zeros, weights, Rows);
            for (int c = 0; c < into.Channels; c++)
            {
                ReadOnlySpan<(int Row, double Value)> entries = _entries.AsSpan(_starts[c].._starts[c + 1]);
                if (entries.IsEmpty)
                {
                    continue;
                }

                if (sums.TryRun(entries, out ChannelMoments moments))
                {
                    // The other numbers are those of a channel without values.
                    into.Value(MomentArrays.MeanHigh, c) = moments.MeanHigh;
                    into.Value(MomentArrays.MeanLow, c) = moments.MeanLow;
                    into.Value(MomentArrays.SquaresHigh, c) = moments.SquaresHigh;
                    into.Value(MomentArrays.SquaresLow, c) = moments.SquaresLow;
                    into.Value(MomentArrays.Min, c) = moments.Min;
                    into.Value(MomentArrays.Max, c) = moments.Max;
                    continue;
                }

                foreach ((int row, double value) in entries)
                {
                    column[row] = value;
                }

                into[c] = ColumnKernel.Run(column, 1, weights, Rows, propagate, scratch);
                foreach ((int row, _) in entries)
                {
                    column[row] = 0;
                }
            }
        }
    }

    // By channel, and by row within a channel: channel c has the entries from _starts[c] to _starts[c + 1].
    private void Sort(int channels)
    {
        if (_starts.Length < channels + 2)
        {
            _starts = new int[channels + 2];
        }

        if (_entries.Length < _channels.Count)
        {
            _entries = new (int, double)[_channels.Count];
        }

        _starts.AsSpan().Clear();
        foreach (int channel in CollectionsMarshal.AsSpan(_channels))
        {
            _starts[channel + 2]++;
        }

        for (int c = 2; c < channels + 2; c++)
        {
            _starts[c] += _starts[c - 1];
        }

        for (int row = 0, i = 0; row < Rows; row++)
        {
            for (; i < _ends[row]; i++)
            {
                _entries[_starts[_channels[i] + 1]++] = (row, _values[i]);
            }
        }
    }

    private static void Fill(MomentArrays into, ChannelMoments moments)
    {
        double[] values = [moments.Weight, moments.MeanHigh, moments.MeanLow, moments.SquaresHigh, moments.SquaresLow, moments.Min, moments.Max];
        long[] counts = [moments.Count, moments.Missing, moments.Infinite, moments.Scale];
        for (int p = 0; p < MomentArrays.ValuePlanes; p++)
        {
            into.Values.AsSpan(p * into.Stride, into.Stride).Fill(values[p]);
        }

        for (int p = 0; p < MomentArrays.CountPlanes; p++)
        {
            into.Counts.AsSpan(p * into.Stride, into.Stride).Fill(counts[p]);
        }
    }
}
