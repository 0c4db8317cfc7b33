using Norm.ML.Internals.Moments;

namespace Norm.ML;

public sealed partial class StatisticsAccumulator
{
    /// <summary>
    /// Adds examples whose channels lie one after the other. Each spatial position is a row: the bits are those of adding each example
    /// transposed, as <paramref name="spatial"/> rows.
    /// </summary>
    /// <param name="examples">Shape [n, channels, spatial].</param>
    /// <param name="spatial">The number of positions of a channel (height times width), at least 1.</param>
    /// <param name="weights">One per example, for all its positions; empty counts each once.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of channels times <paramref name="spatial"/>, there is not one weight for
    /// each example, or a weight is out of range. Nothing was added.</exception>
    /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and <see cref="Policy"/> is
    /// <see cref="NonFinitePolicy.Throw"/>. Nothing was added.</exception>
    public void AddChannelsFirst(ReadOnlySpan<float> examples, int spatial, ReadOnlySpan<double> weights = default) =>
        AddExamples(examples, spatial, weights);

    /// <inheritdoc cref="AddChannelsFirst(ReadOnlySpan{float}, int, ReadOnlySpan{double})"/>
    public void AddChannelsFirst(ReadOnlySpan<double> examples, int spatial, ReadOnlySpan<double> weights = default) =>
        AddExamples(examples, spatial, weights);

    private void AddExamples<T>(ReadOnlySpan<T> examples, int spatial, ReadOnlySpan<double> weights) where T : unmanaged
    {
        int size = ExampleSize(examples.Length, spatial);
        int count = examples.Length / size;
        if (!weights.IsEmpty && weights.Length != count)
            throw new ArgumentException($"weights has {weights.Length} values, but there are {count} examples.", nameof(weights));
        for (int i = 0; i < weights.Length; i++) StatisticsLimits.CheckWeight(weights[i], RowCount + (long)i * spatial, nameof(weights));
        if (Policy == NonFinitePolicy.Throw) ThrowIfNotFinite(examples, spatial, weights);

        for (int i = 0; i < count; i++) AddExample(examples.Slice(i * size, size), spatial, weights.IsEmpty ? 1 : weights[i]);
    }

    private int ExampleSize(int length, int spatial)
    {
        if (spatial < 1) throw new ArgumentOutOfRangeException(nameof(spatial), spatial, $"spatial has to be at least 1, but is {spatial}.");
        long size = (long)ChannelCount * spatial;
        if (length % size != 0)
            throw new ArgumentException($"examples has {length} values, which is not a multiple of {ChannelCount} channels times {spatial} positions.",
                "examples");
        return (int)Math.Min(size, int.MaxValue);
    }

    private unsafe void AddExample<T>(ReadOnlySpan<T> example, int spatial, double weight) where T : unmanaged
    {
        fixed (T* data = example)
        {
            for (int done = 0; done < spatial;)
            {
                int some = Math.Min(RowsPerChunk - _buffered, spatial - done);
                if (some == RowsPerChunk) RunChannels(data + done, spatial, weight);
                else
                {
                    Transpose(data + done, spatial, some);
                    if (weight != 1 || _weighted) BufferWeights().Slice(_buffered, some).Fill(weight);
                    Buffered(some);
                }
                done += some;
            }
        }
    }

    private unsafe void RunChannels<T>(T* first, int spatial, double weight) where T : unmanaged
    {
        if (weight != 1)
        {
            BufferWeights().Fill(weight);
            _weighted = false; // only borrowed: the buffer itself is empty
        }
        fixed (double* weights = _weights)
            ChunkKernel.RunChannels(first, spatial, weight == 1 ? null : weights, Policy == NonFinitePolicy.Propagate, _scratch, _work);
        Push();
    }

    /// <summary>Writes some positions of each channel into the buffer as rows.</summary>
    private unsafe void Transpose<T>(T* first, int spatial, int count) where T : unmanaged
    {
        Span<double> rows = Buffer()[(_buffered * ChannelCount)..];
        for (int c = 0; c < ChannelCount; c++)
        {
            T* channel = first + (nint)c * spatial;
            for (int i = 0, at = c; i < count; i++, at += ChannelCount) rows[at] = ChunkKernel.Widen(channel[i]);
        }
    }

    private void ThrowIfNotFinite<T>(ReadOnlySpan<T> examples, int spatial, ReadOnlySpan<double> weights) where T : unmanaged
    {
        int size = ChannelCount * spatial;
        for (int i = 0; i < examples.Length / size; i++)
        {
            if (!weights.IsEmpty && weights[i] == 0) continue;
            int at = FiniteScan.IndexOfNonFinite(examples.Slice(i * size, size));
            if (at >= 0) ThrowNotFinite(FirstRow + RowCount + (long)i * spatial + at % spatial, at / spatial,
                ChunkKernel.Widen(examples[i * size + at]));
        }
    }
}
