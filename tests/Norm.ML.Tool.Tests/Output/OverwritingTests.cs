using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Output;

/// <summary>No command writes over a file that it reads, or writes one file twice, whatever the file is called there.</summary>
public sealed class OverwritingTests : IDisposable
{
    private readonly Workplace _place = new();

    public OverwritingTests()
    {
        _place.Write("d.csv", "a,b\n1,2\n3,5\n");
        _place.Write("e.csv", "a,b\n2,2\n3,7\n");
        _place.Run("fit", _place.At("d.csv"), "--out", _place.At("m.zip"), "--stats", _place.At("s.nstat")).Succeeded();
        Directory.CreateDirectory(_place.At("sub"));
    }

    [Theory]
    [InlineData("fit d.csv --out d.csv", "--out", "DATA")]
    [InlineData("fit d.csv --stats d.csv", "--stats", "DATA")]
    [InlineData("fit d.csv --stats x --checkpoint d.csv", "--checkpoint", "DATA")]
    [InlineData("fit d.csv e.csv --out e.csv", "--out", "DATA")]
    [InlineData("fit *.csv --out e.csv", "--out", "DATA")]
    [InlineData("fit d.csv --shard 1/2 --stats d.csv", "--stats", "DATA")]
    [InlineData("fit d.csv --out x --stats x", "--out", "--stats")]
    [InlineData("fit d.csv --out x --checkpoint x", "--out", "--checkpoint")]
    [InlineData("fit d.csv --stats x --checkpoint x", "--stats", "--checkpoint")]
    [InlineData("fit d.csv --out m.zip --stats m.zip", "--out", "--stats")]
    [InlineData("merge s.nstat --out s.nstat", "--out", "PART.nstat")]
    [InlineData("merge *.nstat --stats s.nstat", "--stats", "PART.nstat")]
    [InlineData("merge s.nstat --out x --stats x", "--out", "--stats")]
    [InlineData("apply m.zip d.csv --out m.zip", "--out", "MODEL.zip")]
    [InlineData("apply m.zip d.csv --out d.csv", "--out", "DATA")]
    [InlineData("report d.csv --out d.csv", "--out", "DATA")]
    [InlineData("report d.csv --compare e.csv --out e.csv", "--out", "--compare")]
    [InlineData("report d.csv --out x --pdf x", "--out", "--pdf")]
    [InlineData("report d.csv --out x --pdf d.csv", "--pdf", "DATA")]
    [InlineData("report d.csv --out x.svg --images . --only x", "--out", "--images")]
    public void An_output_that_is_an_input_or_another_output_is_one_error(string args, params string[] names)
    {
        // The same file by other paths; and one that is not there yet, in the same folder by another path.
        foreach (Func<string, string> path in (Func<string, string>[])[_place.At, name => _place.At($"./{name}"), name => _place.At($"sub/../{name}"),
            Link, HardLink])
        {
            Dictionary<string, byte[]> before = Contents();
            string[] words = args.Split(' ');
            int output = Array.LastIndexOf(words, words[Array.IndexOf(words, names.First(name => words.Contains(name))) + 1]);
            _place.Run([.. words.Select((word, i) => i == output ? path(word) : IsFile(word) ? _place.At(word) : word)])
                .Failed(1, [.. names, "the same file"]);
            Assert.Equal(before.Keys.Order(), Contents().Keys.Where(name => !name.Contains("link")).Order());
            Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
        }
    }

