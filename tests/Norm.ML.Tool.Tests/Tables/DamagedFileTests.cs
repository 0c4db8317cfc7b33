using System.Buffers.Binary;
using Apache.Arrow.Ipc;
using Norm.ML.Tool.Sources;
using Norm.ML.Tool.Tests.Running;
using Norm.ML.Tool.Tests.SameEverywhere;

namespace Norm.ML.Tool.Tests.Tables;

/// <summary>What is wrong with a file is one error that names it, nothing is written, and no memory is taken for what a length claims.</summary>
[Collection(nameof(MemoryOfTheProcess))]
public sealed class DamagedFileTests : IDisposable
{
    private static readonly string[] Names = ["alpha", "beta"];
    private static readonly double[] Values = [.. Enumerable.Range(0, 6000).Select(i => i * 0.37)];

    private static readonly Dictionary<string, byte[]> Whole = new()
    {
        ["parquet"] = DataFiles.ParquetFile(Names, Values, 1000),
        ["arrow"] = DataFiles.ArrowFile(Names, Values, 1000),
        ["lz4"] = DataFiles.ArrowFile(Names, Values, 1000, codec: CompressionCodecType.Lz4Frame),
        ["stream"] = DataFiles.ArrowFile(Names, Values, 1000, asStream: true),
        ["npy"] = DataFiles.Npy(2, Values, fortran: true),
        ["npz"] = DataFiles.Npz(System.IO.Compression.CompressionLevel.Fastest, ("a", DataFiles.Npy(2, Values))),
        ["zstd"] = DataFiles.Zstd(DataFiles.Json(Names, Values)),
        ["gzip"] = DataFiles.Gzip(DataFiles.Json(Names, Values)),
    };

    private readonly Workplace _place = new();

