using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Norm.ML.Tests.Statistics;

/// <summary>Matrices in NumPy's format, and statistics of them and of streams of rows.</summary>
public sealed class NpyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("npy").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Types => ["f2", "f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_is_read_as_doubles(string type)
    {
        const int Rows = 1300, Columns = 3;
        double[] values = [.. Enumerable.Range(0, Rows * Columns).Select(i => (double)(i % 101 - (type[0] == 'u' ? 0 : 50)))];
        string path = Write($"{(type[1] == '1' ? '|' : '<')}{type}", "False", $"({Rows}, {Columns})",
            values.SelectMany(value => Element(type, value)).ToArray());
        using (NpyMatrix matrix = NpyMatrix.Open(path))
        {
            Assert.Equal((Rows, Columns), (matrix.Rows, matrix.Columns));
            double[] read = new double[Columns * 700];
            matrix.Read(600, read);
            Assert.Equal(values[(600 * Columns)..], read);
            Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Read(601, read));
            Assert.Throws<ArgumentException>(() => matrix.Read(0, read.AsSpan(1)));
        }
        Assert.Equal(Data.Of(values, Columns), RunningStatistics.FromNpy(path));
    }

    [Theory]
    [InlineData("<f8", "True")]
    [InlineData(">f8", "False")]
    [InlineData(">f8", "True")]
    [InlineData(">i4", "True")]
    [InlineData(">f4", "False")]
    [InlineData(">i2", "True")]
    [InlineData("|u1", "True")]
    public void Both_byte_orders_and_both_orders_of_elements_are_read(string type, string fortran)
    {
        const int Rows = 1300, Columns = 3;
        double[] values = [.. Enumerable.Range(0, Rows * Columns).Select(i => (double)(i % 101))];
        IEnumerable<double> stored = fortran == "False" ? values
            : Enumerable.Range(0, Rows * Columns).Select(i => values[i % Rows * Columns + i / Rows]);
        string path = Write(type, fortran, $"({Rows}, {Columns})", stored.SelectMany(value => type[0] == '>' ? Element(type[1..], value).Reverse()
            : Element(type[1..], value)).ToArray());
        using (NpyMatrix matrix = NpyMatrix.Open(path))
        {
            double[] read = new double[Columns * 700];
            matrix.Read(600, read);
            Assert.Equal(values[(600 * Columns)..], read);
        }

        Assert.Equal(Data.Of(values, Columns), RunningStatistics.FromNpy(path));
    }

    [Fact]
    public void Booleans_are_read_as_0_and_1() =>
        Assert.Equal(Data.Of([1, 0, 0, 1], 2), RunningStatistics.FromNpy(Write("|b1", "False", "(2, 2)", [1, 0, 0, 1])));

    [Fact]
    public void Threads_and_shards_give_the_bits_of_one_pass()
    {
        // Rows of 80 KB: parts of a chunk each.
        const int Columns = 10_000, Rows = 2 * 512 + 9;
        string path = Write("<f8", "False", $"({Rows}, {Columns})", MemoryMarshal.AsBytes(Data.Rows(Rows, Columns).AsSpan()).ToArray());
        RunningStatistics whole = Data.Of(Data.Rows(Rows, Columns), Columns);
        Assert.Equal(whole, RunningStatistics.FromNpy(path, new() { Workers = 1 }));
        Assert.Equal(whole, RunningStatistics.FromNpy(path, new() { Workers = 4 }));
        RunningStatistics[] shards = [.. Enumerable.Range(0, 5).Select(i => RunningStatistics.FromNpy(path, null, new(i, 5, "d")))];
        Assert.Equal(whole.WithShard(new(0, 1, "d")), RunningStatistics.MergeShards(shards));
    }

    [Fact]
    public void Many_small_rows_are_summed_in_large_parts()
    {
        double[] rows = Data.Rows(400_000, 3);
        string path = Write("<f4", "False", "(400000, 3)", MemoryMarshal.AsBytes(Data.Floats(rows).AsSpan()).ToArray());
        RunningStatistics whole = Data.Of([.. Data.Floats(rows).Select(x => (double)x)], 3);
        var seen = new List<long>();
        Assert.Equal(whole, RunningStatistics.FromNpy(path, new() { Workers = 3 }));
        Assert.Equal(whole.WithChannelNames(["a", "b", "c"]),
            RunningStatistics.FromNpy(path, new() { Workers = 1, ChannelNames = ["a", "b", "c"], Progress = new Reports(seen.Add) }));
        Assert.Equal(400_000, seen[^1]);
        Assert.True(seen.Count > 1);
    }

    [Fact]
    public void Streams_of_rows_are_summed()
    {
        double[] rows = Data.Rows(300_000, 4);
        RunningStatistics whole = Data.Of(rows, 4);
        byte[] bytes = MemoryMarshal.AsBytes(rows.AsSpan()).ToArray();
        Assert.Equal(whole, RunningStatistics.FromDoubles(new MemoryStream(bytes), 4));
        Assert.Equal(whole, RunningStatistics.FromDoubles(new Trickle(bytes), 4, new() { Workers = 5 }));
        Assert.Equal(Data.Of([.. Data.Floats(rows).Select(x => (double)x)], 4),
            RunningStatistics.FromSingles(new MemoryStream(MemoryMarshal.AsBytes(Data.Floats(rows).AsSpan()).ToArray()), 4));
        Assert.Equal(RunningStatistics.Empty(4), RunningStatistics.FromDoubles(new MemoryStream(), 4));
        Assert.Contains("3 bytes into a row of 32",
            Assert.Throws<InvalidDataException>(() => RunningStatistics.FromDoubles(new MemoryStream(bytes[..35]), 4)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => RunningStatistics.FromDoubles(new MemoryStream(bytes), 4, new() { Workers = 0 }));
        Assert.Throws<ArgumentException>(() => RunningStatistics.FromDoubles(new MemoryStream(bytes), 4, new() { ChannelNames = ["a"] }));
    }

    [Fact]
    public void A_value_that_is_not_finite_is_named_by_its_row_in_the_source()
    {
        double[] rows = Data.Rows(300_000, 4);
        rows[4 * 250_001 + 2] = double.NaN;
        string message = Assert.Throws<NotFiniteNumberException>(() =>
            RunningStatistics.FromDoubles(new MemoryStream(MemoryMarshal.AsBytes(rows.AsSpan()).ToArray()), 4,
            new() { Policy = NonFinitePolicy.Throw })).Message;
        Assert.Contains("Row 250001 holds NaN in channel 2", message);
    }

    [Fact]
    public void Reading_can_be_stopped()
    {
        using var source = new CancellationTokenSource();
        byte[] bytes = MemoryMarshal.AsBytes(Data.Rows(600_000, 4).AsSpan()).ToArray();
        Assert.ThrowsAny<OperationCanceledException>(() => RunningStatistics.FromDoubles(
            new MemoryStream(bytes), 4, new() { Workers = 1, Cancellation = source.Token, Progress = new Reports(_ => source.Cancel()) }));
    }

    [Fact]
    public void One_dimension_is_one_column_and_no_rows_are_none()
    {
        Assert.Equal(Data.Of([1, 2, 4], 1), RunningStatistics.FromNpy(
            Write("<f8", "False", "(3,)", [.. new double[] { 1, 2, 4 }.SelectMany(BitConverter.GetBytes)])));
        Assert.Equal(RunningStatistics.Empty(7), RunningStatistics.FromNpy(Write("<f4", "False", "(0, 7)", [])));
    }

    [Theory]
    [InlineData("|O", "False", "(1, 1)", "'|O'")]
    [InlineData("<c8", "False", "(1, 1)", "'<c8'")]
    [InlineData("|f8", "False", "(1, 1)", "'|f8'")]
    [InlineData("", "False", "(1, 1)", "''")]
    [InlineData("<f8", "Maybe", "(1, 1)", "neither True nor False")]
    [InlineData("<f8", "False", "()", "one or two dimensions")]
    [InlineData("<f8", "False", "(1, 1, 1)", "one or two dimensions")]
    [InlineData("<f8", "False", "(1, 0)", "0 columns")]
    [InlineData("<f8", "False", "(-1, 1)", "no tuple of sizes")]
    [InlineData("<f8", "False", "(1, 1", "does not end")]
    [InlineData("<f8", "False", "1", "no tuple")]
    [InlineData("<f8", "False", "(2, 1)", "cut off")]
    [InlineData("<f8", "False", "(9223372036854775807, 16777216)", "cut off")]
    [InlineData("<f8", "False", "(1, 1), 'more': 1", "unknown key 'more'")]
    [InlineData("<f8", "False", "(1, 1), 'shape': (1, 1)", "'shape' twice")]
    public void Other_headers_are_refused(string descr, string fortran, string shape, string words) =>
    Refused(Write(descr, fortran, shape, new byte[8]), words);

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1)} more", "something follows")]
    [InlineData("{'descr': '<f8', 'shape': (1, 1)}", "no 'fortran_order'")]
    [InlineData("{}", "no 'descr'")]
    [InlineData("{descr: '<f8', 'fortran_order': False, 'shape': (1, 1)}", "a text is missing at character 1")]
    [InlineData("{'descr' '<f8'}", "':' is missing at character 9")]
    [InlineData("'descr': '<f8'", "'{' is missing at character 0")]
    public void Other_dictionaries_are_refused(string text, string words) => Refused(Write(text, new byte[8]), words);

    [Fact]
    public void A_header_of_absurd_length_is_refused_before_it_is_read()
    {
        byte[] header = [0x93, .. "NUMPY"u8, 2, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), uint.MaxValue);
        Refused(WriteBytes([.. header, .. new byte[100]]), "claims 4294967295 bytes; at most 1048576");
    }

    [Fact]
    public void Bytes_that_are_too_many_or_too_few_are_refused()
    {
        byte[] bytes = File.ReadAllBytes(Write("<f8", "False", "(2, 1)", new byte[16]));
        for (int length = 0; length < bytes.Length; length++)
        {
            Refused(WriteBytes(bytes[..length]), length < 6 ? "the mark" : length < 128 ? "ends within the header" : "cut off");
        }

        Refused(WriteBytes([.. bytes, 0]), "17 follow");
        foreach ((int at, byte value) in ((int, byte)[])[(0, 0), (6, 4), (6, 0), (7, 1), (9, 200), (10, (byte)'[')])
        {
            byte[] bad = (byte[])bytes.Clone();
            bad[at] = value;
            Refused(WriteBytes(bad), "");
        }
        Refused(WriteBytes(Encoding.ASCII.GetBytes("a,b\n1,2\n")), "the mark");
    }

    [Fact]
    public void Headers_of_versions_2_and_3_are_read()
    {
        foreach (byte version in (byte[])[2, 3])
        {
            byte[] text = Encoding.ASCII.GetBytes("{\"shape\":(2,),\"descr\":\"<f4\",\"fortran_order\":False}");
            byte[] header = [0x93, .. "NUMPY"u8, version, 0, 0, 0, 0, 0];
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), text.Length);
            Assert.Equal(2, RunningStatistics.FromNpy(WriteBytes([.. header, .. text, .. new byte[8]])).RowCount);
        }
    }

    [Fact]
    public void A_file_that_becomes_shorter_is_an_error()
    {
        string path = Write("<f8", "False", "(2000, 1)", new byte[16_000]);
        using NpyMatrix matrix = NpyMatrix.Open(path);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(9000);
        }

        Assert.Contains("shorter", Assert.Throws<InvalidDataException>(() => matrix.AddTo(new(1), 0, 2000)).Message);
    }

    private void Refused(string path, string words)
    {
        string message = Assert.Throws<InvalidDataException>(() => NpyMatrix.Open(path)).Message;
        Assert.StartsWith($"'{path}' cannot be read as a .npy file: ", message);
        Assert.Contains(words, message);
    }

    private string Write(string descr, string fortran, string shape, byte[] data) =>
        Write($"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}", data);

    private string Write(string dictionary, byte[] data)
    {
        string header = dictionary.PadRight(117) + "\n";
        return WriteBytes([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), .. data]);
    }

    private string WriteBytes(byte[] bytes)
    {
        string path = Path.Combine(_folder, "m.npy");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Element(string type, double value) => type switch
    {
        "f2" => BitConverter.GetBytes((Half)value),
        "f4" => BitConverter.GetBytes((float)value),
        "f8" => BitConverter.GetBytes(value),
        "i1" or "u1" => [(byte)(int)value],
        "i2" or "u2" => BitConverter.GetBytes((short)value),
        "i4" or "u4" => BitConverter.GetBytes((int)value),
        _ => BitConverter.GetBytes((long)value),
    };

    /// <summary>Tells at once, on the thread that reports.</summary>
    private sealed class Reports(Action<long> tell) : IProgress<long>
    {
        public void Report(long value)
        {
            lock (tell)
            {
                tell(value);
            }
        }
    }

    /// <summary>Gives a few bytes at a time, as a pipe may.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 70_001));
    }
}
