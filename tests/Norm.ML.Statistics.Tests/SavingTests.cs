using Norm.ML.Internals.Files;

namespace Norm.ML.Tests.Statistics;

/// <summary>Files that cannot be written, and streams that fail or trickle: an error that names what the user knows, or the right result.</summary>
public sealed class SavingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nstat").FullName;

    private string Target => Path.Combine(_folder, "s.nstat");

    [Fact]
    public void A_disk_that_is_full_is_an_error_that_names_the_file_and_not_its_temporary_one()
    {
        File.WriteAllText(Target, "older");
        IOException problem = Assert.Throws<IOException>(() => AtomicFile.Write(Target, stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new IOException($"No space left on device : '{((FileStream)stream).Name}'", 28);
        }));
        Assert.Equal(($"No space left on device : '{Target}'", 28), (problem.Message, problem.HResult));
        Assert.Equal("older", File.ReadAllText(Target));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Other_files_in_an_error_keep_their_names()
    {
        var thrown = new IOException("No space left on device : '/other'");
        Assert.Same(thrown, Assert.Throws<IOException>(() => AtomicFile.Write(Target, _ => throw thrown)));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_folder_that_vanishes_while_a_file_is_written_is_told()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string target = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "sub")).FullName, "s.nstat");
        IOException problem = Assert.Throws<IOException>(() => AtomicFile.Write(target, _ => Directory.Delete(Path.GetDirectoryName(target)!, true)));
        Assert.Equal($"the folder, or the temporary file in it, was deleted while the file was written : '{target}'", problem.Message);
    }

    [Fact]
    public void A_file_that_may_not_grow_is_an_IOException()
    {
        Assert.Contains("larger than the system or the shell", Assert.Throws<IOException>(() => AtomicFile.Write(Target,
            _ => throw new ArgumentOutOfRangeException("value", "Specified file length was too large for the file system."))).Message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public void A_write_that_fails_at_any_byte_leaves_what_was_there(int bytes)
    {
        RunningStatistics older = RunningStatistics.Empty(1), newer = RunningStatistics.Empty(20_000);
        older.Save(Target);
        Assert.Throws<IOException>(() => AtomicFile.Write(Target, stream => newer.Save(new FailingStream(stream, bytes))));
        Assert.Equal(older, RunningStatistics.Load(Target));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_stream_that_fails_ends_with_its_own_exception(int workers)
    {
        byte[] bytes = new byte[64 << 20];
        foreach (int at in (int[])[0, 1, 100, 5 << 20, bytes.Length - 1])
        {
            IOException problem = Assert.Throws<IOException>(() =>
                RunningStatistics.FromDoubles(new FailingStream(new MemoryStream(bytes), at), 8, new() { Workers = workers }));
            Assert.Equal($"failed after {at} bytes", problem.Message);
        }
    }

    [Fact]
    public void A_stream_that_gives_a_byte_at_a_time_gives_the_same_bits()
    {
        double[] rows = Data.Rows(2000, 3);
        byte[] bytes = new byte[8 * rows.Length];
        Buffer.BlockCopy(rows, 0, bytes, 0, bytes.Length);
        Assert.Equal(Data.Of(rows, 3), RunningStatistics.FromDoubles(new Trickle(bytes), 3));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class FailingStream(Stream inner, int at) : Stream
    {
        private long _done;

        public override bool CanRead => inner.CanRead;

        public override bool CanSeek => false;

        public override bool CanWrite => inner.CanWrite;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int got = inner.Read(buffer, offset, (int)Math.Min(count, at - _done));
            _done += got;
            return got > 0 || count == 0 ? got : throw new IOException($"failed after {_done} bytes");
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            int some = (int)Math.Min(count, at - _done);
            inner.Write(buffer, offset, some);
            _done += some;
            if (some < count)
            {
                throw new IOException($"failed after {_done} bytes");
            }
        }

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }

    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }
}
