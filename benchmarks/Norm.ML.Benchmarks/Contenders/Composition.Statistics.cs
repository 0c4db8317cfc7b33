using System.Numerics.Tensors;
using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Contenders;

internal static partial class Composition
{
    /// <summary>Sums and sums of squares per column in single precision, of several rows at once where rows are short.</summary>
    private static Action Statistics(Comparison c, Buffers b)
    {
        int width = c.Channels * Repeats(c.Channels);
        float[] sums = new float[width], squares = new float[width];
        return () =>
        {
            ReadOnlySpan<float> x = b.X.Span;
            sums.AsSpan().Clear();
            squares.AsSpan().Clear();
            for (int i = 0; i < x.Length; i += width)
            {
                int length = Math.Min(width, x.Length - i);
                ReadOnlySpan<float> rows = x.Slice(i, length);
                TensorPrimitives.Add(sums.AsSpan(0, length), rows, sums);
                TensorPrimitives.MultiplyAdd(rows, rows, squares.AsSpan(0, length), squares);
            }
            float count = x.Length / c.Channels;
            for (int channel = 0; channel < c.Channels; channel++)
            {
                float sum = 0, square = 0;
                for (int i = channel; i < width; i += c.Channels)
                {
                    sum += sums[i];
                    square += squares[i];
                }
                float mean = sum / count;
                b.Mean.Span[channel] = mean;
                b.Variance.Span[channel] = square / count - mean * mean;
            }
        };
    }
}
