using Microsoft.ML.Data;

namespace Norm.ML.Internals.Rows;

/// <summary>How LayerNorm, RMSNorm and UnitNorm cut an example into rows: by its trailing elements.</summary>
internal static class TrailingShape
{
    public static void CheckOption(int? normalizedSize)
    {
        if (normalizedSize is <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(LayerNormOptions.NormalizedSize), normalizedSize,
                $"NormalizedSize is {normalizedSize}; accepted: a positive number, or null.");
        }
    }

    /// <summary>The elements of a row; 0 for the whole example, where its size varies. See <see cref="RowSize"/>.</summary>
    public static int Resolve(string column, VectorDataViewType type, int? normalizedSize, int parameters)
    {
        int size = normalizedSize ?? (type.Dimensions.Length > 1 ? type.Dimensions[^1] : type.Size);
        if (size == 0)
        {
            size = parameters;
        }

        if (size > 0 && type.Size % size != 0)
        {
            throw ColumnTypes.Mismatch(column, type, $"a vector whose size is a multiple of {size}, the normalized size");
        }

        if (parameters > 0 && parameters != size)
        {
            throw ColumnTypes.Mismatch(column, type,
                $"a vector of {parameters} elements, as many as gamma and beta have, or one with that last dimension or NormalizedSize");
        }

        return size;
    }

    /// <summary>The elements of a row in an example of some length.</summary>
    /// <param name="column">The column, for the message.</param>
    /// <param name="length">The elements of the example.</param>
    /// <param name="size">What <see cref="Resolve"/> gave.</param>
    /// <param name="whole">Whether the example is one row: nothing cuts it, and gamma and beta have its length.</param>
    public static int RowSize(string column, int length, int size, bool whole) =>
        size == 0 ? length
        : whole && length != size ? throw new InvalidOperationException(
        $"Column '{column}' has {length} elements in a row; expected: {size}, as many as gamma and beta have.")
        : length % size == 0 ? size
        : throw new InvalidOperationException(
        $"Column '{column}' has {length} elements in a row; expected: a multiple of {size}, the normalized size.");

    /// <summary>Whether a flat vector is one row of its own, which only gamma and beta know the size of where it varies.</summary>
    public static bool IsWhole(VectorDataViewType type, int? normalizedSize) => normalizedSize is null && type.Dimensions.Length == 1;
}
