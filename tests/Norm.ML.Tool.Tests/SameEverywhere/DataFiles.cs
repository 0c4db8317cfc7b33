using System.Globalization;
using System.IO.Compression;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Parquet;
using Parquet.Schema;

namespace Norm.ML.Tool.Tests.SameEverywhere;

/// <summary>Numbers in every format that is read, by the libraries that others write them with.</summary>
internal static class DataFiles
{
    public static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    public static byte[] Zstd(string text)
    {
        using var zstd = new ZstdSharp.Compressor();
        return zstd.Wrap(Encoding.UTF8.GetBytes(text)).ToArray();
    }

    /// <summary>JSON lines: a missing value is null, or its name is not there.</summary>
    public static string Json(string[] columns, double[] values)
    {
        var text = new StringBuilder();
        for (int at = 0; at < values.Length; at += columns.Length)
        {
            IEnumerable<string> members = columns.Select((name, i) => $"\"{name}\": {Number(values[at + i])}");
            text.Append('{').AppendJoin(", ", at % 2 == 0 ? members : members.Where(member => !member.EndsWith("null", StringComparison.Ordinal)))
                .Append("}\n");
        }

        return text.ToString();

        static string Number(double value) => double.IsNaN(value) ? "null" : value.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>Parquet, with row groups of so many rows.</summary>
    public static byte[] ParquetFile(string[] columns, double[] values, int groupRows, CompressionMethod method = CompressionMethod.Snappy)
    {
        DataField[] fields = [.. columns.Select(name => new DataField<double>(name, true))];
        using var stream = new MemoryStream();
        ParquetWriter writer = ParquetWriter.CreateAsync(new ParquetSchema(fields), stream, new() { CompressionMethod = method })
            .GetAwaiter().GetResult();
        int rows = values.Length / columns.Length;
        for (int first = 0; first < rows; first += groupRows)
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            for (int i = 0; i < columns.Length; i++)
            {
                double?[] column = [.. Enumerable.Range(first, Math.Min(groupRows, rows - first)).Select(row => values[row * columns.Length + i])
                    .Select(value => double.IsNaN(value) ? (double?)null : value)];
                group.WriteAsync(fields[i], (ReadOnlyMemory<double?>)column, null, null, default).GetAwaiter().GetResult();
            }
        }

        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return stream.ToArray();
    }

    /// <summary>Parquet with a column of integers and one of doubles.</summary>
    public static byte[] Integers(string name, long?[] integers, string other, double[] doubles)
    {
        DataField[] fields = [new DataField<long>(name, true), new DataField<double>(other, false)];
        using var stream = new MemoryStream();
        ParquetWriter writer = ParquetWriter.CreateAsync(new ParquetSchema(fields), stream).GetAwaiter().GetResult();
        using (ParquetRowGroupWriter group = writer.CreateRowGroup())
        {
            group.WriteAsync(fields[0], (ReadOnlyMemory<long?>)integers, null, null, default).GetAwaiter().GetResult();
            group.WriteAsync(fields[1], (ReadOnlyMemory<double>)doubles, null, null, default).GetAwaiter().GetResult();
        }

        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return stream.ToArray();
    }

