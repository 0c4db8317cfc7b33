using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Internals;

/// <summary>
/// Getters of normalized columns. The source's getter fills the caller's buffer and the norm works in place there: no second buffer, no copy, no
/// garbage. Integers go through a buffer of their own type and come out as Single.
/// </summary>
static class NormGetter
{
    public static Delegate Create(NormTransformer norm, int column, DataViewRow source, DataViewSchema.Column input)
    {
        Type item = ColumnTypes.ItemOf(input.Type).RawType;
        return item == typeof(float) ? SameType<float>(norm, column, source, input)
            : item == typeof(double) ? SameType<double>(norm, column, source, input)
            : item == typeof(sbyte) ? FromInteger<sbyte>(norm, column, source, input)
            : item == typeof(byte) ? FromInteger<byte>(norm, column, source, input)
            : item == typeof(short) ? FromInteger<short>(norm, column, source, input)
            : item == typeof(ushort) ? FromInteger<ushort>(norm, column, source, input)
            : item == typeof(int) ? FromInteger<int>(norm, column, source, input)
            : item == typeof(uint) ? FromInteger<uint>(norm, column, source, input)
            : item == typeof(long) ? FromInteger<long>(norm, column, source, input)
            : item == typeof(ulong) ? FromInteger<ulong>(norm, column, source, input)
            : throw ColumnTypes.Mismatch(input.Name, input.Type, ColumnTypes.AcceptedItems);
    }

    static Delegate SameType<T>(NormTransformer norm, int column, DataViewRow source, DataViewSchema.Column input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowNormalizer<T> normalize = norm.CreateNormalizer<T>(column, input.Type);
        if (input.Type is not VectorDataViewType)
        {
            ValueGetter<T> scalar = source.GetGetter<T>(input);
            return (ValueGetter<T>)((ref T value) =>
            {
                scalar(ref value);
                normalize(new Span<T>(ref value));
            });
        }

        ValueGetter<VBuffer<T>> vector = source.GetGetter<VBuffer<T>>(input);
        VBuffer<T> dense = default;
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            vector(ref value);
            if (!value.IsDense)
            {
                value.CopyToDense(ref dense);
                dense.CopyTo(ref value);
            }

            VBufferEditor<T> editor = VBufferEditor.CreateFromBuffer(ref value);
            normalize(editor.Values);
            value = editor.Commit();
        });
    }

    static Delegate FromInteger<TInteger>(NormTransformer norm, int column, DataViewRow source, DataViewSchema.Column input)
        where TInteger : unmanaged, IBinaryInteger<TInteger>
    {
        RowNormalizer<float> normalize = norm.CreateNormalizer<float>(column, input.Type);
        if (input.Type is not VectorDataViewType)
        {
            ValueGetter<TInteger> scalar = source.GetGetter<TInteger>(input);
            TInteger integer = default;
            return (ValueGetter<float>)((ref float value) =>
            {
                scalar(ref integer);
                value = float.CreateChecked(integer);
                normalize(new Span<float>(ref value));
            });
        }

        ValueGetter<VBuffer<TInteger>> vector = source.GetGetter<VBuffer<TInteger>>(input);
        VBuffer<TInteger> integers = default, dense = default;
        return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
        {
            vector(ref integers);
            ReadOnlySpan<TInteger> values = integers.GetValues();
            if (!integers.IsDense)
            {
                integers.CopyToDense(ref dense);
                values = dense.GetValues();
            }

            VBufferEditor<float> editor = VBufferEditor.Create(ref value, values.Length);
            TensorPrimitives.ConvertChecked(values, editor.Values);
            normalize(editor.Values);
            value = editor.Commit();
        });
    }
}
