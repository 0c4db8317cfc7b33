using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Internals.Rows;

namespace Norm.ML.Internals.Fitting;

/// <summary>One input column of a fit: how its rows are read into blocks, and the statistics that the blocks go into.</summary>
internal abstract class FitColumn
{
    public static FitColumn Create(DataViewSchema.Column column, FitSink sink) => Create(column, sink, wide: false);

    /// <summary>The same, for a fit: very wide columns may be sparse, and are read as they are.</summary>
    public static FitColumn CreateForFit(DataViewSchema.Column column, FitSink sink) =>
        Create(column, sink, column.Type is VectorDataViewType { Size: > CursorBlock.WidestInFull } && sink.TakesSparseRows);

    private static FitColumn Create(DataViewSchema.Column column, FitSink sink, bool wide)
    {
        // Integers are summed as doubles: exact up to 2^53, where a Single would round from 2^24.
        Type item = ColumnTypes.ItemOf(column.Type).RawType;
        return item == typeof(float) ? Of<float, float>()
            : item == typeof(double) ? Of<double, double>()
            : item == typeof(sbyte) ? Of<sbyte, double>()
            : item == typeof(byte) ? Of<byte, double>()
            : item == typeof(short) ? Of<short, double>()
            : item == typeof(ushort) ? Of<ushort, double>()
            : item == typeof(int) ? Of<int, double>()
            : item == typeof(uint) ? Of<uint, double>()
            : item == typeof(long) ? Of<long, double>()
            : item == typeof(ulong) ? Of<ulong, double>()
            : throw ColumnTypes.Mismatch(column.Name, column.Type, ColumnTypes.AcceptedItems);

        FitColumn Of<TItem, T>()
            where TItem : unmanaged, INumber<TItem>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            wide ? new WideFitColumn<TItem, T>(column, sink) : new FitColumn<TItem, T>(column, sink);
    }

    /// <summary>The elements of a row.</summary>
    public abstract int Size { get; }

    /// <summary>Memory for the rows of one block.</summary>
    public abstract object NewBlock(int rows);

    /// <summary>Reads a cursor's current row into a block. Every cursor has a reader of its own.</summary>
    public abstract Action<object, int> CreateReader(DataViewRow cursor);

    /// <summary>
    /// Takes the first rows of a block into the statistics. Weights are empty where each row counts once. Keys, one number per row, are empty where
    /// the fit has no column of keys.
    /// </summary>
    public abstract void Add(object block, int rows, ReadOnlySpan<double> weights, ReadOnlySpan<int> keys);
}

/// <summary>A column whose items are read as <typeparamref name="TItem"/> and summed as <typeparamref name="T"/>.</summary>
internal sealed class FitColumn<TItem, T>(DataViewSchema.Column column, FitSink sink) : FitColumn
    where TItem : unmanaged, INumber<TItem>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _size = column.Type is VectorDataViewType vector ? vector.Size : 1;

    public override int Size => _size;

    public override object NewBlock(int rows) => new T[checked(rows * _size)];

    public override Action<object, int> CreateReader(DataViewRow cursor)
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

        var vector = new VectorReader<TItem>(cursor, column);
        return (block, row) => TensorPrimitives.ConvertChecked(vector.Densify(in vector.Read()), ((T[])block).AsSpan(row * _size, _size));
    }

    public override void Add(object block, int rows, ReadOnlySpan<double> weights, ReadOnlySpan<int> keys)
    {
        var values = (T[])block;
        sink.Add<T>(values, rows, weights);
        if (!keys.IsEmpty)
        {
            sink.AddToGroups<T>(values, weights, keys);
        }
    }
}
