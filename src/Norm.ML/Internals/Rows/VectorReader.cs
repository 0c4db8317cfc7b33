using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Internals.Rows;

/// <summary>
/// Reads a vector column row by row into a buffer of its own. A source may hand out its own arrays in that buffer: they are read and never written.
/// </summary>
internal sealed class VectorReader<T>(DataViewRow row, DataViewSchema.Column column)
{
    private readonly ValueGetter<VBuffer<T>> _getter = row.GetGetter<VBuffer<T>>(column);
    private readonly int _size = ((VectorDataViewType)column.Type).Size;
    private VBuffer<T> _values;
    private VBuffer<T> _dense;

    /// <summary>The current row, of the length that the column's type says.</summary>
    /// <exception cref="InvalidOperationException">The row has another length.</exception>
    public ref readonly VBuffer<T> Read()
    {
        _getter(ref _values);
        if (_size > 0 && _values.Length != _size)
        {
            throw new InvalidOperationException(
                $"Column '{column.Name}' has {_values.Length} elements in a row; expected: {_size}, the size of its type {column.Type}.");
        }

        return ref _values;
    }

    /// <summary>All elements of a row that <see cref="Read"/> gave.</summary>
    public ReadOnlySpan<T> Densify(in VBuffer<T> values)
    {
        if (values.IsDense)
        {
            return values.GetValues();
        }

        values.CopyToDense(ref _dense);
        return _dense.GetValues();
    }
}
