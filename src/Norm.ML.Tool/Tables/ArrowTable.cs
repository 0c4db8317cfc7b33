using System.Globalization;
using System.Numerics;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Microsoft.Win32.SafeHandles;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Tables;

/// <summary>An Arrow file (Feather version 2 is one) or stream: a record batch at a time.</summary>
internal sealed class ArrowTable : TableFile
{
    private readonly SafeFileHandle _file;
    private readonly bool _isStream;
    private readonly IArrowType[] _types;

    /// <summary>Opens a file, and reads its schema.</summary>
    /// <param name="path">What messages call it.</param>
    /// <param name="file">The file; it stays open.</param>
    /// <param name="isStream">Whether it is a stream in a file: without a table of what is in it.</param>
    /// <exception cref="ToolException">It is cut off or damaged.</exception>
    public ArrowTable(string path, SafeFileHandle file, bool isStream)
        : base(path)
    {
        (_file, _isStream) = (file, isStream);
        Length = RandomAccess.GetLength(file);
        CheckEnd();
        using ArrowStreamReader reader = Open();
        Schema schema = Damage.Try($"{path}, the schema", () => reader.GetSchema().AsTask().GetAwaiter().GetResult());
        (Columns, _types) = Damage.Try($"{path}, the schema", () => ((IReadOnlyList<TableColumn>)[.. schema.FieldsList.Select(Describe)],
            (IArrowType[])[.. schema.FieldsList.Select(field => field.DataType)]));
    }

    /// <summary>What a file of this kind begins with.</summary>
    public static ReadOnlySpan<byte> FileMark => "ARROW1\0\0"u8;

    public override IReadOnlyList<TableColumn> Columns { get; }

    public override long? Rows => null;

    public override long Length { get; }

    /// <summary>Whether a file is a stream: it begins with the length of a message.</summary>
    public static bool IsStream(ReadOnlySpan<byte> start) =>
        start is [255, 255, 255, 255, _, _, _, <= 15, ..] && start[4..8].ContainsAnyExcept((byte)0);

    public override IEnumerable<TableGroup> Read(long firstRow, ColumnNeeds needs, CancellationToken cancellation)
    {
        using ArrowStreamReader reader = Open();
        long rows = 0;
        for (int batch = 1; ; batch++)
        {
            cancellation.ThrowIfCancellationRequested();
            using RecordBatch? read = Damage.Try($"{Path}, record batch {batch}", reader.ReadNextRecordBatch);
            if (read is null)
            {
                yield break;
            }

            int number = batch;
            if (read.Length > 0 && rows + read.Length > firstRow)
            {
                long first = rows;
                yield return Damage.Try($"{Path}, record batch {number}", () => Convert(read, first, number, needs));
            }

            rows += read.Length;
        }
    }

    private ArrowStreamReader Open()
    {
        var stream = new Messages(_file, _isStream);
        var allocator = new BoundedAllocator(Damage.MostBytes(Length));
        return Damage.Try(Path, () => _isStream ? new ArrowStreamReader(stream, allocator, new CompressionCodecFactory(), false)
            : new ArrowFileReader(stream, allocator, new CompressionCodecFactory(), false));
    }

    // A file ends with its mark, a stream with a message of no length.
    private void CheckEnd()
    {
        byte[] end = new byte[10];
        int length = _isStream ? 8 : 10;
        bool whole = Length >= 8 + length && RandomAccess.Read(_file, end.AsSpan(0, length), Length - length) == length
            && (_isStream ? end.AsSpan(4, 4).SequenceEqual("\0\0\0\0"u8) : end.AsSpan(4).SequenceEqual("ARROW1"u8));
        if (!whole)
        {
            throw new ToolException($"{Path}: the Arrow {(_isStream ? "stream ends early: the message that ends it" : "file is cut off: its end")} "
                + "is missing.");
        }

        long footer = _isStream ? 1 : System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(end);
        if (footer < 1 || footer > Length - 18)
        {
            throw new ToolException($"{Path}: the footer claims {footer} bytes, and the file has {Length}: the Arrow file is damaged.");
        }
    }

    private static TableColumn Describe(Field field) => field.DataType switch
    {
        // The library takes memory of the stack for as many digits as a scale says.
        FixedSizeBinaryType type when Digits(type) is { } digits && (digits.Precision < 1 || digits.Precision > 2.5 * 8 * digits.Bytes
            || Math.Abs((long)digits.Scale) > 2.5 * 8 * digits.Bytes) => throw new InvalidDataException(
            $"column {Cell.Show(field.Name)} has decimals of {digits.Precision} digits with the scale {digits.Scale} in {digits.Bytes} bytes."),
        BooleanType => TableColumn.Numbers(field.Name, CellType.Boolean),
        UInt64Type => TableColumn.Numbers(field.Name),
        IntegerType => TableColumn.Numbers(field.Name, CellType.Integer),
        NumberType or Decimal32Type or Decimal64Type or Decimal128Type or Decimal256Type or NullType => TableColumn.Numbers(field.Name),
        StringType or LargeStringType or StringViewType => TableColumn.Other(field.Name, CellType.Text, RowSource.Text),
        DictionaryType { ValueType: StringType or LargeStringType or StringViewType } => TableColumn.Other(field.Name, CellType.Text, RowSource.Text),
        DictionaryType { ValueType: NumberType } => TableColumn.Numbers(field.Name),
        TimestampType or DateType or TimeType or DurationType or IntervalType => TableColumn.Other(field.Name, CellType.Text, "times"),
        NestedType => TableColumn.Other(field.Name, CellType.Other, "nested"),
        var type => TableColumn.Other(field.Name, CellType.Other, $"values of type {type.Name}"),
    };