    public static TheoryData<string> Kinds => [.. Whole.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_file_that_is_cut_anywhere(string kind)
    {
        byte[] whole = Whole[kind];
        for (int i = 1; i < 24; i++)
        {
            Fails(whole[..(whole.Length * i / 24)]);
        }

        Fails(whole[..^1]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Bytes_that_are_flipped_anywhere(string kind)
    {
        // Data that is another may be read; anything else is one line, and takes no more memory than the file allows.
        var random = new Random(3);
        byte[] whole = Whole[kind];
        for (int round = 0; round < 150; round++)
        {
            byte[] bytes = [.. whole];
            int at = round % 3 == 0 ? random.Next(whole.Length) : round % 3 == 1 ? random.Next(Math.Min(whole.Length, 400))
                : whole.Length - 1 - random.Next(Math.Min(whole.Length, 900));
            bytes[at] ^= (byte)(1 << random.Next(8));
            long before = GC.GetTotalAllocatedBytes();
            Outcome outcome = _place.Run("fit", _place.Write("data.bin", bytes), "--stats", _place.At("s.nstat"));
            long taken = GC.GetTotalAllocatedBytes() - before;
            Assert.True(taken < 4L * whole.Length + (256 << 20), $"byte {at} of {whole.Length}: {taken}");
            if (outcome.ExitCode != 0)
            {
                outcome.Failed(1, "data.bin");
                Assert.DoesNotContain("s.nstat", _place.Files);
            }

            File.Delete(_place.At("s.nstat"));
        }
    }

    [Theory]
    [InlineData("arrow")]
    [InlineData("lz4")]
    [InlineData("stream")]
    public void Lengths_in_the_metadata_of_Arrow_that_are_far_too_large(string kind)
    {
        // Every fourth byte is the highest of a length or an offset somewhere.
        byte[] whole = Whole[kind];
        const int Metadata = 800;
        foreach (int at in Enumerable.Range(0, whole.Length).Where(at => at % 4 == 3 && (at < Metadata || at >= whole.Length - Metadata)))
        {
            byte[] bytes = [.. whole];
            bytes[at] ^= 8;
            long before = GC.GetTotalAllocatedBytes();
            try
            {
                using RowSource source = Workplace.Source(_place.Write("data.bin", bytes));
                foreach (RowBlock _ in source.Read(ColumnNeeds.OfNumbers([.. Enumerable.Range(0, source.Columns.Count)]), default))
                {
                    continue;
                }
            }
            catch (ToolException problem)
            {
                Assert.Contains("data.bin", problem.Message);
            }

            long taken = GC.GetTotalAllocatedBytes() - before;
            Assert.True(taken < 4L * whole.Length + (64 << 20), $"byte {at} of {whole.Length}: {taken}");
        }
    }

    [Fact]
    public void A_compressed_buffer_of_Arrow_that_claims_far_too_much()
    {
        // The length that a buffer unpacks to comes before its LZ4 frame.
        byte[] bytes = [.. Whole["lz4"]];
        int frame = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x04, 0x22, 0x4D, 0x18]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(frame - sizeof(long)), 1 << 30);
        long before = GC.GetTotalAllocatedBytes();
        Fails(bytes, "data.bin, record batch 1: cannot be read: it claims 1073741824 bytes");
        Assert.True(GC.GetTotalAllocatedBytes() - before < 4L * bytes.Length + (64 << 20));
    }

    [Fact]
    public void A_stream_of_Arrow_that_ends_early()
    {
        byte[] whole = Whole["stream"];
        Fails(whole[..^8], "the Arrow stream ends early");
        Fails(whole[..^4], "the Arrow stream ends early");
    }

    [Fact]
    public void A_footer_of_Parquet_that_is_wrong()
    {
        byte[] whole = Whole["parquet"], longer = [.. whole], encrypted = [.. whole], rows = [.. whole];
        BinaryPrimitives.WriteUInt32LittleEndian(longer.AsSpan(^8), uint.MaxValue);
        Fails(longer, "the footer claims 4294967295 bytes");
        "PARE"u8.CopyTo(encrypted.AsSpan(^4));
        Fails(encrypted, "is encrypted, which is not read");
        rows.AsSpan(whole.Length - 108, 100).Fill(0xFF);
        Fails(rows, "the footer: cannot be read");
    }

    [Fact]
    public void A_Parquet_file_that_is_encrypted()
    {
        using (var connection = new DuckDB.NET.Data.DuckDBConnection("DataSource=:memory:"))
        {
            connection.Open();
            using DuckDB.NET.Data.DuckDBCommand command = connection.CreateCommand();
            string write = $"COPY (SELECT 1.5 AS alpha) TO '{_place.At("data.bin")}' (FORMAT parquet, ENCRYPTION_CONFIG {{footer_key: 'key'}})";
            command.CommandText = $"SET force_mbedtls_unsafe = 'true'; PRAGMA add_parquet_key('key', '0123456789abcdef'); {write}";
            command.ExecuteNonQuery();
        }

        Fails(File.ReadAllBytes(_place.At("data.bin")), "the Parquet file is encrypted, which is not read; write it without encryption");
    }

    [Fact]
    public void A_Parquet_file_with_a_readable_footer_and_encrypted_columns()
    {
        // The footer names an algorithm: a struct with the id 8, before the end of the footer.
        byte[] whole = Whole["parquet"], algorithm = [0x0C, 0x10, 0x1C, 0, 0];
        int footer = (int)BinaryPrimitives.ReadUInt32LittleEndian(whole.AsSpan(^8));
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer + algorithm.Length);
        Fails([.. whole[..^9], .. algorithm, 0, .. length, .. "PAR1"u8], "the Parquet file is encrypted, which is not read");
    }

    [Theory]
    [InlineData(0x06, "LZO")]
    [InlineData(0x40, "32")]
    public void A_codec_of_Parquet_that_is_missing(byte codec, string name)
    {
        // In the footer, the number of the codec follows the name of the column.
        byte[] bytes = [.. Whole["parquet"]];
        int at = bytes.AsSpan().LastIndexOf([.. "alpha"u8, (byte)0x15, (byte)0x02]);
        Assert.True(at > 0);
        bytes[at + 6] = codec;
        Fails(bytes, $"data.bin, row group 3, column 'alpha': cannot be read: it is compressed with {name}, which is not read; snappy, gzip");
    }

    [Fact]
    public void A_page_of_Parquet_names_file_row_group_and_column()
    {
        byte[] bytes = [.. Whole["parquet"]];
        bytes.AsSpan(4, 8).Fill(0xFF); // the header of the first page
        Fails(bytes, "data.bin, row group 1, column 'alpha': cannot be read");
    }

