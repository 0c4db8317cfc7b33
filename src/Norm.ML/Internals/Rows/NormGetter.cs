using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Internals.Groups;

namespace Norm.ML.Internals.Rows;

/// <summary>
/// Getters of normalized columns. The source's getter fills a buffer of ours, which may then hold the source's own arrays, and the norm writes from
/// there into the caller's buffer: the source's data stay what they are, and there is no garbage per row. Integers are normalized in double and
/// rounded to Single at the end.
/// </summary>
internal static class NormGetter
{
    public static Delegate Create(
        NormTransformer norm, int column, DataViewRow source, DataViewSchema.Column input, DataViewSchema.Column? key, LostRows? lost)
    {
        Type item = ColumnTypes.ItemOf(input.Type).RawType;
        return item == typeof(float) ? Create<float, float, float>(norm, column, source, input, key, lost)
            : item == typeof(double) ? Create<double, double, double>(norm, column, source, input, key, lost)
            : item == typeof(sbyte) ? Create<sbyte, double, float>(norm, column, source, input, key, lost)
            : item == typeof(byte) ? Create<byte, double, float>(norm, column, source, input, key, lost)
            : item == typeof(short) ? Create<short, double, float>(norm, column, source, input, key, lost)
            : item == typeof(ushort) ? Create<ushort, double, float>(norm, column, source, input, key, lost)
            : item == typeof(int) ? Create<int, double, float>(norm, column, source, input, key, lost)
            : item == typeof(uint) ? Create<uint, double, float>(norm, column, source, input, key, lost)
            : item == typeof(long) ? Create<long, double, float>(norm, column, source, input, key, lost)
            : item == typeof(ulong) ? Create<ulong, double, float>(norm, column, source, input, key, lost)
            : throw ColumnTypes.Mismatch(input.Name, input.Type, ColumnTypes.AcceptedItems);
    }

    // Items are read as TItem, normalized as T and given as TOut.
    private static Delegate Create<TItem, T, TOut>(
        NormTransformer norm, int column, DataViewRow source, DataViewSchema.Column input, DataViewSchema.Column? key, LostRows? lost)
        where TItem : unmanaged, INumber<TItem>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOut : unmanaged, IBinaryFloatingPointIeee754<TOut>
    {
        KeyReader? keys = key is { } one ? KeyColumn.CreateReader(source, one) : null;
        RowNormalizer<T> normalize = norm.CreateNormalizer<T>(column, input.Type, keys);
        if (input.Type is not VectorDataViewType)
        {
            ValueGetter<TItem> scalar = source.GetGetter<TItem>(input);
            TItem item = default;
            return (ValueGetter<TOut>)((ref TOut value) =>
            {
                scalar(ref item);
                T x = T.CreateChecked(item), y = default;
                normalize(new ReadOnlySpan<T>(in x), new Span<T>(ref y));
                value = TOut.CreateSaturating(y);
            });
        }

        SparseNormalizer<T>? sparse = norm.CreateSparseNormalizer<T>(column, input.Type, keys);
        var reader = new VectorReader<TItem>(source, input);
        T[] wide = [];
        return (ValueGetter<VBuffer<TOut>>)((ref VBuffer<TOut> value) =>
        {
            ref readonly VBuffer<TItem> read = ref reader.Read();
            if (read.IsDense || sparse is null || !Sparse(in read, ref value))
            {
                Dense(reader.Densify(in read), ref value);
            }
        });

        void Dense(ReadOnlySpan<TItem> items, ref VBuffer<TOut> value)
        {
            VBufferEditor<TOut> editor = VBufferEditor.Create(ref value, items.Length);
            if (Share(items, editor.Values))
            {
                value = default;
                editor = VBufferEditor.Create(ref value, items.Length);
            }

            Span<T> row = Row(items, editor.Values, out ReadOnlySpan<T> x);
            normalize(x, row);
            if (lost is not null && typeof(TItem) == typeof(T) && TensorPrimitives.IsNaNAny<T>(row))
            {
                lost.Add(input.Name, Count(items, TItem.IsNaN), Count(items, TItem.IsInfinity));
            }

            Finish(row, editor.Values);
            value = editor.Commit();
        }

        bool Sparse(in VBuffer<TItem> read, ref VBuffer<TOut> value)
        {
            ReadOnlySpan<TItem> items = read.GetValues();
            ReadOnlySpan<int> indices = read.GetIndices();
            VBufferEditor<TOut> editor = VBufferEditor.Create(ref value, read.Length, items.Length);
            if (Share(items, editor.Values) || Share(indices, editor.Indices))
            {
                value = default;
                editor = VBufferEditor.Create(ref value, read.Length, items.Length);
            }

            Span<T> row = Row(items, editor.Values, out ReadOnlySpan<T> x);
            if (!sparse!(read.Length, indices, x, row))
            {
                return false;
            }

            Finish(row, editor.Values);
            indices.CopyTo(editor.Indices);
            value = editor.Commit();
            return true;
        }

        // Where the norm writes, and what it reads: the source's items, or memory of ours for both where they are converted.
        Span<T> Row(ReadOnlySpan<TItem> items, Span<TOut> destination, out ReadOnlySpan<T> x)
        {
            if (typeof(TItem) == typeof(T))
            {
                x = MemoryMarshal.Cast<TItem, T>(items);
                return MemoryMarshal.Cast<TOut, T>(destination);
            }

            if (wide.Length < items.Length)
            {
                wide = new T[items.Length];
            }

            Span<T> row = wide.AsSpan(0, items.Length);
            TensorPrimitives.ConvertChecked(items, row);
            x = row;
            return row;
        }

        static long Count(ReadOnlySpan<TItem> items, Func<TItem, bool> predicate)
        {
            long count = 0;
            foreach (TItem item in items)
            {
                count += predicate(item) ? 1 : 0;
            }

            return count;
        }

        static void Finish(ReadOnlySpan<T> row, Span<TOut> destination)
        {
            if (typeof(T) != typeof(TOut))
            {
                TensorPrimitives.ConvertSaturating(row, destination);
            }
        }
    }

    // The caller's buffer may hold the very array that the source has just handed out, if it was the source's getter's before.
    private static bool Share<TItem, TOut>(ReadOnlySpan<TItem> source, Span<TOut> destination)
        where TItem : unmanaged
        where TOut : unmanaged =>
        MemoryMarshal.AsBytes(source).Overlaps(MemoryMarshal.AsBytes(destination));
}
