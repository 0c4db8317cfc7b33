using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Contract;

/// <summary>Reads a column of the current row into one buffer, without garbage of its own.</summary>
internal sealed class RowReader<T>
    where T : unmanaged
{
    private readonly ValueGetter<T>? _scalar;
    private readonly ValueGetter<VBuffer<T>>? _vector;
    private readonly T[] _value = new T[1];
    private VBuffer<T> _values;
    private VBuffer<T> _dense;

    public RowReader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            _vector = row.GetGetter<VBuffer<T>>(column);
        }
        else
        {
            _scalar = row.GetGetter<T>(column);
        }
    }

    public ReadOnlySpan<T> Read()
    {
        if (_vector is null)
        {
            _scalar!(ref _value[0]);
            return _value;
        }

        _vector(ref _values);
        if (_values.IsDense)
        {
            return _values.GetValues();
        }

        _values.CopyToDense(ref _dense);
        return _dense.GetValues();
    }
}
