using System.Globalization;
using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tool.Models;

/// <summary>A column with one number per row.</summary>
sealed class ResultScalar<T>(ValueGetter<T> getter) : ResultColumn
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    T _value;

    public override void Read() => getter(ref _value);

    public override bool IsNaN(int element) => T.IsNaN(_value);

    public override bool TryFormat(int element, Span<byte> destination, out int written) =>
        _value.TryFormat(destination, out written, default, CultureInfo.InvariantCulture);
}

/// <summary>A column with a vector of numbers per row.</summary>
sealed class ResultVector<T>(ValueGetter<VBuffer<T>> getter) : ResultColumn
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    VBuffer<T> _buffer;
    T[] _values = [];

    public override void Read()
    {
        getter(ref _buffer);
        if (_values.Length != _buffer.Length)
            _values = new T[_buffer.Length];
        _buffer.CopyTo(_values);
    }

    public override bool IsNaN(int element) => T.IsNaN(_values[element]);

    public override bool TryFormat(int element, Span<byte> destination, out int written) =>
        _values[element].TryFormat(destination, out written, default, CultureInfo.InvariantCulture);
}
