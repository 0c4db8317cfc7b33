using System.Numerics;

namespace Norm.ML.Internals;

internal static partial class RowKernels
{
    public static void NormalizeResidual<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> residual, int rows, int size, bool centres, ReadOnlySpan<T> gamma, bool unitOffset,
        ReadOnlySpan<T> beta, Span<T> sum, Span<T> y, double epsilon, NormPrecision precision) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int row = 0; row < rows; row++)
        {
            Span<T> target = sum.Slice(row * size, size);
            for (int i = 0; i < size; i++) target[i] = x[row * size + i] + residual[row * size + i];
            Normalize(target, 1, size, centres, gamma, unitOffset, beta, y.Slice(row * size, size), default, default, epsilon, precision);
        }
    }
}
