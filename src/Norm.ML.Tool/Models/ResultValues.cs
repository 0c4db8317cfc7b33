using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tool.Models;

/// <summary>A column with one number per row.</summary>
internal sealed class ResultScalar<T>(ValueGetter<T> getter) : ResultColumn
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T _value;

    public override void Read() => getter(ref _value);

    public override double Value(int element) => double.CreateChecked(_value);

    public override bool IsSingle(int element) => typeof(T) == typeof(float);
}

/// <summary>A column with a vector of numbers per row.</summary>
internal sealed class ResultVector<T>(ValueGetter<VBuffer<T>> getter) : ResultColumn
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private VBuffer<T> _buffer;
    private T[] _values = [];

    public override void Read()
    {
        getter(ref _buffer);
        if (_values.Length != _buffer.Length)
        {
            _values = new T[_buffer.Length];
        }

        _buffer.CopyTo(_values);
    }

    public override double Value(int element) => double.CreateChecked(_values[element]);

    public override bool IsSingle(int element) => typeof(T) == typeof(float);
}

/// <summary>
/// A column of Singles that hides one of Doubles, as in the models of <c>norm-ml fit</c>. Where the Single is the Double's rounding, the Double is
/// written: nothing is lost on the way to a file.
/// </summary>
internal sealed class ResultOfRounding(ResultColumn rounded, ResultColumn exact) : ResultColumn
{
    public override void Read()
    {
        rounded.Read();
        exact.Read();
    }

    public override double Value(int element) => Choose(element).Value(element);

    public override bool IsSingle(int element) => Choose(element).IsSingle(element);

    private ResultColumn Choose(int element) => ((float)exact.Value(element)).Equals((float)rounded.Value(element)) ? exact : rounded;
}