    [Fact]
    public void A_plot_that_would_overwrite_the_data_is_an_error_before_anything_is_written()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.CreateSymbolicLink(_place.At("sub/gradient-flow.svg"), "../d.csv");
        _place.Run("report", _place.At("d.csv"), "--out", _place.At("r.html"), "--images", _place.At("sub")).Failed(1, "--images", "DATA");
        Assert.Equal("a,b\n1,2\n3,5\n", _place.Read("d.csv"));
        Assert.Single(Directory.GetFiles(_place.At("sub")));
        Assert.DoesNotContain("r.html", _place.Files);
    }

    [Theory]
    [InlineData("fit d.csv --out", "m.zip")]
    [InlineData("fit d.csv --stats", "s.nstat")]
    [InlineData("merge s.nstat --out", "m.zip")]
    [InlineData("apply m.zip d.csv --out", "e.csv")]
    [InlineData("report --demo --out", "e.csv")]
    public void A_remark_says_that_another_file_was_replaced(string args, string output)
    {
        byte[] before = File.ReadAllBytes(_place.At(output));
        string[] command = [.. args.Split(' ').Select(word => IsFile(word) ? _place.At(word) : word), _place.At(output)];
        File.WriteAllText(_place.At(output), "another");
        Assert.Contains($"{output}: the file that was there is replaced.", _place.Run(command).Succeeded().Error);
        Assert.NotEqual("another", _place.Read(output));
        File.Delete(_place.At(output));
        Assert.DoesNotContain("replaced", _place.Run(command).Succeeded().Error);
    }

    [Fact]
    public void Plots_that_are_replaced_are_counted()
    {
        string[] command = ["report", "--demo", "--out", _place.At("r.html"), "--images", _place.At("sub"), "--only",
            "gradient-flow,norm-distributions,gradient-flow"];
        Assert.DoesNotContain("replaced", _place.Run(command).Succeeded().Error);
        Assert.Contains("sub: 2 of the 2 files are replaced.", _place.Run(command).Succeeded().Error);
    }

    [Fact]
    public void Outputs_that_cannot_be_written_are_told_before_anything_is_read()
    {
        _place.Write("text.csv", "a\n1\nx\n");
        _place.Run("fit", _place.At("text.csv"), "--out", _place.At("none/m.zip")).Failed(1, "m.zip: there is no folder to write it in.");
        _place.Run("fit", _place.At("text.csv"), "--stats", _place.At("sub")).Failed(1, "sub: this is a folder; the name of a file is needed.");
        _place.Run("merge", _place.At("none.nstat"), "--stats", _place.At("sub") + "/").Failed(1, "this is a folder");
        new FileInfo(_place.At("m.zip")).IsReadOnly = true;
        _place.Run("fit", _place.At("text.csv"), "--out", _place.At("m.zip")).Failed(1, "m.zip: the file that is there is write-protected.");
    }

    [Fact]
    public async Task Standard_input_is_an_input_too()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/bin/bash"))
        {
            return;
        }

        Outcome outcome = await ToolProcess.ShellAsync(_place.Folder, "norm-ml fit - --out d.csv < d.csv");
        outcome.Failed(1, "d.csv: --out names the same file as DATA, standard input");
        Assert.Equal("a,b\n1,2\n3,5\n", _place.Read("d.csv"));
    }

    [Fact]
    public void A_device_may_take_several_outputs()
    {
        if (File.Exists("/dev/null"))
        {
            _place.Run("fit", _place.At("d.csv"), "--out", "/dev/null", "--stats", "/dev/null").Succeeded();
        }
    }

    public void Dispose() => _place.Dispose();

    private static bool IsFile(string word) => word.Contains('.') || word == "x";

    private string Link(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return _place.At(name);
        }

        File.Delete(_place.At("sub/link"));
        File.CreateSymbolicLink(_place.At("sub/link"), $"../{name}");
        return _place.At("sub/link");
    }

    // A file that is not there yet has none.
    private string HardLink(string name)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(_place.At(name)) || name == ".")
        {
            return _place.At(name);
        }

        File.Delete(_place.At("hard-link"));
        using var process = System.Diagnostics.Process.Start("ln", [_place.At(name), _place.At("hard-link")]);
        process.WaitForExit();
        return _place.At("hard-link");
    }

    private Dictionary<string, byte[]> Contents() => Directory.GetFiles(_place.Folder, "*", SearchOption.AllDirectories)
        .Where(path => !path.Contains("link")).ToDictionary(path => path, File.ReadAllBytes);
}
