using System.Numerics;
using System.Numerics.Tensors;

namespace Norm.ML.Internals.Rows;

/// <summary>
/// Sparse rows for a norm whose statistics are a row's own: the values are put among zeros, normalized as a row in full, with its bits, and taken out
/// again. One pass over memory that stays in the cache; what is given on is sparse.
/// </summary>
internal sealed class ScatteredRow<T>(RowNormalizer<T> normalize)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T[] _row = [];
    private T[] _result = [];

    /// <summary>See <see cref="SparseNormalizer{T}"/>.</summary>
    public bool Normalize(int length, ReadOnlySpan<int> indices, ReadOnlySpan<T> values, Span<T> destination)
    {
        // NaN makes NaN of zeros too.
        if (TensorPrimitives.IsNaNAny(values))
        {
            return false;
        }

        if (_row.Length < length)
        {
            (_row, _result) = (new T[length], new T[length]);
        }

        for (int i = 0; i < indices.Length; i++)
        {
            _row[indices[i]] = values[i];
        }

        normalize(_row.AsSpan(0, length), _result.AsSpan(0, length));
        for (int i = 0; i < indices.Length; i++)
        {
            destination[i] = _result[indices[i]];
            _row[indices[i]] = default;
        }

        return true;
    }
}
