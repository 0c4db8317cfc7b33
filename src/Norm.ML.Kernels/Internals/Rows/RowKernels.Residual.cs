using System.Numerics;
using System.Numerics.Tensors;

namespace Norm.ML.Internals.Rows;

internal static partial class RowKernels
{
    /// <summary>Elements after which an addition turns to its normalization: so many stay in the first cache.</summary>
    private const int CacheBlock = 4096;

    public static void NormalizeResidual<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> residual, int rows, int size, bool subtractMean, ReadOnlySpan<T> gamma, bool unitOffset,
        ReadOnlySpan<T> beta, Span<T> sum, Span<T> y, double epsilon, NormPrecision precision) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int step = Math.Max(1, CacheBlock / size);
        for (int row = 0; row < rows; row += step)
        {
            int count = Math.Min(step, rows - row), from = row * size, length = count * size;
            Span<T> target = sum.Slice(from, length);
            TensorPrimitives.Add(x.Slice(from, length), residual.Slice(from, length), target);
            Normalize(target, count, size, subtractMean, gamma, unitOffset, beta, y.Slice(from, length), default, default, epsilon, precision);
        }
    }
}
