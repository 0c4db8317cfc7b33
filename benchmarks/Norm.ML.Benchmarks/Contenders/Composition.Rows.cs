using System.Numerics.Tensors;
using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Contenders;

internal static partial class Composition
{
    /// <summary>Four passes over a row that stays in the level-1 cache.</summary>
    private static void Layer(ReadOnlySpan<float> x, Span<float> y, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta)
    {
        int size = gamma.Length;
        for (int i = 0; i < x.Length; i += size)
        {
            ReadOnlySpan<float> row = x.Slice(i, size);
            Span<float> result = y.Slice(i, size);
            float mean = TensorPrimitives.Sum(row) / size;
            TensorPrimitives.Subtract(row, mean, result);
            float variance = TensorPrimitives.SumOfSquares<float>(result) / size;
            TensorPrimitives.Multiply(result, 1 / MathF.Sqrt(variance + (float)Buffers.Epsilon), result);
            TensorPrimitives.MultiplyAdd(result, gamma, beta, result);
        }
    }

    private static void Rms(ReadOnlySpan<float> x, Span<float> y, ReadOnlySpan<float> gamma)
    {
        int size = gamma.Length;
        for (int i = 0; i < x.Length; i += size)
        {
            ReadOnlySpan<float> row = x.Slice(i, size);
            Span<float> result = y.Slice(i, size);
            float meanSquare = TensorPrimitives.SumOfSquares(row) / size;
            TensorPrimitives.Multiply(row, 1 / MathF.Sqrt(meanSquare + (float)Buffers.Epsilon), result);
            TensorPrimitives.Multiply(result, gamma, result);
        }
    }

    /// <summary>BatchNorm of rows: scale and shift folded, and repeated where rows are short.</summary>
    private static Action Rows(Comparison c, Buffers b)
    {
        int channels = b.Gamma.Length;
        float[] scale = new float[channels], shift = new float[channels];
        Fold(b, scale, shift);
        int repeats = Math.Min(Repeats(channels), c.ElementsPerCall / channels);
        scale = Repeat(scale, repeats);
        shift = Repeat(shift, repeats);
        return b.Calls(c, (x, y) =>
        {
            for (int i = 0; i < x.Length; i += scale.Length)
            {
                int length = Math.Min(scale.Length, x.Length - i);
                TensorPrimitives.MultiplyAdd(x.Slice(i, length), scale.AsSpan(0, length), shift.AsSpan(0, length), y.Slice(i, length));
            }
        });
    }

    private static void Fold(Buffers b, Span<float> scale, Span<float> shift)
    {
        for (int i = 0; i < scale.Length; i++)
        {
            scale[i] = b.Gamma.Span[i] / MathF.Sqrt(b.Variance.Span[i] + (float)Buffers.Epsilon);
            shift[i] = b.Beta.Span[i] - b.Mean.Span[i] * scale[i];
        }
    }
}
