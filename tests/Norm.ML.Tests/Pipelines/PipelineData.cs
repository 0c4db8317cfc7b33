using System.Globalization;
using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Pipelines;

/// <summary>The rows of a <see cref="PipelineCase"/>.</summary>
internal static class PipelineData
{
    private const int Lengths = 4, Key = 3, Keys = 5;

    /// <summary>The types of a column's items: numbers, and what norms refuse.</summary>
    public static IReadOnlyList<PrimitiveDataViewType> Items { get; } =
    [
        NumberDataViewType.Single, NumberDataViewType.Double, NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16,
        NumberDataViewType.UInt16, NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64,
        BooleanDataViewType.Instance, TextDataViewType.Instance, new KeyDataViewType(typeof(uint), Keys),
    ];

    /// <summary>How a number comes about, from a row and a slot.</summary>
    public static IReadOnlyList<Func<Random, int, int, double>> Patterns { get; } =
    [
        (random, row, slot) => (2 * random.NextDouble()) - 1,
        (random, row, slot) => 1e6 + random.NextDouble(),
        (random, row, slot) => 1e30 * (1 + (1e-3 * random.NextDouble())),
        (random, row, slot) => 1e-30 * (random.NextDouble() - 0.5),
        (random, row, slot) => random.Next(8) == 0 ? double.NaN : 10 * random.NextDouble(),
        (random, row, slot) => random.Next(9) switch
        {
            0 => double.NaN,
            1 => double.PositiveInfinity,
            2 => double.NegativeInfinity,
            _ => random.NextDouble(),
        },
        (random, row, slot) => slot % 2 == 0 ? 0.1 : random.NextDouble(),
        (random, row, slot) => random.Next(3) == 0 ? random.Next(-5, 6) : 0,
        (random, row, slot) => Math.Pow(10, (row + slot) % 30) * (random.NextDouble() - 0.5),
        (random, row, slot) => random.Next(4) switch { 0 => -0.0, 1 => 1e-44, 2 => -3e-39, _ => 0.0 },
        (random, row, slot) => slot == 1 ? double.NaN : random.NextDouble(),
        (random, row, slot) => 9.007e15 + (1e4 * random.NextDouble()),
    ];

    /// <summary>The table of a case: its columns, and some that are in every table.</summary>
    /// <param name="of">The case.</param>
    /// <param name="blockRows">How many rows are a batch.</param>
    /// <param name="cursors">How many cursors there are at most.</param>
    /// <param name="full">Whether sparse rows are handed out in full.</param>
    /// <param name="texts">Whether there is a column of texts.</param>
    public static PipelineTable Load(PipelineCase of, int blockRows, int cursors, bool full = false, bool texts = true)
    {
        var columns = new List<TableColumn>();
        for (int i = 0; i < of.Columns.Length; i++)
        {
            PipelineColumn column = of.Columns[i];
            if (column.Hides)
            {
                columns.Add(Create(of, column with { Item = (column.Item + 1) % Items.Count, Size = 0 }, i, full));
            }

            columns.Add(Create(of, column, i, full));
        }

        columns.Add(Create(of, new(0, 0, 0, 0, false, false, false), Key, full, "Weight", row => 0.5 + (row % 3)));
        if (texts)
        {
            columns.Add(new TableColumn<ReadOnlyMemory<char>>("Tenant", TextDataViewType.Instance,
                [.. Enumerable.Range(0, of.Rows).Select(row => $"t{row * 7 % (1 + (of.Seed % Keys))}".AsMemory())]));
        }

        return new PipelineTable(columns, of.Rows, blockRows, cursors);
    }

    private static TableColumn Create(PipelineCase of, PipelineColumn column, int index, bool full, string? name = null,
        Func<int, double>? value = null)
    {
        PrimitiveDataViewType item = Items[column.Item];
        var random = new Random((of.Seed * 31) + index);
        name ??= $"X{index}";
        value ??= row => double.NaN;
        return item.RawType switch
        {
            var type when type == typeof(float) => Make(x => (float)x),
            var type when type == typeof(double) => Make(x => x),
            var type when type == typeof(bool) => Make(x => x > 0),
            var type when type == typeof(ReadOnlyMemory<char>) => Make(x => x.ToString("R", CultureInfo.InvariantCulture).AsMemory()),
            var type when item is KeyDataViewType => Make(x => (uint)(double.IsFinite(x) ? 1 + (Math.Abs(x) % Keys) : 0)),
            var type when type == typeof(sbyte) => Integer<sbyte>(),
            var type when type == typeof(byte) => Integer<byte>(),
            var type when type == typeof(short) => Integer<short>(),
            var type when type == typeof(ushort) => Integer<ushort>(),
            var type when type == typeof(int) => Integer<int>(),
            var type when type == typeof(uint) => Integer<uint>(),
            var type when type == typeof(long) => Integer<long>(),
            _ => Integer<ulong>(),
        };

        // Some of all sizes that the type has.
        TableColumn Integer<T>()
            where T : unmanaged, IBinaryInteger<T> => Make(x => T.CreateSaturating(double.IsNaN(x) ? 0 : Math.Abs(x) <= 1 ? 100 * x : x));

        TableColumn Make<T>(Func<double, T> convert)
        {
            Func<Random, int, int, double> pattern = Patterns[column.Pattern];
            if (column.Size == 0)
            {
                return new TableColumn<T>(name, item, [.. Enumerable.Range(0, of.Rows)
                    .Select(row => convert(value(row) is var given && double.IsNaN(given) ? pattern(random, row, 0) : given))]);
            }

            VBuffer<T>[] rows = [.. Enumerable.Range(0, of.Rows).Select(row => Vector(row, column.Size > 0 ? column.Size : Key * (row % Lengths)))];
            VectorDataViewType type = column.Size < 0 ? new VectorDataViewType(item)
                : column.Shaped && Enumerable.Range(2, 6).FirstOrDefault(divisor => column.Size % divisor == 0) is var first and > 0
                    ? new VectorDataViewType(item, first, column.Size / first) : new VectorDataViewType(item, column.Size);
            return new VectorTableColumn<T>(name, type, rows, column is { Named: true, Size: > 0 } ? SlotNames(name, column.Size) : null);

            VBuffer<T> Vector(int row, int length)
            {
                T[] values = new T[length];
                bool sparse = column.Form == 1 || (column.Form == 2 && row % 2 == 1);
                int[] indices = [.. Enumerable.Range(0, length).Where(_ => !sparse || random.Next(3) == 0)];
                foreach (int slot in indices)
                {
                    values[slot] = convert(pattern(random, row, slot));
                }

                return !sparse || full || indices.Length == length ? new VBuffer<T>(length, values)
                    : new VBuffer<T>(length, indices.Length, [.. indices.Select(slot => values[slot])], indices);
            }
        }
    }

    private static DataViewSchema.Annotations SlotNames(string name, int size)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        var names = new VBuffer<ReadOnlyMemory<char>>(size, [.. Enumerable.Range(0, size).Select(slot => $"{name} {slot}".AsMemory())]);
        builder.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, size),
            (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
        return builder.ToAnnotations();
    }
}
