using System.Buffers;
using System.Globalization;
using System.Numerics;
using Microsoft.Win32.SafeHandles;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Sources;
using Parquet;
using Parquet.Data;
using Parquet.Meta;
using Parquet.Schema;

namespace Norm.ML.Tool.Tables;

/// <summary>
/// A Parquet file: only the columns that are asked for are read, a row group at a time, its columns by several threads. What the file says of itself
/// is checked before memory is taken for it.
/// </summary>
internal sealed class ParquetTable : TableFile
{
    private static readonly ParquetOptions Options = new() { UseBigDecimal = true, TreatByteArrayAsString = false };

    private readonly SafeFileHandle _file;
    private readonly DataField[] _fields;
    private readonly FileMetaData _metadata;
    private readonly long[] _ends;

    /// <summary>Opens a file, and reads its footer.</summary>
    /// <param name="path">What messages call it.</param>
    /// <param name="file">The file; it stays open.</param>
    /// <exception cref="ToolException">It is cut off, encrypted, or its footer is damaged.</exception>
    public ParquetTable(string path, SafeFileHandle file)
        : base(path)
    {
        _file = file;
        Length = RandomAccess.GetLength(file);
        CheckEnd();
        ParquetReader reader = Damage.Try($"{path}, the footer", Open);
        (_metadata, ParquetSchema schema) = Damage.Try($"{path}, the footer", () => (reader.Metadata!, reader.Schema));
        Close(reader);
        if (_metadata.EncryptionAlgorithm is not null)
        {
            throw Encrypted();
        }

        _ends = Damage.Try($"{path}, the footer", () => Ends(_metadata));
        (Columns, _fields) = Damage.Try($"{path}, the footer", () => Describe(schema));
    }

    public override IReadOnlyList<TableColumn> Columns { get; }

    public override long? Rows => _ends.Length > 0 ? _ends[^1] : 0;

    public override long Length { get; }

    public override IReadOnlyList<long> GroupEnds => _ends;