    private static (int Bytes, int Precision, int Scale)? Digits(FixedSizeBinaryType type) => type switch
    {
        Decimal32Type small => (4, small.Precision, small.Scale),
        Decimal64Type medium => (8, medium.Precision, medium.Scale),
        Decimal128Type large => (16, large.Precision, large.Scale),
        Decimal256Type larger => (32, larger.Precision, larger.Scale),
        _ => null,
    };

    private ColumnGroup Convert(RecordBatch batch, long firstRow, int number, ColumnNeeds needs)
    {
        if (batch.ColumnCount != Columns.Count || batch.Arrays.Any(array => array.Length != batch.Length))
        {
            throw new InvalidDataException("its columns differ in length.");
        }

        return new ColumnGroup(firstRow, batch.Length,
            needs.Numbers.Distinct().ToDictionary(column => column, column => Damage.Try(Place(column), () => Numbers(batch.Column(column)))),
            needs.Cells.Distinct().ToDictionary(column => column, column => Damage.Try(Place(column), () => Values(batch.Column(column), column))));

        string Place(int column) => $"{Path}, record batch {number}, column {Cell.Show(Columns[column].Name)}";
    }

    // A column's buffer holds the rows that it claims; no memory is taken for others.
    private void CheckLength(IArrowArray array)
    {
        int bits = array.Data.DataType switch
        {
            FixedWidthType type => type.BitWidth,
            StringType => 8 * sizeof(int),
            LargeStringType => 8 * sizeof(long),
            _ => 0,
        };
        long held = bits > 0 && array.Data.Buffers.Length > 1 ? 8L * array.Data.Buffers[1].Length / bits - array.Data.Offset
            : Damage.MostBytes(Length) / sizeof(double);
        if (array.Length > held)
        {
            throw new InvalidDataException($"it claims {array.Length} rows, and its buffer holds {Math.Max(0, held)}.");
        }
    }