    [Theory]
    [InlineData("parquet", "nested (nested), text (text), time (times)")]
    [InlineData("arrow", "nested (nested), text (text), time (times)")]
    public void Columns_that_are_not_numbers_are_left_and_named(string kind, string words)
    {
        string data = _place.Write("d.bin", kind == "parquet" ? DataFiles.MixedParquet() : DataFiles.MixedArrow());
        Outcome fit = _place.Run("fit", data, "--out", _place.At("m.zip")).Succeeded();
        Assert.Contains(words, fit.Error);
        Assert.Equal(["small", "flag", "exact", "unsigned"], fit.Table().Keys);
        Assert.Equal(["3", "1", "0.5", "0.5", "0", "1"], fit.Table()["flag"][1..]);
        Assert.Equal(["3", "1", "0.2", "0.0", "0.1", "0.3"], fit.Table()["exact"][1..].Select(cell => cell[..Math.Min(3, cell.Length)]));
        Assert.Equal("1.8446744073709552E+19", fit.Table()["unsigned"][6]);
        _place.Run("fit", data, "--columns", "nested", "--out", _place.At("m.zip"))
            .Failed(1, "column 'nested': nested; --columns names columns of numbers");
        _place.Run("fit", data, "--columns", "time", "--out", _place.At("m.zip")).Failed(1, "column 'time': times");
        _place.Run("apply", _place.At("m.zip"), data, "-o", _place.At("r.csv"), "--select", "text,time,small").Succeeded();
        Assert.StartsWith("text,time,small\nx,2024-05-06T07:08:09", _place.Read("r.csv"));
    }

    [Theory]
    [InlineData("{\"a\": 1}\n{\"a\": \"x\"}\n", "row 2, column 'a': 'x' is not a number")]
    [InlineData("{\"a\": 1}\n[1]\n", "row 2: an object is needed")]
    [InlineData("{\"a\": 1}\n{\"a\": \n", "row 2: this is not JSON")]
    [InlineData("{\"a\": {\"b\": 1}}\n", "no column of numbers is left")]
    public void JSON_lines_that_are_wrong(string text, string words) => Fails(System.Text.Encoding.UTF8.GetBytes(text), words);

    [Theory]
    [InlineData("excel", "an Excel workbook; save it as CSV or Parquet")]
    [InlineData("model", "a model, which 'norm-ml apply'")]
    [InlineData("zip", "a zip archive; unpack it")]
    [InlineData("xls", "an Excel workbook; save it as CSV or Parquet")]
    [InlineData("array", "a JSON array; JSON lines are read")]
    [InlineData("sqlite", "a SQLite database; 'norm-ml fit --db sqlite:FILE")]
    [InlineData("feather1", "a file of Feather version 1")]
    [InlineData("packed", "a Parquet file packed with gzip")]
    [InlineData("xml", "an XML or HTML document")]
    public void What_is_not_read_is_named_with_what_helps(string kind, string words)
    {
        byte[] bytes = kind switch
        {
            "excel" => Zip("xl/workbook.xml"),
            "model" => Zip("TransformerChain/Model.key"),
            "zip" => Zip("data.csv"),
            "xls" => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0],
            "array" => [.. " [\n {\"a\": 1}]"u8],
            "sqlite" => [.. "SQLite format 3\0"u8, 0, 0],
            "feather1" => [.. "FEA1"u8, 0, 0, 0, 0],
            "packed" => DataFiles.Gzip("PAR1 and more"),
            _ => [.. "<?xml version=\"1.0\"?>"u8],
        };
        Fails(bytes, words);
    }

    [Fact]
    public void Decimals_are_the_doubles_that_their_texts_are()
    {
        foreach (string text in (string[])["0.1", "-0.3", "123456789012345678.9", "79228162514264337593543950335", "0.0000000000000000000000000001",
            "0"])
        {
            decimal value = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(double.Parse(text, System.Globalization.CultureInfo.InvariantCulture), Norm.ML.Tool.Tables.Decimals.ToDouble(value));
        }
    }

    public void Dispose() => _place.Dispose();

    private static byte[] Zip(string name)
    {
        using var stream = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = zip.CreateEntry(name).Open();
            entry.Write("x"u8);
        }

        return stream.ToArray();
    }

    private void Fails(byte[] bytes, params string[] words)
    {
        _place.Run("fit", _place.Write("data.bin", bytes), "--stats", _place.At("s.nstat")).Failed(1, ["data.bin", .. words]);
        Assert.Equal(["data.bin"], _place.Files);
    }
}