    /// <summary>Parquet of three rows with a column of each kind; the last row is null.</summary>
    public static byte[] MixedParquet()
    {
        var nested = new StructField("nested", new DataField<int>("inner", false));
        DataField text = new DataField<string>("text"), time = new DateTimeDataField("time", DateTimeFormat.DateAndTimeMicros, isNullable: true),
            small = new DataField<sbyte>("small", true), flag = new DataField<bool>("flag", true),
            exact = new DecimalDataField("exact", 18, 4, isNullable: true),
            unsigned = new DataField<ulong>("unsigned", true);
        using var stream = new MemoryStream();
        ParquetWriter writer = ParquetWriter.CreateAsync(new ParquetSchema(nested, text, time, small, flag, exact, unsigned), stream)
            .GetAwaiter().GetResult();
        using (ParquetRowGroupWriter group = writer.CreateRowGroup())
        {
            var when = new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc);
            var inner = (DataField)nested.Fields[0];
            ReadOnlyMemory<int> levels = new[] { inner.MaxDefinitionLevel, inner.MaxDefinitionLevel, inner.MaxDefinitionLevel };
            group.WriteAllPartsAsync(inner, (ReadOnlyMemory<int>)new[] { 1, 2, 3 }, levels, null, default).GetAwaiter().GetResult();
            group.WriteAsync(text, (IReadOnlyCollection<string>)new string?[] { "x", "y", null }!, null).GetAwaiter().GetResult();
            group.WriteAsync(time, (ReadOnlyMemory<DateTime?>)new DateTime?[] { when, when, null }, null, null, default).GetAwaiter().GetResult();
            group.WriteAsync(small, (ReadOnlyMemory<sbyte?>)new sbyte?[] { -1, 3, null }, null, null, default).GetAwaiter().GetResult();
            group.WriteAsync(flag, (ReadOnlyMemory<bool?>)new bool?[] { true, false, null }, null, null, default).GetAwaiter().GetResult();
            group.WriteAsync(exact, (ReadOnlyMemory<decimal?>)new decimal?[] { 0.1m, 0.3m, null }, null, null, default).GetAwaiter().GetResult();
            group.WriteAsync(unsigned, (ReadOnlyMemory<ulong?>)new ulong?[] { 1, ulong.MaxValue, null }, null, null, default).GetAwaiter()
                .GetResult();
        }

        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return stream.ToArray();
    }

    /// <summary>The same as an Arrow file.</summary>
    public static byte[] MixedArrow()
    {
        var when = new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.Zero);
        var inner = new Apache.Arrow.Types.StructType([new Apache.Arrow.Field("inner", Apache.Arrow.Types.Int32Type.Default, true)]);
        IArrowArray nested = new StructArray(inner, 3, [new Int32Array.Builder().Append(1).Append(2).Append(3).Build()], ArrowBuffer.Empty, 0);
        var moment = new Apache.Arrow.Types.TimestampType(Apache.Arrow.Types.TimeUnit.Microsecond, "UTC");
        var exact = new Apache.Arrow.Types.Decimal128Type(18, 4);
        (string Name, IArrowArray Array)[] columns =
        [
            ("nested", nested),
            ("text", new StringArray.Builder().Append("x").Append("y").AppendNull().Build()),
            ("time", new TimestampArray.Builder(moment).Append(when).Append(when).AppendNull().Build()),
            ("small", new Int8Array.Builder().Append(-1).Append(3).AppendNull().Build()),
            ("flag", new BooleanArray.Builder().Append(true).Append(false).AppendNull().Build()),
            ("exact", new Decimal128Array.Builder(exact).Append(0.1m).Append(0.3m).AppendNull().Build()),
            ("unsigned", new UInt64Array.Builder().Append(1).Append(ulong.MaxValue).AppendNull().Build()),
        ];
        Schema schema = new([.. columns.Select(column => new Apache.Arrow.Field(column.Name, column.Array.Data.DataType, true))], null);
        using var stream = new MemoryStream();
        using var writer = new ArrowFileWriter(stream, schema, true);
        writer.WriteRecordBatch(new RecordBatch(schema, columns.Select(column => column.Array), 3));
        writer.WriteEnd();
        return stream.ToArray();
    }

    /// <summary>An Arrow file or stream, with record batches of so many rows.</summary>
    public static byte[] ArrowFile(string[] columns, double[] values, int batchRows, bool asStream = false, CompressionCodecType? codec = null)
    {
        Schema schema = new([.. columns.Select(name => new Apache.Arrow.Field(name, Apache.Arrow.Types.DoubleType.Default, true))], null);
        using var stream = new MemoryStream();
        IpcOptions options = codec is { } type ? new() { CompressionCodecFactory = new CompressionCodecFactory(), CompressionCodec = type } : new();
        using ArrowStreamWriter writer = asStream ? new ArrowStreamWriter(stream, schema, true, options)
            : new ArrowFileWriter(stream, schema, true, options);
        int rows = values.Length / columns.Length;
        for (int first = 0; first < rows; first += batchRows)
        {
            int count = Math.Min(batchRows, rows - first);
            writer.WriteRecordBatch(new RecordBatch(schema, columns.Select((_, i) =>
            {
                var column = new DoubleArray.Builder();
                for (int row = first; row < first + count; row++)
                {
                    double value = values[row * columns.Length + i];
                    column.Append(double.IsNaN(value) ? null : value);
                }

                return column.Build();
            }), count));
        }

        writer.WriteEnd();
        return stream.ToArray();
    }

    /// <summary>A NumPy matrix in either order and byte order.</summary>
    public static byte[] Npy(int columns, double[] values, bool fortran = false, bool bigEndian = false)
    {
        int rows = values.Length / columns;
        string header = $"{{'descr': '{(bigEndian ? '>' : '<')}f8', 'fortran_order': {fortran}, 'shape': ({rows}, {columns}), }}".PadRight(117)
            + "\n";
        double[] stored = fortran ? [.. Enumerable.Range(0, values.Length).Select(i => values[i % rows * columns + i / rows])] : values;
        IEnumerable<byte> bytes = stored.SelectMany(value => bigEndian ? BitConverter.GetBytes(value).Reverse() : BitConverter.GetBytes(value));
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. bytes];
    }

    /// <summary>An archive of matrices.</summary>
    public static byte[] Npz(CompressionLevel level, params (string Name, byte[] Npy)[] arrays)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] npy) in arrays)
            {
                using Stream entry = zip.CreateEntry(name + ".npy", level).Open();
                entry.Write(npy);
            }
        }

        return stream.ToArray();
    }
}
