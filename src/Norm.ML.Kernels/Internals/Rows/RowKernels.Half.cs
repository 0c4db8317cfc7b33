using System.Numerics.Tensors;
using Norm.ML.Internals.Memory;

namespace Norm.ML.Internals.Rows;

internal static partial class RowKernels
{
    /// <summary>Half storage: blocks of rows become floats, are normalized there, and are rounded once on the way back.</summary>
    private static void NormalizeHalf(
        ReadOnlySpan<Half> x, int rows, int size, bool subtractMean, ReadOnlySpan<Half> gamma, bool unitOffset, ReadOnlySpan<Half> beta, Span<Half> y,
        Span<double> mean, Span<double> inverse, double epsilon, NormPrecision precision)
    {
        int step = Math.Max(1, CacheBlock / size);
        using var scratch = new Scratch<float>(step * size + gamma.Length + beta.Length);
        Span<float> block = scratch.Span[..(step * size)], g = scratch.Span.Slice(block.Length, gamma.Length), b = scratch.Span[(block.Length + gamma.Length)..];
        TensorPrimitives.ConvertToSingle(gamma, g);
        TensorPrimitives.ConvertToSingle(beta, b);
        for (int row = 0; row < rows; row += step)
        {
            int count = Math.Min(step, rows - row), from = row * size, length = count * size;
            Span<float> part = block[..length];
            TensorPrimitives.ConvertToSingle(x.Slice(from, length), part);
            Normalize<float>(
                part, count, size, subtractMean, g, unitOffset, b, part, mean.IsEmpty ? mean : mean.Slice(row, count),
                inverse.IsEmpty ? inverse : inverse.Slice(row, count), epsilon, precision);
            TensorPrimitives.ConvertToHalf(part, y.Slice(from, length));
        }
    }
}
