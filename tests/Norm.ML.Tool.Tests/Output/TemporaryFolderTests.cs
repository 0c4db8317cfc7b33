using System.Diagnostics;
using System.Globalization;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Output;

/// <summary>Where ML.NET's temporary files cannot be written, the error names their folder, and nothing is left.</summary>
public sealed class TemporaryFolderTests : IDisposable
{
    private readonly Workplace _place = new();

    public TemporaryFolderTests()
    {
        string[] names = [.. Enumerable.Range(0, 1500).Select(i => $"c{i}")];
        string row(int seed) => string.Join(',', names.Select((_, i) => Math.Sin(seed * 1e4 + i).ToString(CultureInfo.InvariantCulture)));
        _place.Write("data.csv", $"{string.Join(',', names)}\n{row(1)}\n{row(2)}\n{row(3)}\n");
        _place.Run("fit", _place.At("data.csv"), "--out", _place.At("model.zip"), "--stats", _place.At("s.nstat")).Succeeded();
        _place.Run("fit", _place.Write("small.csv", "a,b\n1,2\n3,5\n"), "--out", _place.At("small.zip")).Succeeded();
    }

    [Theory]
    [InlineData("fit data.csv --out new.zip", "new.zip")]
    [InlineData("merge s.nstat --out new.zip", "new.zip")]
    [InlineData("apply model.zip data.csv --out new.csv", "model.zip")]
    [InlineData("inspect model.zip", "model.zip")]
    public async Task A_folder_for_temporary_files_that_cannot_be_written_is_named(string command, string file)
    {
        string[] before = [.. _place.Files];
        string folder = _place.At("small.csv");
        Outcome outcome = await ToolProcess.RunAsync(_place.Folder,
            new Dictionary<string, string> { ["TMPDIR"] = folder, ["TMP"] = folder, ["TEMP"] = folder }, command.Split(' '));
        outcome.Failed(1, $"{file}: the folder for temporary files, {folder}", "cannot be written: ");
        Assert.DoesNotContain("damaged", outcome.Error);
        Assert.Equal(before, _place.Files);
    }

    // 16 KiB are too few for a small model too: they end while a transform is loaded.
    [Theory]
    [InlineData("64k", "fit data.csv --out new.zip", "new.zip")]
    [InlineData("64k", "merge s.nstat --out new.zip", "new.zip")]
    [InlineData("64k", "apply model.zip data.csv --out new.csv", "model.zip")]
    [InlineData("64k", "inspect model.zip", "model.zip")]
    [InlineData("12k", "inspect small.zip", "small.zip")]
    [InlineData("8k", "apply small.zip small.csv --out new.csv", "small.zip")]
    public async Task A_full_disk_is_told_as_such_and_nothing_is_left(string size, string command, string file)
    {
        string folder = _place.At("disk");
        using SmallDisk? disk = SmallDisk.Make(folder, size);
        if (disk is null)
        {
            return;
        }

        string[] before = [.. _place.Files];
        Outcome outcome = await ToolProcess.RunAsync(_place.Folder, new Dictionary<string, string> { ["TMPDIR"] = folder }, command.Split(' '));
        outcome.Failed(1, $"{file}: the folder for temporary files, {folder}/, cannot be written: No space left on device.");
        Assert.Equal(before, _place.Files);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    // To a pipe, these formats go through a temporary file; a pipe that is read twice is copied to one.
    [Theory]
    [InlineData("norm-ml apply small.zip large.csv -o - --to parquet", "standard output: this format is not written from its start to its end")]
    [InlineData("norm-ml apply small.zip large.csv -o - --to npy", "standard output: this format is not written from its start to its end")]
    [InlineData("norm-ml inspect - < large.csv", "standard input: it has to be read more than once")]
    public async Task A_full_disk_is_told_where_a_pipe_goes_through_a_temporary_file(string line, string words)
    {
        string folder = _place.At("disk");
        using SmallDisk? disk = SmallDisk.Make(folder, "100k");
        if (disk is null)
        {
            return;
        }

        var random = new Random(1);
        _place.Write("large.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 10_000).Select(_ => $"{random.Next()},{random.Next()}\n")));
        Outcome outcome = await ToolProcess.ShellAsync(_place.Folder, $"export TMPDIR=disk; {line}");
        outcome.Failed(1, $"{words}, and its copy in the folder for temporary files, disk/, cannot be written: No space left on device.");
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task A_killed_run_leaves_nothing_of_a_pipe_in_the_folder_for_temporary_files()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string folder = Directory.CreateDirectory(_place.At("tmp")).FullName;
        var start = new ProcessStartInfo(ToolProcess.Host, [ToolProcess.Assembly, "inspect", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = folder;
        using Process process = Process.Start(start)!;

        // More than a pipe holds: it is being copied.
        await process.StandardInput.WriteAsync("a\n" + string.Concat(Enumerable.Repeat("1\n2\n", 100_000)));
        await process.StandardInput.FlushAsync();
        Assert.False(process.HasExited);
        process.Kill();
        await process.WaitForExitAsync();
        Assert.Empty(Directory.GetFileSystemEntries(folder, "norm-ml*"));
    }

    [Fact]
    public void The_limit_of_a_models_size_is_raised_by_the_option_that_the_error_names()
    {
        string model = _place.At("model.zip"), data = _place.At("data.csv"), result = _place.At("new.csv");
        string[] before = [.. _place.Files];
        _place.Run("apply", model, data, "--out", result, "--max-model-bytes", "1000").Failed(1, "the limit is 1000 (--max-model-bytes).");
        _place.Run("inspect", model, "--max-model-bytes", "1000").Failed(1, "the limit is 1000 (--max-model-bytes).");
        _place.Run("inspect", data, "--max-model-bytes", "1000").Failed(1, "--max-model-bytes is for models");
        _place.Run("inspect", model, "--max-model-bytes", "0").Failed(2, "--max-model-bytes takes a number of bytes, 1 or more, not '0'");
        Assert.Equal(before, _place.Files);
        _place.Run("apply", model, data, "--out", result, "--max-model-bytes", "10000000").Succeeded();
        _place.Run("inspect", model, "--max-model-bytes", "10000000").Succeeded();
    }

    public void Dispose() => _place.Dispose();
}