    public override IEnumerable<TableGroup> Read(long firstRow, ColumnNeeds needs, CancellationToken cancellation)
    {
        for (int group = 0; group < _ends.Length; group++)
        {
            long first = group == 0 ? 0 : _ends[group - 1];
            if (_ends[group] > firstRow && _ends[group] > first)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return Read(group, first, needs, cancellation);
            }
        }
    }

    private static long[] Ends(FileMetaData metadata)
    {
        long[] ends = new long[metadata.RowGroups.Count];
        long rows = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            long count = metadata.RowGroups[i].NumRows;
            ends[i] = rows = count is >= 0 and <= int.MaxValue ? rows + count
                : throw new InvalidDataException($"row group {i + 1} claims {count} rows.");
        }

        return metadata.NumRows == rows ? ends : throw new InvalidDataException($"it claims {metadata.NumRows} rows, its row groups {rows}.");
    }

    private static (IReadOnlyList<TableColumn> Columns, DataField[] Fields) Describe(ParquetSchema schema)
    {
        List<TableColumn> columns = [];
        List<DataField> fields = [];
        foreach (Field field in schema.Fields)
        {
            // What is nested has a leaf that stands for it, and is never read.
            bool flat = field is DataField { IsArray: false, MaxRepetitionLevel: 0 };
            columns.Add(flat ? Describe((DataField)field) : TableColumn.Other(field.Name, CellType.Other, "nested"));
            fields.Add(flat ? (DataField)field : new DataField<int>(field.Name));
        }

        return (columns, [.. fields]);
    }

    private static TableColumn Describe(DataField field)
    {
        System.Type type = field.ClrType;
        return type == typeof(bool) ? TableColumn.Numbers(field.Name, CellType.Boolean)
            : type == typeof(double) || type == typeof(float) || type == typeof(Half) || type == typeof(decimal) || type == typeof(BigDecimal)
                || type == typeof(ulong) || IsHalf(field) ? TableColumn.Numbers(field.Name)
            : type == typeof(sbyte) || type == typeof(byte) || type == typeof(short) || type == typeof(ushort) || type == typeof(int)
                || type == typeof(uint) || type == typeof(long) ? TableColumn.Numbers(field.Name, CellType.Integer)
            : type == typeof(string) || type == typeof(ReadOnlyMemory<char>) ? TableColumn.Other(field.Name, CellType.Text, RowSource.Text)
            : type == typeof(DateTime) || type == typeof(DateOnly) || type == typeof(TimeSpan) || type == typeof(TimeOnly)
                ? TableColumn.Other(field.Name, CellType.Text, "times")
            : type == typeof(Guid) ? TableColumn.Other(field.Name, CellType.Text, "identifiers")
            : TableColumn.Other(field.Name, CellType.Other, type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>) ? "bytes"
            : $"values of type {type.Name}");
    }

    private static bool IsHalf(DataField field) => field.SchemaElement?.LogicalType?.FLOAT16 is not null;

    private ParquetReader Open() => ParquetReader.CreateAsync(new HandleStream(_file), Options, leaveStreamOpen: false).GetAwaiter().GetResult();

    private static void Close(ParquetReader reader) => reader.DisposeAsync().AsTask().GetAwaiter().GetResult();

    // The mark at the end, and the footer's length before it.
    private void CheckEnd()
    {
        byte[] end = new byte[8];
        if (Length < 12 || RandomAccess.Read(_file, end, Length - end.Length) < end.Length)
        {
            throw new ToolException($"{Path}: the Parquet file is cut off: its end is missing.");
        }

        if (end.AsSpan(4).SequenceEqual("PARE"u8))
        {
            throw Encrypted();
        }

        long footer = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(end);
        if (!end.AsSpan(4).SequenceEqual("PAR1"u8))
        {
            throw new ToolException($"{Path}: the Parquet file is cut off: its end is missing.");
        }

        if (footer > Length - 12)
        {
            throw new ToolException($"{Path}: the footer claims {footer} bytes, and the file has {Length}: the Parquet file is damaged.");
        }

        byte[] bytes = new byte[footer];
        Damage.Try($"{Path}, the footer", () =>
        {
            new HandleStream(_file) { Position = Length - 8 - footer }.ReadExactly(bytes);
            ParquetPages.CheckFooter(bytes);
            return true;
        });
    }

    private ToolException Encrypted() => new($"{Path}: the Parquet file is encrypted, which is not read; write it without encryption.");

    private ColumnGroup Read(int group, long firstRow, ColumnNeeds needs, CancellationToken cancellation)
    {
        int rows = (int)_metadata.RowGroups[group].NumRows;
        int[] numbers = [.. needs.Numbers.Distinct()], cells = [.. needs.Cells.Distinct()];
        foreach (int column in numbers.Union(cells))
        {
            Damage.Try(Place(group, column), () =>
            {
                Check(group, column, rows);
                return true;
            });
        }

        double[][] read = new double[numbers.Length][];
        var values = new ColumnValues[cells.Length];
        var readers = new System.Collections.Concurrent.ConcurrentBag<ParquetReader>();
        try
        {
            Parallel.For(0, numbers.Length + cells.Length,
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, i =>
            {
                int column = i < numbers.Length ? numbers[i] : cells[i - numbers.Length];
                Damage.Try(Place(group, column), () =>
                {
                    ParquetReader reader = readers.TryTake(out ParquetReader? idle) ? idle : Open();
                    using ParquetRowGroupReader rowGroup = reader.OpenRowGroupReader(group);
                    if (i < numbers.Length)
                    {
                        read[i] = Numbers(rowGroup, column, rows);
                    }
                    else
                    {
                        values[i - numbers.Length] = Values(rowGroup, column, rows);
                    }

                    readers.Add(reader);
                    return true;
                });
            });
        }
        catch (AggregateException problem) when (ToolException.In(problem.InnerExceptions[0]) is { } told)
        {
            throw told;
        }
        finally
        {
            foreach (ParquetReader reader in readers)
            {
                Close(reader);
            }
        }

        return new ColumnGroup(firstRow, rows, Enumerable.Range(0, numbers.Length).ToDictionary(i => numbers[i], i => read[i]),
            Enumerable.Range(0, cells.Length).ToDictionary(i => cells[i], i => values[i]), areLent: true);
    }

    private string Place(int group, int column) => $"{Path}, row group {group + 1}, column {Cell.Show(Columns[column].Name)}";

    // What a chunk of a column says of itself, against the file and the pages that are there.
    private void Check(int group, int column, int rows)
    {
        string name = Columns[column].Name;
        ColumnChunk chunk = _metadata.RowGroups[group].Columns.FirstOrDefault(one => one.MetaData?.PathInSchema is [var only] && only == name)
            ?? throw new InvalidDataException(_metadata.RowGroups[group].Columns.Any(one => one.CryptoMetadata is not null)
                ? "it is encrypted, which is not read." : "the row group lacks it.");
        if (chunk.CryptoMetadata is not null)
        {
            throw new InvalidDataException("it is encrypted, which is not read.");
        }

        ColumnMetaData data = chunk.MetaData!;
        if (!Enum.IsDefined(data.Codec) || data.Codec == CompressionCodec.LZO)
        {
            throw new InvalidDataException($"it is compressed with {data.Codec}, which is not read; snappy, gzip, brotli, lz4 and zstd are.");
        }

        if (data.NumValues != rows)
        {
            throw new InvalidDataException($"it claims {data.NumValues} values, the row group {rows} rows.");
        }

        long start = data.DictionaryPageOffset is { } dictionary and > 0 ? Math.Min(dictionary, data.DataPageOffset) : data.DataPageOffset;
        if (start < 4 || data.TotalCompressedSize < 0 || data.TotalCompressedSize > Length - start)
        {
            throw new InvalidDataException($"it claims {data.TotalCompressedSize} bytes from {start}, which the file does not have.");
        }

        ParquetPages.Check(_file, start, data.TotalCompressedSize, rows, Damage.MostBytes(Length),
            data.Codec == CompressionCodec.SNAPPY);
    }

    // Arrays of the pool, of at least as many values as there are rows: those of row groups would stay in memory until they are collected.
    private double[] Numbers(ParquetRowGroupReader group, int column, int rows)
    {
        DataField field = _fields[column];
        return field.ClrType switch
        {
            var type when type == typeof(double) => Doubles(group, field, rows),
            var type when type == typeof(float) => Doubles<float>(group, field, rows, double.CreateTruncating),
            var type when type == typeof(Half) => Doubles<Half>(group, field, rows, double.CreateTruncating),
            var type when type == typeof(sbyte) => Doubles<sbyte>(group, field, rows, double.CreateTruncating),
            var type when type == typeof(byte) => Doubles<byte>(group, field, rows, double.CreateTruncating),
            var type when type == typeof(short) => Doubles<short>(group, field, rows, double.CreateTruncating),
            var type when type == typeof(ushort) => Doubles<ushort>(group, field, rows, double.CreateTruncating),
            var type when type == typeof(int) => Doubles<int>(group, field, rows, double.CreateTruncating),
            var type when type == typeof(uint) => Doubles<uint>(group, field, rows, double.CreateTruncating),
            var type when type == typeof(long) => Doubles<long>(group, field, rows, double.CreateTruncating),
            var type when type == typeof(ulong) => Doubles<ulong>(group, field, rows, double.CreateTruncating),
            var type when type == typeof(bool) => Doubles<bool>(group, field, rows, value => value ? 1 : 0),
            var type when type == typeof(decimal) => Doubles<decimal>(group, field, rows, Decimals.ToDouble),
            var type when type == typeof(BigDecimal) =>
                Doubles<BigDecimal>(group, field, rows, value => Decimals.ToDouble(value.UnscaledValue, value.Scale)),
            _ => HalfValues(group, field, rows),
        };
    }

    private static double[] HalfValues(ParquetRowGroupReader group, DataField field, int rows)
    {
        byte[]?[] read = Bytes(group, field, rows);
        double[] values = ArrayPool<double>.Shared.Rent(rows);
        for (int i = 0; i < rows; i++)
        {
            values[i] = read[i] is { Length: 2 } bytes ? (double)BitConverter.ToHalf(bytes) : double.NaN;
        }

        return values;
    }

    private static double[] Doubles(ParquetRowGroupReader group, DataField field, int rows)
    {
        if (field.IsNullable)
        {
            return Doubles<double>(group, field, rows, value => value);
        }

        double[] values = ArrayPool<double>.Shared.Rent(rows);
        group.ReadRawAsync(field, values.AsMemory(0, rows), null, null, default).AsTask().GetAwaiter().GetResult();
        return values;
    }

    private static double[] Doubles<T>(ParquetRowGroupReader group, DataField field, int rows, Func<T, double> convert)
        where T : struct
    {
        double[] values = ArrayPool<double>.Shared.Rent(rows);
        if (!field.IsNullable)
        {
            T[] whole = ArrayPool<T>.Shared.Rent(rows);
            group.ReadAsync(field, whole.AsMemory(0, rows), null, default).AsTask().GetAwaiter().GetResult();
            for (int i = 0; i < rows; i++)
            {
                values[i] = convert(whole[i]);
            }

            ArrayPool<T>.Shared.Return(whole);
            return values;
        }

        // Lent arrays, because those of row groups would stay in memory until they are collected; after an error they are not given back.
        T?[] read = ArrayPool<T?>.Shared.Rent(rows);
        read.AsSpan(0, rows).Clear();
        group.ReadAsync(field, read.AsMemory(0, rows), null, default).AsTask().GetAwaiter().GetResult();
        for (int i = 0; i < rows; i++)
        {
            values[i] = read[i] is { } value ? convert(value) : double.NaN;
        }

        ArrayPool<T?>.Shared.Return(read);
        return values;
    }

    private static T?[] Nullable<T>(ParquetRowGroupReader group, DataField field, int rows)
        where T : struct
    {
        var values = new T?[rows];
        if (field.IsNullable)
        {
            group.ReadAsync(field, values.AsMemory(), null, default).AsTask().GetAwaiter().GetResult();
            return values;
        }

        T[] whole = new T[rows];
        group.ReadAsync(field, whole.AsMemory(), null, default).AsTask().GetAwaiter().GetResult();
        return Array.ConvertAll(whole, value => (T?)value);
    }

    private static byte[]?[] Bytes(ParquetRowGroupReader group, DataField field, int rows)
    {
        byte[]?[] values = new byte[]?[rows];
        group.ReadAsync(field, values.AsMemory()!, null, default).AsTask().GetAwaiter().GetResult();
        return values;
    }

    private ColumnValues Values(ParquetRowGroupReader group, int column, int rows)
    {
        DataField field = _fields[column];
        System.Type type = field.ClrType;
        switch (Columns[column].Type)
        {
            case CellType.Number: return new ColumnValues.Numbers(Numbers(group, column, rows)[..rows]);
            case CellType.Boolean: return new ColumnValues.Booleans(Nullable<bool>(group, field, rows));
            case CellType.Integer: return new ColumnValues.Integers(Integers(group, field, rows));
        }

        if (type != typeof(string) && type != typeof(ReadOnlyMemory<char>))
        {
            return new ColumnValues.Texts(
                type == typeof(DateTime) ? Texts<DateTime>(group, field, rows, Times.Show)
                : type == typeof(DateOnly) ? Texts<DateOnly>(group, field, rows, value => value.ToString("O", CultureInfo.InvariantCulture))
                : type == typeof(TimeOnly) ? Texts<TimeOnly>(group, field, rows, value => value.ToString("O", CultureInfo.InvariantCulture))
                : type == typeof(TimeSpan) ? Texts<TimeSpan>(group, field, rows, value => value.ToString("c", CultureInfo.InvariantCulture))
                : Texts<Guid>(group, field, rows, value => value.ToString()));
        }

        string?[] texts = new string?[rows];
        group.ReadAsync(field, texts.AsMemory()!, null, default).AsTask().GetAwaiter().GetResult();
        return new ColumnValues.Texts(texts);
    }

    private static string?[] Texts<T>(ParquetRowGroupReader group, DataField field, int rows, Func<T, string> show)
        where T : struct => Array.ConvertAll(Nullable<T>(group, field, rows), value => value is { } given ? show(given) : null);

    private static long?[] Integers(ParquetRowGroupReader group, DataField field, int rows) => field.ClrType switch
    {
        var type when type == typeof(sbyte) => Integers<sbyte>(group, field, rows),
        var type when type == typeof(byte) => Integers<byte>(group, field, rows),
        var type when type == typeof(short) => Integers<short>(group, field, rows),
        var type when type == typeof(ushort) => Integers<ushort>(group, field, rows),
        var type when type == typeof(int) => Integers<int>(group, field, rows),
        var type when type == typeof(uint) => Integers<uint>(group, field, rows),
        _ => Nullable<long>(group, field, rows),
    };

    private static long?[] Integers<T>(ParquetRowGroupReader group, DataField field, int rows)
        where T : struct, INumberBase<T> =>
        Array.ConvertAll(Nullable<T>(group, field, rows), value => value is { } given ? long.CreateTruncating(given) : (long?)null);
}
