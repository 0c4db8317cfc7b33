using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Internals;

/// <summary>One input column of a fit: how its rows are read into blocks, and the statistics that the blocks go into.</summary>
abstract class FitColumn
{
    public static FitColumn Create(DataViewSchema.Column column, FitSink sink)
    {
        // Integers are summed as doubles: exact up to 2^53, where a Single would round from 2^24.
        Type item = ColumnTypes.ItemOf(column.Type).RawType;
        return item == typeof(float) ? new FitColumn<float, float>(column, sink)
            : item == typeof(double) ? new FitColumn<double, double>(column, sink)
            : item == typeof(sbyte) ? new FitColumn<sbyte, double>(column, sink)
            : item == typeof(byte) ? new FitColumn<byte, double>(column, sink)
            : item == typeof(short) ? new FitColumn<short, double>(column, sink)
            : item == typeof(ushort) ? new FitColumn<ushort, double>(column, sink)
            : item == typeof(int) ? new FitColumn<int, double>(column, sink)
            : item == typeof(uint) ? new FitColumn<uint, double>(column, sink)
            : item == typeof(long) ? new FitColumn<long, double>(column, sink)
            : item == typeof(ulong) ? new FitColumn<ulong, double>(column, sink)
            : throw ColumnTypes.Mismatch(column.Name, column.Type, ColumnTypes.AcceptedItems);
    }

    /// <summary>Memory for the rows of one block.</summary>
    public abstract Array NewBlock(int rows);

    /// <summary>Reads a cursor's current row into a block. Every cursor has a reader of its own.</summary>
    public abstract Action<Array, int> CreateReader(DataViewRow cursor);

    /// <summary>Takes the first rows of a block into the statistics; weights are empty where each row counts once.</summary>
    public abstract void Add(Array block, int rows, ReadOnlySpan<double> weights);
}

/// <summary>A column whose items are read as <typeparamref name="TItem"/> and summed as <typeparamref name="T"/>.</summary>
sealed class FitColumn<TItem, T>(DataViewSchema.Column column, FitSink sink) : FitColumn
    where TItem : unmanaged, INumber<TItem>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly int _size = column.Type is VectorDataViewType vector ? vector.Size : 1;

    public override Array NewBlock(int rows) => new T[checked(rows * _size)];

    public override Action<Array, int> CreateReader(DataViewRow cursor)
    {
        if (column.Type is not VectorDataViewType)
        {
            ValueGetter<TItem> scalar = cursor.GetGetter<TItem>(column);
            TItem value = default;
            return (block, row) =>
            {
                scalar(ref value);
                ((T[])block)[row] = T.CreateChecked(value);
            };
        }

        ValueGetter<VBuffer<TItem>> vector = cursor.GetGetter<VBuffer<TItem>>(column);
        VBuffer<TItem> values = default, dense = default;
        return (block, row) =>
        {
            vector(ref values);
            Span<T> destination = ((T[])block).AsSpan(row * _size, _size);
            if (!values.IsDense)
                values.CopyToDense(ref dense);
            ReadOnlySpan<TItem> source = values.IsDense ? values.GetValues() : dense.GetValues();
            if (source.Length != _size)
                throw new InvalidOperationException($"Column '{column.Name}' has {source.Length} slots in one row; its type says {_size}.");
            TensorPrimitives.ConvertChecked(source, destination);
        };
    }

    public override void Add(Array block, int rows, ReadOnlySpan<double> weights) => sink.Add<T>(((T[])block).AsSpan(0, rows * _size), rows, weights);
}
