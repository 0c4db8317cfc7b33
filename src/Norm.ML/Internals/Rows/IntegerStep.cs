using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Norm.ML.Internals.Rows;

/// <summary>A norm of a column of integers over spans: computed in double, rounded at the end.</summary>
internal static class IntegerStep
{
    private const int OnStack = 256;

    /// <summary>Normalizes one example. The spans may be the same memory: everything is read before anything is written.</summary>
    public static void Normalize<TItem, T>(RowNormalizer<double> norm, ReadOnlySpan<TItem> x, Span<T> destination)
        where TItem : unmanaged, INumber<TItem>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[]? rented = x.Length > OnStack ? ArrayPool<double>.Shared.Rent(x.Length) : null;
        Span<double> row = rented is null ? stackalloc double[OnStack] : rented;
        row = row[..x.Length];
        TensorPrimitives.ConvertChecked(x, row);
        norm(row, row);
        TensorPrimitives.ConvertSaturating<double, T>(row, destination);
        if (rented is not null)
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }
}
