using System.Diagnostics;
using System.Text;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Output;

public sealed class WholeFileTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void A_file_appears_when_it_is_whole()
    {
        _place.Write("file", "older");
        WholeFile.Write(_place.At("file"), default, stream =>
        {
            stream.Write("newer"u8);
            stream.Flush();
            Assert.Equal("older", _place.Read("file"));
        });
        Assert.Equal("newer", _place.Read("file"));
        Assert.Equal(["file"], _place.Files);
    }

    [Fact]
    public void A_write_that_fails_leaves_nothing()
    {
        string message = Assert.Throws<ToolException>(() => WholeFile.Write(_place.At("file"), default, stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new IOException($"No space left on device : '{_place.At(".file.tmp")}'");
        })).Message;
        Assert.Equal($"{_place.At("file")}: cannot be written: No space left on device.", message);
        Assert.Empty(_place.Files);
    }

    [Fact]
    public void Cancellation_leaves_nothing()
    {
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => WholeFile.Write(_place.At("file"), source.Token, _ => source.Cancel()));
        Assert.Empty(_place.Files);
    }

    [Fact]
    public void A_full_disk_is_an_error()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        Assert.Equal("/dev/full: cannot be written: No space left on device.", Fail("/dev/full"));
    }

    [Fact]
    public void A_device_is_written_and_not_replaced()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        WholeFile.Write("/dev/null", default, stream => stream.Write("text"u8));
        Assert.Equal("", File.ReadAllText("/dev/null"));
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.CreateSymbolicLink(_place.At("link"), _place.Write("file", "older"));
        WholeFile.Write(_place.At("link"), default, stream => stream.Write("newer"u8));
        Assert.Equal("newer", _place.Read("file"));
        Assert.NotNull(new FileInfo(_place.At("link")).LinkTarget);
    }

    [Fact]
    public void A_folder_is_no_file() => Assert.Contains("this is a folder", Fail(_place.Folder));

    [Fact]
    public void A_folder_that_vanishes_while_a_file_is_written_is_told()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string path = Path.Combine(Directory.CreateDirectory(_place.At("sub")).FullName, "file");
        string message = Assert.Throws<ToolException>(() => WholeFile.Write(path, default, _ => Directory.Delete(_place.At("sub"), true))).Message;
        Assert.Equal($"{path}: cannot be written: the folder, or the temporary file in it, was deleted while the file was written.", message);
    }

    [Fact]
    public void A_folder_that_is_missing_is_not_made() =>
    Assert.Contains("there is no folder to write it in", Fail(Path.Combine(_place.Folder, "none", "file")));

    [Fact]
    public void Files_below_dev_are_files()
    {
        const string Place = "/dev/shm";
        if (!Directory.Exists(Place))
        {
            return;
        }

        string path = Path.Combine(Place, $"norm-ml-test-{Guid.NewGuid():N}");
        try
        {
            Assert.False(WholeFile.Write(path, default, stream => stream.Write("a longer text"u8)));
            Assert.True(WholeFile.Write(path, default, stream => stream.Write("short"u8)));
            Assert.Equal("short", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_pipe_is_written_and_not_replaced()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using (var make = Process.Start("mkfifo", [_place.At("pipe")]))
        {
            make.WaitForExit();
        }

        Task<string> reader = Task.Run(() => File.ReadAllText(_place.At("pipe")));
        Assert.False(WholeFile.Write(_place.At("pipe"), default, stream => stream.Write("text"u8)));
        Assert.Equal("text", await reader.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_link_that_leads_nowhere_yet_gets_its_file()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(_place.At("real/deep"));
        Directory.CreateSymbolicLink(_place.At("folder"), "real/deep");

        // As the system follows it: from the folder that the link really lies in.
        File.CreateSymbolicLink(_place.At("folder/link"), "../file");
        WholeFile.Write(_place.At("folder/link"), default, stream => stream.Write("text"u8));
        Assert.Equal("text", _place.Read("real/file"));
        Assert.NotNull(new FileInfo(_place.At("real/deep/link")).LinkTarget);
    }

    [Fact]
    public void Links_in_a_circle_are_an_error()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.CreateSymbolicLink(_place.At("a"), "b");
        File.CreateSymbolicLink(_place.At("b"), "a");
        Assert.Contains("a: cannot be written: Too many links", Fail(_place.At("a")));
    }

    [Fact]
    public void Permissions_of_a_file_that_is_replaced_are_kept()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite, Open = Secret | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
            | UnixFileMode.OtherWrite;
        foreach (UnixFileMode mode in (UnixFileMode[])[Secret, Open])
        {
            File.SetUnixFileMode(_place.Write("file", "older"), mode);
            WholeFile.Write(_place.At("file"), default, stream =>
            {
                Assert.All(Directory.GetFiles(_place.Folder), path => Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == mode));
                stream.Write("newer"u8);
            });
            Assert.Equal(mode, File.GetUnixFileMode(_place.At("file")));
            Assert.Equal("newer", _place.Read("file"));
        }
    }

    [Fact]
    public void A_file_that_is_write_protected_is_not_replaced()
    {
        new FileInfo(_place.Write("file", "older")).IsReadOnly = true;
        Assert.Contains("file: the file that is there is write-protected", Fail(_place.At("file")));
        Assert.Equal("older", _place.Read("file"));
        new FileInfo(_place.At("file")).IsReadOnly = false;
    }

    [Theory]
    [InlineData(255, 'a')]
    [InlineData(127, '\u00E4')]
    public void A_name_may_be_as_long_as_the_system_allows(int length, char letter)
    {
        string name = new(letter, length);
        WholeFile.Write(_place.At(name), default, stream => stream.Write("text"u8));
        Assert.Equal([name], _place.Files);
    }

    public void Dispose() => _place.Dispose();

    private static string Fail(string path) =>
        Assert.Throws<ToolException>(() => WholeFile.Write(path, default, stream => stream.Write(Encoding.UTF8.GetBytes("text")))).Message;
}