    private double[] Numbers(IArrowArray array)
    {
        CheckLength(array);
        double[] values = new double[array.Length];
        switch (array)
        {
            case DoubleArray doubles: doubles.Values.CopyTo(values); break;
            case FloatArray floats: Widen(floats.Values, values); break;
            case HalfFloatArray halves: Widen(halves.Values, values); break;
            case Int8Array integers: Widen(integers.Values, values); break;
            case UInt8Array integers: Widen(integers.Values, values); break;
            case Int16Array integers: Widen(integers.Values, values); break;
            case UInt16Array integers: Widen(integers.Values, values); break;
            case Int32Array integers: Widen(integers.Values, values); break;
            case UInt32Array integers: Widen(integers.Values, values); break;
            case Int64Array integers: Widen(integers.Values, values); break;
            case UInt64Array integers: Widen(integers.Values, values); break;
            case BooleanArray booleans: Each(i => booleans.GetValue(i) is true ? 1 : 0); break;
            case Decimal32Array decimals:
                Each(i => Parse(decimals.IsNull(i) ? null : decimals.GetValue(i)?.ToString(CultureInfo.InvariantCulture)));
                break;
            case Decimal64Array decimals:
                Each(i => Parse(decimals.IsNull(i) ? null : decimals.GetValue(i)?.ToString(CultureInfo.InvariantCulture)));
                break;
            case Decimal128Array decimals: Each(i => Parse(decimals.GetString(i))); break;
            case Decimal256Array decimals: Each(i => Parse(decimals.GetString(i))); break;
            case DictionaryArray dictionary:
                double[] held = Numbers(dictionary.Dictionary);
                int[] places = [.. dictionary.EnumeratePhysicalIndices()];
                Each(i => dictionary.IsNull(i) ? double.NaN : held[places[i]]);
                break;
            default: values.AsSpan().Fill(double.NaN); break;
        }

        for (int i = 0; array.NullCount != 0 && i < values.Length; i++)
        {
            values[i] = array.IsNull(i) ? double.NaN : values[i];
        }

        return values;

        void Each(Func<int, double> value)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = value(i);
            }
        }
    }

    private static double Parse(string? text) => text is null ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);

    private static void Widen<T>(ReadOnlySpan<T> from, Span<double> to)
        where T : struct, INumberBase<T>
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = double.CreateTruncating(from[i]);
        }
    }

    private ColumnValues Values(IArrowArray array, int column)
    {
        switch (Columns[column].Type)
        {
            case CellType.Number: return new ColumnValues.Numbers(Numbers(array));
            case CellType.Boolean: return new ColumnValues.Booleans(Make(array, i => ((BooleanArray)array).GetValue(i)));
            case CellType.Integer: return new ColumnValues.Integers(Make(array, i => array.IsNull(i) ? null : Integer(array, i)));
            case var _ when array is DictionaryArray dictionary:
                int[] places = [.. dictionary.EnumeratePhysicalIndices()];
                IArrowType type = ((DictionaryType)_types[column]).ValueType;
                return new ColumnValues.Texts(Make(array, i => array.IsNull(i) ? null : Text(dictionary.Dictionary, places[i], type)));
            default: return new ColumnValues.Texts(Make(array, i => array.IsNull(i) ? null : Text(array, i, _types[column])));
        }
    }

    private T[] Make<T>(IArrowArray array, Func<int, T> value)
    {
        CheckLength(array);
        T[] values = new T[array.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = value(i);
        }

        return values;
    }

    private static long? Integer(IArrowArray array, int i) => array switch
    {
        Int8Array integers => integers.GetValue(i),
        UInt8Array integers => integers.GetValue(i),
        Int16Array integers => integers.GetValue(i),
        UInt16Array integers => integers.GetValue(i),
        Int32Array integers => integers.GetValue(i),
        UInt32Array integers => integers.GetValue(i),
        _ => ((Int64Array)array).GetValue(i),
    };

    private static string? Text(IArrowArray array, int i, IArrowType type) => array switch
    {
        StringArray texts => Text(texts.Values, texts.ValueOffsets[i], texts.ValueOffsets[i + 1]),
        LargeStringArray texts => Text(texts.Data.Buffers[2].Span, texts.ValueOffsets[i], texts.ValueOffsets[i + 1]),
        StringViewArray texts => Encoding.UTF8.GetString(texts.GetBytes(i)),
        TimestampArray times => times.GetTimestamp(i) is { } time
            ? Times.Show(((TimestampType)type).Timezone is { Length: > 0 } ? time.UtcDateTime : time.DateTime) : null,
        Date32Array dates => dates.GetDateOnly(i)?.ToString("O", CultureInfo.InvariantCulture),
        Date64Array dates => dates.GetDateOnly(i)?.ToString("O", CultureInfo.InvariantCulture),
        Time32Array times => times.GetTime(i)?.ToString("O", CultureInfo.InvariantCulture),
        Time64Array times => times.GetTime(i)?.ToString("O", CultureInfo.InvariantCulture),
        DurationArray durations => durations.GetTimeSpan(i)?.ToString("c", CultureInfo.InvariantCulture),
        _ => null,
    };

    // The library's own way reads beyond the column where its offsets are wrong.
    private static string Text(ReadOnlySpan<byte> texts, long start, long end) => start >= 0 && start <= end && end <= texts.Length
        ? Encoding.UTF8.GetString(texts[(int)start..(int)end])
        : throw new InvalidDataException($"a text lies at bytes {start} to {end} of {texts.Length}.");

    /// <summary>Refuses what a damaged length asks for.</summary>
    private sealed class BoundedAllocator(long most) : Apache.Arrow.Memory.MemoryAllocator
    {
        protected override System.Buffers.IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
        {
            bytesAllocated = length;
            return length >= 0 && length <= most ? Default.Value.Allocate(length)
                : throw new InvalidDataException($"it claims {length} bytes, more than a file of this size unpacks to.");
        }
    }

    /// <summary>A file whose messages are checked before the library takes memory for what they claim. Their lengths are read alone, after a mark or
    /// without it; then the message.</summary>
    private sealed class Messages(SafeFileHandle file, bool isStream) : HandleStream(file)
    {
        private const int Continues = -1, FooterLengthFromEnd = 10;

        private int _next;
        private bool _isFooter;

        public override int Read(Span<byte> buffer)
        {
            long at = Position;
            int got = base.Read(buffer);
            if (_next > 0 && buffer.Length == _next)
            {
                Check(buffer[..got]);
                _next = 0;
                return got;
            }

            if (got == buffer.Length && got is sizeof(int) or sizeof(long))
            {
                int length = BitConverter.ToInt32(buffer) is var first && first == Continues && got == sizeof(long)
                    ? BitConverter.ToInt32(buffer[sizeof(int)..]) : first;
                bool isLength = got == sizeof(int) ? length != Continues : first == Continues;
                if (isLength && (length < 0 || length > Length))
                {
                    throw new InvalidDataException($"a message claims {length} bytes, which the file does not have.");
                }

                (_next, _isFooter) = (isLength ? length : 0, !isStream && at == Length - FooterLengthFromEnd);
            }

            return got;
        }

        private void Check(ReadOnlySpan<byte> bytes)
        {
            var metadata = new ArrowMetadata(bytes);
            if (_isFooter)
            {
                metadata.CheckFooter();
            }
            else
            {
                metadata.CheckMessage();
            }
        }
    }
}
