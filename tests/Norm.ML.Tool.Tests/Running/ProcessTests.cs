using System.Diagnostics;
using System.Globalization;
using Norm.ML.Tool.Tests.SameEverywhere;

namespace Norm.ML.Tool.Tests.Running;

/// <summary>The command as users run it: a process for each step.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public async Task A_model_that_one_process_writes_is_applied_by_another()
    {
        Outcome fit = (await ToolProcess.RunAsync(_place.Folder, "fit", Workplace.Sample("wine.csv"), "--out", "wine.zip", "--ignore",
            "target")).Succeeded();
        Assert.Equal(13, fit.Table().Count);

        (await ToolProcess.RunAsync(_place.Folder, "apply", "wine.zip", Workplace.Sample("wine.csv"), "--out", "wine.csv")).Succeeded();
        double[] proline = [.. File.ReadLines(_place.At("wine.csv")).Skip(1)
            .Select(line => double.Parse(line.Split(',')[12], CultureInfo.InvariantCulture))];
        Assert.Equal(178, proline.Length);
        Assert.Equal(0, proline.Average(), 1e-12);
        Assert.Equal(1, proline.Average(value => value * value), 1e-12);
        Assert.Equal(["wine.csv", "wine.zip"], _place.Files);
    }

    /// <summary>The framework asks once in a process how it takes what was cut off; a model is unpacked before data are.</summary>
    [Fact]
    public async Task Packed_data_that_were_cut_off_are_refused_after_a_model_was_read()
    {
        string text = "a,b\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i * 37 % 1009},{i}\n"));
        byte[] packed = DataFiles.Gzip(text);
        _place.Write("data.csv", text);
        _place.Write("cut.csv.gz", packed[..(packed.Length / 2)]);
        (await ToolProcess.RunAsync(_place.Folder, "fit", "data.csv", "--out", "model.zip")).Succeeded();
        (await ToolProcess.RunAsync(_place.Folder, "apply", "model.zip", "cut.csv.gz", "--out", "result.csv")).Failed(1, "cut.csv.gz: cannot be");
        Assert.DoesNotContain("result.csv", _place.Files);
    }

    [Theory]
    [InlineData(0, "--help")]
    [InlineData(1, "fit none.csv")]
    [InlineData(1, "fit text.csv")]
    [InlineData(1, "apply text.csv text.csv")]
    [InlineData(2, "fit")]
    [InlineData(2, "fit text.csv --norm none")]
    public async Task Exit_codes(int expected, string args)
    {
        _place.Write("text.csv", "a\n1\nx\n");
        Outcome outcome = await ToolProcess.RunAsync(_place.Folder, args.Split(' '));
        Assert.Equal(expected, outcome.ExitCode);
        if (expected != 0)
        {
            Assert.Equal((0, 1), (outcome.Out.Length, outcome.Error.Count(character => character == '\n')));
        }

        Assert.DoesNotContain("   at ", outcome.Error);
        Assert.Equal(["text.csv"], _place.Files);
    }

    [Fact]
    public async Task A_full_disk_is_an_error()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        _place.Write("data.csv", "a\n1\n3\n");
        Outcome outcome = await ToolProcess.RunAsync(_place.Folder, "fit", "data.csv", "--out", "/dev/full");
        outcome.Failed(1, "/dev/full: cannot be written: No space left on device.");
    }

    [Theory]
    [InlineData("norm-ml fit data.csv --out m.zip > /dev/full")]
    [InlineData("norm-ml inspect data.csv --json > /dev/full")]
    [InlineData("norm-ml --help > /dev/full")]
    [InlineData("norm-ml fit --help > /dev/full")]
    public async Task A_full_disk_behind_standard_output_is_an_error(string line)
    {
        if (!File.Exists("/dev/full") || !File.Exists("/bin/bash"))
        {
            return;
        }

        _place.Write("data.csv", "a\n1\n3\n");
        (await ToolProcess.ShellAsync(_place.Folder, line)).Failed(1, "Standard output cannot be written: No space left on device.");
    }

    [Theory]
    [InlineData("norm-ml fit none.csv 2> /dev/full", 1)]
    [InlineData("norm-ml fit 2> /dev/full", 2)]
    [InlineData("norm-ml fit data.csv --out m.zip 2> /dev/full", 0)]
    public async Task A_full_disk_behind_standard_error_leaves_the_exit_code(string line, int expected)
    {
        if (!File.Exists("/dev/full") || !File.Exists("/bin/bash"))
        {
            return;
        }

        _place.Write("data.csv", "a\n1\n3\n");
        Outcome outcome = await ToolProcess.ShellAsync(_place.Folder, line);
        Assert.Equal((expected, ""), (outcome.ExitCode, outcome.Error));
    }

    [Theory]
    [InlineData("norm-ml apply model.zip data.csv --out /dev/stdout", "a\n-1\n1\n")]
    [InlineData("norm-ml apply model.zip data.csv --out /dev/fd/1 | cat", "a\n-1\n1\n")]
    [InlineData("norm-ml apply model.zip data.csv --out >(cat); sleep 0.1", "a\n-1\n1\n")]
    [InlineData("norm-ml apply model.zip data.csv --out /dev/stdout > result; cat result", "a\n-1\n1\n")]
    [InlineData("echo before > result; norm-ml apply model.zip data.csv --out /dev/stdout >> result; cat result", "before\na\n-1\n1\n")]
    [InlineData("ln -s /dev/stdout link; norm-ml apply model.zip data.csv --out link", "a\n-1\n1\n")]
    public async Task Descriptors_that_the_shell_has_opened_are_written_and_not_replaced(string line, string expected)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/bin/bash"))
        {
            return;
        }

        _place.Fit("a\n1\n3\n");
        _place.Write("data.csv", "a\n1\n3\n");
        Outcome outcome = (await ToolProcess.ShellAsync(_place.Folder, line)).Succeeded();
        Assert.Equal(expected, outcome.Out);
        Assert.DoesNotContain("replaced", outcome.Error);
    }

    [Fact]
    public async Task A_file_that_may_not_grow_is_an_error_and_leaves_nothing()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/bin/bash"))
        {
            return;
        }

        string model = _place.Fit("a\n1\n3\n");
        _place.Write("large.csv", "a\n" + string.Concat(Enumerable.Repeat("1.25\n2.5\n3.75\n", 100_000)));

        // W^X needs a large file of its own.
        string command = $"ulimit -f 500; DOTNET_EnableWriteXorExecute=0 exec \"{ToolProcess.Host}\" \"{ToolProcess.Assembly}\" "
            + "apply model.zip large.csv";
        var start = new ProcessStartInfo("/bin/bash", ["-c", command])
        {
            WorkingDirectory = _place.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        using Process process = Process.Start(start)!;
        (await ToolProcess.EndAsync(process)).Failed(1, "large.normalized.csv: cannot be written: the file is larger than");
        Assert.Equal(["large.csv", "model.zip"], _place.Files);
    }

    [Fact]
    public async Task A_process_that_is_told_to_stop_leaves_nothing()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string model = _place.Fit("a\n1\n3\n");

        // A process that has ended before the signal came gets more to do the next time.
        for (int repeats = 4_000_000; ; repeats *= 2)
        {
            await File.WriteAllLinesAsync(_place.At("large.csv"), Enumerable.Repeat("1.25\n2.5\n3.75", repeats).Prepend("a"));
            using Process process = ToolProcess.Start(_place.Folder, "apply", model, "large.csv");
            while (!_place.Files.Any(name => name.EndsWith(".tmp", StringComparison.Ordinal)) && !process.HasExited)
            {
                await Task.Delay(10);
            }

            // The way of Ctrl-C, too; but a shell may have made its jobs deaf to that.
            using Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            Outcome outcome = await ToolProcess.EndAsync(process);
            if (outcome.ExitCode == 0 && repeats < 64_000_000)
            {
                File.Delete(_place.At("large.normalized.csv"));
                continue;
            }

            Assert.Equal("norm-ml: Stopped; nothing was written.\n", outcome.Error);
            Assert.Equal(130, outcome.ExitCode);
            Assert.Equal(["large.csv", "model.zip"], _place.Files);
            return;
        }
    }

    [Fact]
    public async Task A_fit_that_is_told_to_stop_leaves_nothing()
    {
        string data = _place.Write("large.csv", "a\n" + string.Concat(Enumerable.Repeat("1.25\n2.5\n3.75\n", 4_000_000)));

        // A fit that has ended before it was told is told sooner the next time, in the end before it starts.
        for (int delay = 256; ; delay /= 2)
        {
            using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(delay));
            Outcome outcome = await Workplace.RunAsync(["fit", data], source.Token);
            if (outcome.ExitCode == 0 && delay > 0)
            {
                Assert.Equal(["large.csv", "large.model.zip"], _place.Files);
                File.Delete(_place.At("large.model.zip"));
                continue;
            }

            outcome.Failed(130, "Stopped; nothing was written.");
            Assert.Equal(["large.csv"], _place.Files);
            return;
        }
    }

    public void Dispose() => _place.Dispose();
}
