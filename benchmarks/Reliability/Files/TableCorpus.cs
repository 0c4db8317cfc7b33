using System.Globalization;
using System.IO.Compression;
using System.Text;
using Apache.Arrow.Ipc;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Sources;
using Norm.ML.Tool.Tables;
using Norm.ML.Tool.Tests.SameEverywhere;
using Parquet;

namespace Norm.ML.Reliability.Files;

/// <summary>Tables in the formats that the commands read, and a reading of all their cells.</summary>
internal static class TableCorpus
{
    private const int MostRows = 1000, MostColumns = 100;

    private static readonly string[] Names = ["alpha", "beta", "gamma"];
    private static readonly double[] Numbers = TensorCorpus.Numbers;

    public static IReadOnlyList<byte[]> ParquetFiles { get; } =
    [
        .. ((CompressionMethod[])[CompressionMethod.None, CompressionMethod.Snappy, CompressionMethod.Gzip, CompressionMethod.Zstd,
            CompressionMethod.Brotli, CompressionMethod.LZ4]).Select(method => DataFiles.ParquetFile(Names, Numbers, 25, method)),
        DataFiles.MixedParquet(), DataFiles.Integers("number", [1, null, 3, long.MaxValue], "other", [1, 2, 3, 4]),
    ];

    public static IReadOnlyList<byte[]> ArrowFiles { get; } =
    [
        DataFiles.ArrowFile(Names, Numbers, 25), DataFiles.ArrowFile(Names, Numbers, 25, codec: CompressionCodecType.Lz4Frame),
        DataFiles.ArrowFile(Names, Numbers, 25, codec: CompressionCodecType.Zstd), DataFiles.MixedArrow(),
    ];

    public static IReadOnlyList<byte[]> ArrowStreams { get; } =
        [DataFiles.ArrowFile(Names, Numbers, 25, asStream: true), DataFiles.ArrowFile(Names, Numbers, 25, true, CompressionCodecType.Zstd)];

    public static IReadOnlyList<byte[]> Npz { get; } =
    [
        ZipParts.Write([("a.npy", DataFiles.Npy(3, Numbers)), ("b.npy", DataFiles.Npy(1, Numbers[..40]))]),
        ZipParts.Write([("a.npy", DataFiles.Npy(3, Numbers))], CompressionLevel.NoCompression),
    ];

    public static IReadOnlyList<byte[]> Csv { get; } =
    [
        Encoding.UTF8.GetBytes(Text(',')), Encoding.UTF8.GetBytes(Text(';').ReplaceLineEndings("\r\n")), Encoding.UTF8.GetBytes(Text('\t')),
        [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Text(','))],
        Encoding.UTF8.GetBytes("name,\"a \"\"b\"\"\",c\n\"x, y\",1,2\n\"two\nlines\",3,\n5\" nails,,1e-3\n"),
    ];

    public static IReadOnlyList<byte[]> Json { get; } =
    [
        Encoding.UTF8.GetBytes(DataFiles.Json(Names, Numbers)),
        ("{\"a\": 1, \"b\": \"x\\u00e9\", \"c\": true, \"d\": [1, {\"e\": 2}]}\n"u8
            + "{\"a\": \"3\", \"c\": false}\n\n{\"b\": \"\\ud83d\\ude00\"}\n"u8).ToArray(),
    ];

    public static IReadOnlyList<byte[]> Gzip { get; } =
        [.. Csv.Concat(Json).Select(PackGzip), [.. PackGzip(Csv[0]), .. PackGzip(Encoding.UTF8.GetBytes("1,2,3\n"))]];

    public static IReadOnlyList<byte[]> Zstd { get; } = [.. Csv.Concat(Json).Select(text => PackZstd(text))];

    /// <summary>Reads all columns of numbers, then all cells as texts.</summary>
    public static ulong Read(byte[] bytes, string folder, bool compare) => ReadCells(bytes, folder, names: true);

    /// <summary>The same without the names of columns: those in a zip file have no checksum.</summary>
    public static ulong ReadNumbers(byte[] bytes, string folder, bool compare) => ReadCells(bytes, folder, names: false);

    private static ulong ReadCells(byte[] bytes, string folder, bool names)
    {
        string path = Path.Combine(folder, FileFormat.FileName);
        File.WriteAllBytes(path, bytes);
        using RowSource source = SourceFiles.Open([path], TextFormat.Default, ColumnChoice.All, again: true, CancellationToken.None);
        var digest = new Digest();
        digest.Add(names ? source.Describe() : "");
        int[] columns = [.. Enumerable.Range(0, source.Columns.Count)];
        int[] numbers = [.. columns.Where(column => source.KindOf(column) != ColumnKind.Text)];
        var sink = new Sink();
        NumberReader reader = source.CreateReader(numbers);
        foreach (RowBlock block in numbers.Length == 0 ? [] : source.Read(ColumnNeeds.OfNumbers(numbers), CancellationToken.None))
        {
            if (reader.Read(block, sink, CancellationToken.None) is { } problem)
            {
                throw problem.Error;
            }

            source.Release(block);
        }

        digest.Add(BitConverter.GetBytes(sink.Value));
        var needs = new ColumnNeeds([], [.. columns.Where(column => source is not TableSource table || table.TypeOf(column) != CellType.Other)]);
        CellReader cells = source.CreateCellReader(needs);
        foreach (RowBlock block in source.Read(needs, CancellationToken.None))
        {
            BlockCells read = cells.Read(block, (cell, column) => source.Problem(cell, source.Columns[column], "is not a number"),
                CancellationToken.None);
            foreach (int column in needs.Cells.Take(MostColumns))
            {
                for (int row = 0; row < Math.Min(read.Rows, MostRows); row++)
                {
                    digest.Add(read.Text(row, column));
                }
            }

            source.Release(block);
        }

        return digest.Value;
    }

    public static byte[] AlterGzip(byte[] file, Mutation mutation) =>
        mutation.Random.Next(2000) == 0 ? PackGzip(new byte[24 << 20]) : PackGzip(HeaderParts.AlterText(Unpack(file), mutation));

    public static byte[] AlterZstd(byte[] file, Mutation mutation)
    {
        if (mutation.Random.Next(2000) == 0)
        {
            return PackZstd(new byte[24 << 20]);
        }

        using var unpacker = new ZstdSharp.Decompressor();
        return PackZstd(HeaderParts.AlterText(unpacker.Unwrap(file).ToArray(), mutation));
    }

    private static string Text(char separator)
    {
        var text = new StringBuilder().AppendJoin(separator, Names).Append('\n');
        for (int at = 0; at < Numbers.Length; at += Names.Length)
        {
            text.AppendJoin(separator, Numbers.Skip(at).Take(Names.Length).Select(value =>
                double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        }

        return text.ToString();
    }

    private static byte[] PackGzip(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }

    // A first part is enough where files were joined.
    private static byte[] Unpack(byte[] file)
    {
        using var text = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(file), CompressionMode.Decompress))
        {
            gzip.CopyTo(text);
        }

        return text.ToArray();
    }

    // With a checksum of the text.
    private static byte[] PackZstd(byte[] text)
    {
        using var packer = new ZstdSharp.Compressor();
        packer.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return packer.Wrap(text).ToArray();
    }

    private sealed class Sink : INumberSink
    {
        private Digest _digest = new();

        public ulong Value => _digest.Value;

        public bool TakesText(int column) => true;

        public RowProblem? Text(TextCell cell, int column, ReadOnlySpan<double> before)
        {
            _digest.Add(cell.Shown);
            return null;
        }

        public void Rows(ReadOnlySpan<double> values) => _digest.Add(values);
    }
}
