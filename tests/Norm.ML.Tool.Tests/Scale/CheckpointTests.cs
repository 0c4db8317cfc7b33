using System.Security.Cryptography;
using System.Text;
using Norm.ML.Tool.Tests.SameEverywhere;

namespace Norm.ML.Tool.Tests.Scale;

/// <summary>A fit that was stopped goes on where it was, or says why not.</summary>
public sealed class CheckpointTests : IDisposable
{
    readonly Workplace _place = new();
    readonly string _data;

    public CheckpointTests() => _data = _place.Write("data.csv", DataSet.Csv());

    [Fact]
    public async Task A_stopped_fit_tells_how_to_go_on_and_gives_the_same_bits()
    {
        await StopAsync();
        Outcome outcome = Fit().Succeeded();
        Assert.Contains("ck: going on after row ", outcome.Error);
        Assert.Equal(DataSet.Statistics, RunningStatistics.Load(_place.At("s.nstat")).WithShard(null));
        Assert.Equal(["data.csv", "s.nstat"], _place.Files);
    }

    [Fact]
    public async Task Threads_may_change_between()
    {
        await StopAsync();
        Fit("--workers", "3").Succeeded();
        Assert.Equal(DataSet.Statistics, RunningStatistics.Load(_place.At("s.nstat")).WithShard(null));
    }

    [Fact]
    public async Task Another_fit_does_not_go_on_with_it()
    {
        await StopAsync();
        Fit("--ignore", "far").Failed(1, "ck: this checkpoint is of another fit: the columns are not the same. Delete it");
        Fit("--columns", string.Join(',', DataSet.Columns)).Failed(1, "the columns are not the same");
        Fit("--shard", "1/2").Failed(1, "it is of all rows, not of shard 1/2");
        string text = File.ReadAllText(_data);
        File.WriteAllText(_data, text[..^2] + (text[^2] == '1' ? "2\n" : "1\n"));
        Fit().Failed(1, "the files, their sizes or their contents are not the same");
        File.WriteAllText(_data, text + "1,1,1,1,1,1,1\n");
        Fit().Failed(1, "the files, their sizes or their contents are not the same");
        File.WriteAllText(_data, text);
        Fit().Succeeded();
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_an_error()
    {
        await StopAsync();
        byte[] bytes = File.ReadAllBytes(_place.At("ck"));
        for (int i = 0; i < 40; i++)
        {
            byte[] bad = (byte[])bytes.Clone();
            bad[i * bytes.Length / 40] ^= 1;
            _place.Write("ck", bad);
            Fit().Failed(1, "ck: this is not a checkpoint, or a damaged one; delete it to start anew.");
            _place.Write("ck", bytes[..(i * bytes.Length / 40)]);
            Fit().Failed(1, "ck: this is not a checkpoint");
        }
    }

    /// <summary>A line of another program's making under a hash that fits.</summary>
    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"Task\":{", "\"Task\":null,\"Other\":{")]
    [InlineData("\"Next\":{", "\"Next\":null,\"Other\":{")]
    [InlineData("\"Columns\":[", "\"Columns\":[null,")]
    [InlineData("\"Columns\":[", "\"Columns\":null,\"Other\":[")]
    [InlineData("\"Kinds\":[", "\"Kinds\":null,\"Other\":[")]
    [InlineData("\"Kinds\":[", "\"Kinds\":[7,")]
    [InlineData("\"Source\":\"", "\"Source\":null,\"Other\":\"")]
    [InlineData("\"Level\":", "\"Level\":-")]
    public async Task A_checkpoint_with_nulls_or_without_its_parts_is_an_error(string old, string? changed = null)
    {
        await StopAsync();
        byte[] bytes = File.ReadAllBytes(_place.At("ck"));
        int mark = bytes.AsSpan().IndexOf((byte)'\n') + 1, start = mark + 65, end = start + bytes.AsSpan(start).IndexOf((byte)'\n');
        string line = Encoding.UTF8.GetString(bytes, start, end - start);
        byte[] body = [.. Encoding.UTF8.GetBytes(changed is null ? old : line.Replace(old, changed)), .. bytes[end..]];
        _place.Write("ck", [.. bytes[..mark], .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body)) + "\n"), .. body]);
        Fit().Failed(1, "ck: this is not a checkpoint, or a damaged one; delete it to start anew.");
    }

    [Fact]
    public void A_finished_fit_leaves_none()
    {
        Fit("--checkpoint-every", "0").Succeeded();
        Assert.Equal(["data.csv", "s.nstat"], _place.Files);
    }

    [Theory]
    [InlineData("data.csv")]
    [InlineData("data.npy")]
    [InlineData("data.csv", "--shard", "3/3", "--cut", "chunks")]
    [InlineData("data.csv", "--shard", "3/3")]
    [InlineData("data.npy", "--shard", "3/3")]
    public void A_fit_that_read_everything_and_could_not_write_goes_on_to_write(string data, params string[] options)
    {
        if (!File.Exists("/dev/full"))
            return;
        _place.Write("data.npy", DataSet.Npy());
        string[] fit = ["fit", _place.At(data), "--checkpoint", _place.At("ck"), "--checkpoint-every", "0", .. options, "--stats"];
        _place.Run([.. fit, "/dev/full"]).Failed(1, "No space left on device");
        Assert.True(File.Exists(_place.At("ck")));
        Assert.Contains("going on after row", _place.Run([.. fit, _place.At("s.nstat")]).Succeeded().Error);
        byte[] gone = File.ReadAllBytes(_place.At("s.nstat"));
        _place.Run([.. fit, _place.At("s.nstat")]).Succeeded();
        Assert.Equal(File.ReadAllBytes(_place.At("s.nstat")), gone);
    }

    public void Dispose() => _place.Dispose();

    Outcome Fit(params string[] options) => _place.Run(["fit", _data, "--stats", _place.At("s.nstat"), "--checkpoint", _place.At("ck"), .. options]);

    // Stops as soon as there is a checkpoint; the machine may be too fast, so again.
    async Task StopAsync()
    {
        for (int attempt = 0; attempt < 50 && !File.Exists(_place.At("ck")); attempt++)
        {
            File.Delete(_place.At("s.nstat"));
            using var source = new CancellationTokenSource();
            using var watcher = new FileSystemWatcher(_place.Folder, "ck");
            watcher.Renamed += (_, _) => source.Cancel();
            watcher.Created += (_, _) => source.Cancel();
            watcher.EnableRaisingEvents = true;
            Outcome outcome = await Workplace.RunAsync(
                ["fit", _data, "--stats", _place.At("s.nstat"), "--checkpoint", _place.At("ck"), "--checkpoint-every", "0", "--workers", "1"], source.Token);
            if (outcome.ExitCode == 130)
                outcome.Failed(130, "Stopped after row ", "the same command goes on there, with ");
        }

        Assert.Equal(["ck", "data.csv"], _place.Files);
    }
}
