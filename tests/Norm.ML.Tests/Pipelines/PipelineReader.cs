using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Pipelines;

/// <summary>Reads columns of any type as bits, so that every way of reading is compared with every other.</summary>
internal static class PipelineReader
{
    /// <summary>All visible columns, or those named, row by row, by one cursor.</summary>
    public static Dictionary<string, List<ulong[]>> ByCursor(IDataView view, params string[] names)
    {
        DataViewSchema.Column[] columns = Columns(view.Schema, names);
        using DataViewRowCursor cursor = view.GetRowCursor(columns);
        return Read(cursor, cursor.MoveNext, columns);
    }

    /// <summary>The same by a set of cursors that are read at the same time, in the order of the data.</summary>
    public static Dictionary<string, List<ulong[]>> ByCursorSet(IDataView view, int count)
    {
        DataViewSchema.Column[] columns = Columns(view.Schema, []);
        DataViewRowCursor[] cursors = view.GetRowCursorSet(columns, count);
        var parts = new (List<long> Batches, Dictionary<string, List<ulong[]>> Rows)[cursors.Length];
        Parallel.For(0, cursors.Length, new ParallelOptions { MaxDegreeOfParallelism = cursors.Length }, i =>
        {
            using DataViewRowCursor cursor = cursors[i];
            var batches = new List<long>();
            parts[i] = (batches, Read(cursor, () =>
            {
                bool more = cursor.MoveNext();
                if (more)
                {
                    batches.Add(cursor.Batch);
                }

                return more;
            }, columns));
        });
        return columns.ToDictionary(column => column.Name, column => parts
            .SelectMany(part => part.Batches.Zip(part.Rows[column.Name])).OrderBy(row => row.First).Select(row => row.Second).ToList());
    }

    /// <summary>The same by a row mapper.</summary>
    public static Dictionary<string, List<ulong[]>> ByRowMapper(ITransformer transformer, IDataView input)
    {
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(input.Schema);
        DataViewSchema.Column[] columns = Columns(mapper.OutputSchema, []);
        using DataViewRowCursor cursor = input.GetRowCursor(mapper.GetDependencies(columns));
        using DataViewRow row = mapper.GetRow(cursor, columns);
        return Read(row, cursor.MoveNext, columns);
    }

    /// <summary>A value as bits; all NaN are one.</summary>
    public static ulong Bits<T>(T value) => value switch
    {
        float single => float.IsNaN(single) ? uint.MaxValue : BitConverter.SingleToUInt32Bits(single),
        double number => double.IsNaN(number) ? ulong.MaxValue : BitConverter.DoubleToUInt64Bits(number),
        bool truth => truth ? 1u : 0,
        ReadOnlyMemory<char> text => text.ToString().Aggregate(17UL, (hash, letter) => (hash * 31) + letter),
        sbyte or short or int or long => (ulong)System.Convert.ToInt64(value, null),
        _ => System.Convert.ToUInt64(value, null),
    };

    /// <summary>The numbers of bits.</summary>
    public static T Number<T>(ulong bits)
        where T : unmanaged => Unsafe.As<ulong, T>(ref bits);

    /// <summary>Zeros without a sign: those that a sparse row leaves out have none.</summary>
    public static Dictionary<string, List<ulong[]>> Unsigned(Dictionary<string, List<ulong[]>> columns, DataViewSchema schema) =>
        columns.ToDictionary(column => column.Key, column => column.Value.ConvertAll(row => Unsigned(row, Contract.ColumnReader
            .ItemOf(schema[column.Key].Type))));

    public static ulong[] Unsigned(ulong[] row, Type item) => item == typeof(float) ? Array.ConvertAll(row, bits => bits == 1UL << 31 ? 0 : bits)
        : item == typeof(double) ? Array.ConvertAll(row, bits => bits == 1UL << 63 ? 0 : bits) : row;

    private static DataViewSchema.Column[] Columns(DataViewSchema schema, string[] names) =>
        [.. schema.Where(column => !column.IsHidden && (names.Length == 0 || names.Contains(column.Name)))];

    private static Dictionary<string, List<ulong[]>> Read(DataViewRow row, Func<bool> next, DataViewSchema.Column[] columns)
    {
        Func<ulong[]>[] readers = Array.ConvertAll(columns, column => Reader(row, column));
        List<ulong[]>[] rows = Array.ConvertAll(columns, _ => new List<ulong[]>());
        while (next())
        {
            for (int i = 0; i < readers.Length; i++)
            {
                rows[i].Add(readers[i]());
            }
        }

        return columns.Zip(rows).ToDictionary(pair => pair.First.Name, pair => pair.Second);
    }

    private static Func<ulong[]> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        Type item = Contract.ColumnReader.ItemOf(column.Type);
        bool vector = column.Type is VectorDataViewType;
        return item == typeof(float) ? Of<float>() : item == typeof(double) ? Of<double>() : item == typeof(bool) ? Of<bool>()
            : item == typeof(ReadOnlyMemory<char>) ? Of<ReadOnlyMemory<char>>()
            : item == typeof(sbyte) ? Of<sbyte>() : item == typeof(byte) ? Of<byte>() : item == typeof(short) ? Of<short>()
            : item == typeof(ushort) ? Of<ushort>() : item == typeof(int) ? Of<int>() : item == typeof(uint) ? Of<uint>()
            : item == typeof(long) ? Of<long>() : Of<ulong>();

        Func<ulong[]> Of<T>()
        {
            if (!vector)
            {
                ValueGetter<T> getter = row.GetGetter<T>(column);
                T value = default!;
                return () =>
                {
                    getter(ref value);
                    return [Bits(value)];
                };
            }

            // One buffer for all rows, as a trainer reads.
            ValueGetter<VBuffer<T>> getVector = row.GetGetter<VBuffer<T>>(column);
            VBuffer<T> values = default;
            return () =>
            {
                getVector(ref values);
                return [.. values.DenseValues().Select(Bits)];
            };
        }
    }
}
