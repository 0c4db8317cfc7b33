using System.Buffers.Binary;
using Norm.ML.Internals.Files;

namespace Norm.ML.Tests.Statistics;

public sealed class FileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nstat").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static RunningStatistics Sample()
    {
        double[] rows = Data.Rows(900, 7);
        rows[3] = double.NaN;
        rows[4] = double.NegativeInfinity;
        rows[7 + 2] = 1e300;
        for (int i = 6; i < rows.Length; i += 7)
        {
            rows[i] = double.NaN;
        }

        var accumulator = new StatisticsAccumulator(7, NonFinitePolicy.Propagate, ["age", "Größe", "", "x\"y", "\u2212", "line\nbreak", "empty"]);
        accumulator.Add(rows, [.. Enumerable.Repeat(0.3, 900)]);
        return accumulator.ToStatistics()
            .WithExponential(ExponentialMoments.Start(MomentumRule.Onnx(0.99), [1, 2, 3, 4, 5, 6, 1.0 / 3], [0, 0, 0, 0, 0, 0, 1e-300], 12))
            .WithShard(new(3, 16, "sha256:abc"));
    }

    [Fact]
    public void A_file_gives_back_every_bit()
    {
        foreach (RunningStatistics s in (RunningStatistics[])[Sample(), RunningStatistics.Empty(1), Data.Of(Data.Rows(3000, 100), 100)])
        {
            string path = Path.Combine(_folder, "a.nstat");
            s.Save(path);
            RunningStatistics read = RunningStatistics.Load(path);
            Assert.Equal(s, read);
            Assert.Equal(s.Shard, read.Shard);
            Assert.Equal(s.ChannelNames, read.ChannelNames);
            Assert.Equal(s.Exponential?.Rule, read.Exponential?.Rule);
        }
    }

    [Fact]
    public void A_stream_is_read_to_the_end_of_the_statistics_only()
    {
        using var stream = new MemoryStream();
        stream.WriteByte(1);
        Sample().Save(stream);
        RunningStatistics.Empty(2).Save(stream);
        stream.Position = 1;
        Assert.Equal(Sample(), RunningStatistics.Load(stream));
        Assert.Equal(RunningStatistics.Empty(2), RunningStatistics.Load(stream));
        Assert.Equal(stream.Length, stream.Position);
    }

    [Fact]
    public void A_file_cut_at_any_byte_is_refused()
    {
        byte[] bytes = Bytes();
        for (int length = 0; length < bytes.Length; length++)
        {
            string message = Refused(bytes[..length]);
            if (length is >= 8 and < 24)
            {
                Assert.Contains($"it ends after {length} of the header's 24 bytes", message);
            }
        }
        string path = Path.Combine(_folder, "long.nstat");
        File.WriteAllBytes(path, [.. bytes, 0]);
        Assert.Contains("follows its end", Assert.Throws<InvalidDataException>(() => RunningStatistics.Load(path)).Message);
    }

    [Fact]
    public void A_file_with_any_byte_altered_is_refused()
    {
        byte[] bytes = Bytes();
        for (int i = 0; i < bytes.Length; i++)
        {
            foreach (byte flip in (byte[])[1, 0x80, 0xFF])
            {
                bytes[i] ^= flip;
                Refused(bytes);
                bytes[i] ^= flip;
            }
        }
    }

    [Fact]
    public void A_later_version_is_named()
    {
        byte[] bytes = Bytes();
        bytes[8] = 4;
        Assert.Contains("version 4", Refused(Sealed(bytes)));
        bytes[8] = 0;
        Assert.Contains("version 0", Refused(Sealed(bytes)));
    }

    [Theory]
    [InlineData("channels", 36, 0)]
    [InlineData("channels", 36, 0x7FFFFFFF)]
    [InlineData("channels", 36, -1)]
    [InlineData("rows", 44, -1)]
    [InlineData("", 28, 0x7FFFFFFF)] // length of the first section
    [InlineData("infinite", 48, 901)] // count of channel 0
    [InlineData("length", 20, 1)] // length of the file, high part
    [InlineData("flags", 12, 1)]
    public void Absurd_numbers_under_a_right_checksum_are_refused(string word, int at, int value)
    {
        byte[] bytes = Bytes();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
        Assert.Contains(word, Refused(Sealed(bytes)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100_000)]
    public void A_name_of_absurd_length_is_refused(int length)
    {
        byte[] bytes = Bytes();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(bytes.AsSpan().IndexOf("age"u8) - 4), length);
        Assert.Contains($"'NAME' holds a text of {length} bytes", Refused(Sealed(bytes)));
    }

    [Fact]
    public void A_section_longer_than_its_content_is_refused()
    {
        byte[] bytes = Bytes();
        int at = bytes.AsSpan().IndexOf("SHRD"u8) + 4;
        long length = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), length + 1);
        int end = at + 8 + (int)length;
        Assert.Contains("'SHRD' has 1 bytes too many", Refused(Sealed([.. bytes[..end], 0, .. bytes[end..]])));
    }

    [Fact]
    public void Moments_come_first()
    {
        byte[] bytes = Bytes(), names = [.. "NAME"u8, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Contains("'NAME' comes before 'MOMT'", Refused(Sealed([.. bytes[..24], .. names, .. bytes[24..]])));
    }

    [Fact]
    public void A_negative_running_variance_is_refused()
    {
        byte[] bytes = Bytes();
        byte[] variance = new byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(variance, 1e-300);
        bytes[bytes.AsSpan().LastIndexOf(variance) + 7] |= 0x80;
        Assert.Contains("running variance of channel 6 is -1E-300", Refused(Sealed(bytes)));
    }

    [Fact]
    public void A_claimed_length_allocates_no_more_than_there_is()
    {
        byte[] bytes = Bytes();
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), 1_999_999_999);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Unknown_sections_are_skipped_if_they_say_so()
    {
        byte[] bytes = Bytes();
        byte[] Section(string tag) =>
            Sealed([.. bytes[..^4], .. System.Text.Encoding.ASCII.GetBytes(tag), 3, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0]);
        Assert.Equal(Sample(), RunningStatistics.Load(new MemoryStream(Section("more"))));
        Assert.Contains("'Must'", Refused(Section("Must")));
        Assert.Contains("twice", Refused(Section("MOMT")));
    }

    [Fact]
    public void Bytes_at_random_never_do_anything_but_fail_clearly()
    {
        byte[] bytes = Bytes();
        var random = new Random(11);
        for (int round = 0; round < 5000; round++)
        {
            byte[] mutant = (byte[])bytes.Clone();
            for (int k = random.Next(1, 8); k > 0; k--)
            {
                mutant[random.Next(24, mutant.Length - 4)] = (byte)(random.Next(3) * 127);
            }

            try
            {
                RunningStatistics read = RunningStatistics.Load(new MemoryStream(Sealed(mutant)));
                Assert.Equal(read, RunningStatistics.Load(new MemoryStream(ToBytes(read))));
            }
            catch (InvalidDataException)
            {
                // the one way to fail
            }
        }
    }

    [Fact]
    public void A_file_appears_whole_or_not_at_all()
    {
        string path = Path.Combine(_folder, "b.nstat");
        Sample().Save(path);
        RunningStatistics.Empty(3).Save(path);
        Assert.Equal(RunningStatistics.Empty(3), RunningStatistics.Load(path));
        Assert.Equal([path], Directory.GetFiles(_folder));

        string taken = Path.Combine(_folder, "folder.nstat");
        Directory.CreateDirectory(taken);
        Assert.ThrowsAny<Exception>(() => Sample().Save(taken));
        Assert.Equal([path], Directory.GetFiles(_folder));
        Assert.Throws<DirectoryNotFoundException>(() => Sample().Save(Path.Combine(_folder, "none", "c.nstat")));
    }

    [Fact]
    public void A_device_is_written_and_a_link_is_kept()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Sample().Save("/dev/null");
        Assert.Equal(FileKind.Device, FileFacts.Of("/dev/null").Kind);

        string path = Path.Combine(_folder, "d.nstat"), link = Path.Combine(_folder, "link.nstat");
        RunningStatistics.Empty(3).Save(path);
        File.CreateSymbolicLink(link, "d.nstat");
        Sample().Save(link);
        Assert.Equal(Sample(), RunningStatistics.Load(path));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void A_path_that_is_no_file_of_ones_own_is_refused()
    {
        string path = Path.Combine(_folder, "e.nstat");
        RunningStatistics.Empty(3).Save(path);
        Assert.Contains("this is a folder", Assert.ThrowsAny<IOException>(() => Sample().Save(_folder)).Message);
        new FileInfo(path).IsReadOnly = true;
        Assert.Contains("write-protected", Assert.ThrowsAny<IOException>(() => Sample().Save(path)).Message);
        new FileInfo(path).IsReadOnly = false;
        Assert.Equal(RunningStatistics.Empty(3), RunningStatistics.Load(path));
    }

    [Fact]
    public void What_killed_processes_have_left_is_deleted()
    {
        string path = Path.Combine(_folder, "f.nstat");
        string left;
        using (FileStream file = TemporaryFile.Create(path, keepPermissions: false))
        {
            left = file.Name;
        }

        using FileStream living = TemporaryFile.Create(path, keepPermissions: false);
        Sample().Save(path);
        Assert.Equal(new[] { path, living.Name }.Order(), Directory.GetFiles(_folder).Order());
    }

    [Fact]
    public void Shards_are_checked()
    {
        RunningStatistics s = RunningStatistics.Empty(1);
        Assert.Throws<ArgumentException>(() => s.WithShard(new(16, 16)));
        Assert.Throws<ArgumentException>(() => s.WithShard(new(-1, 16)));
        Assert.Throws<ArgumentException>(() => s.WithShard(new(0, 1, new string('x', 2000))));
        Assert.Throws<ArgumentException>(() => s.WithShard(new(0, 0)));
    }

    [Fact]
    public void Messages_name_the_file()
    {
        string path = Path.Combine(_folder, "bad.nstat");
        File.WriteAllText(path, "not statistics");
        Assert.Contains($"'{path}'", Assert.Throws<InvalidDataException>(() => RunningStatistics.Load(path)).Message);
        Assert.Throws<FileNotFoundException>(() => RunningStatistics.Load(Path.Combine(_folder, "none.nstat")));
    }

    internal static string Refused(byte[] bytes)
    {
        string message = Assert.Throws<InvalidDataException>(() => RunningStatistics.Load(new MemoryStream(bytes), "the file")).Message;
        Assert.StartsWith("'the file' is not a valid statistics file: ", message);
        return message;
    }

    private static byte[] Bytes() => ToBytes(Sample());

    internal static byte[] ToBytes(RunningStatistics statistics)
    {
        using var stream = new MemoryStream();
        statistics.Save(stream);
        return stream.ToArray();
    }

    /// <summary>With the right length and checksum (CRC-32C, bit by bit).</summary>
    internal static byte[] Sealed(byte[] bytes)
    {
        if (BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(20)) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), bytes.Length);
        }

        uint crc = uint.MaxValue;
        foreach (byte b in bytes.AsSpan(..^4))
        {
            crc ^= b;
            for (int k = 0; k < 8; k++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
            }
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(^4), ~crc);
        return bytes;
    }
}
