using System.Text;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Tests.Output;

public sealed class WholeFileTests : IDisposable
{
    readonly Workplace _place = new();

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
            return;
        Assert.Equal("/dev/full: cannot be written: No space left on device.", Fail("/dev/full"));
    }

    [Fact]
    public void A_device_is_written_and_not_replaced()
    {
        if (OperatingSystem.IsWindows())
            return;
        WholeFile.Write("/dev/null", default, stream => stream.Write("text"u8));
        Assert.Equal("", File.ReadAllText("/dev/null"));
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.CreateSymbolicLink(_place.At("link"), _place.Write("file", "older"));
        WholeFile.Write(_place.At("link"), default, stream => stream.Write("newer"u8));
        Assert.Equal("newer", _place.Read("file"));
        Assert.NotNull(new FileInfo(_place.At("link")).LinkTarget);
    }

    [Fact]
    public void A_folder_is_no_file() => Assert.Contains("this is a folder", Fail(_place.Folder));

    [Fact]
    public void A_folder_that_is_missing_is_not_made() => Assert.Contains("there is no folder to write it in", Fail(Path.Combine(_place.Folder, "none", "file")));

    public void Dispose() => _place.Dispose();

    static string Fail(string path) => Assert.Throws<ToolException>(() => WholeFile.Write(path, default, stream => stream.Write(Encoding.UTF8.GetBytes("text")))).Message;
}
