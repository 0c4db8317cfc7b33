using System.Diagnostics;
using Norm.ML.Internals.Files;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Output;

/// <summary>What a killed run leaves is cleared by the next one to the same target, and nothing of a run that lives.</summary>
public sealed class LeftBehindTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public async Task Temporary_files_of_killed_runs_are_deleted_by_the_next_run_and_it_says_so()
    {
        string model = _place.Fit("a\n1\n3\n");
        await File.WriteAllLinesAsync(_place.At("large.csv"), Enumerable.Repeat("1.25\n2.5\n3.75", 4_000_000).Prepend("a"));
        string[] left = [];
        for (int i = 0; i < 2; i++)
        {
            using Process process = ToolProcess.Start(_place.Folder, "apply", model, "large.csv", "--out", "result.csv");
            while (!Temporary().Except(left).Any() && !process.HasExited)
            {
                await Task.Delay(1);
            }

            process.Kill();
            await process.WaitForExitAsync();

            // The second run has cleared what the first had left.
            Assert.Single(Temporary());
            left = Temporary();
        }

        _place.Write("small.csv", "a\n1\n");
        Outcome outcome = _place.Run("apply", model, _place.At("small.csv"), "--out", _place.At("result.csv")).Succeeded();
        Assert.Contains("result.csv: deleted 1 temporary file (", outcome.Error);
        Assert.Equal(["large.csv", "model.zip", "result.csv", "small.csv"], _place.Files);
    }

    [Fact]
    public void What_a_run_that_lives_is_writing_stays()
    {
        WholeFile.Write(_place.At("file"), default, stream =>
        {
            stream.Write("one"u8);
            Assert.Equal((0, 0), TemporaryFile.Clear(_place.At("file")));
            Assert.False(WholeFile.Write(_place.At("file"), default, other => other.Write("two"u8)));
            Assert.Single(Temporary());
        });
        Assert.Equal("one", _place.Read("file"));
        Assert.Equal(["file"], _place.Files);
    }

    [Fact]
    public void Files_of_other_targets_and_other_kinds_stay()
    {
        string left = Left("file"), id = left[^36..];
        string[] others = [$".file.x.{id}", $".fil.{id}", $".file.{id[..31]}.tmp", $".file.{id}x", $"file.{id}", $".file.{id.ToUpperInvariant()}"];
        foreach (string other in others)
        {
            _place.Write(other, "");
        }

        Assert.Equal((1, 4), TemporaryFile.Clear(_place.At("file")));
        Assert.Equal(others.Order(StringComparer.Ordinal), _place.Files);
    }

    [Fact]
    public void Files_of_another_machine_stay_for_a_day()
    {
        string left = Left("file"), id = left[^36..], other = _place.Write($".file.{(id[0] == '0' ? '1' : '0')}{id[1..]}", "text");
        Assert.Equal((1, 4), TemporaryFile.Clear(_place.At("file")));
        Assert.True(File.Exists(other));
        File.SetLastWriteTimeUtc(other, DateTime.UtcNow.AddHours(-25));
        Assert.Equal((1, 4), TemporaryFile.Clear(_place.At("file")));
        Assert.Empty(_place.Files);
    }

    [Fact]
    public void Nothing_is_deleted_through_a_link()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string left = Left("file"), data = _place.Write("data", "text");
        File.Delete(left);
        File.CreateSymbolicLink(left, data);
        Assert.Equal((0, 0), TemporaryFile.Clear(_place.At("file")));
        Assert.Equal("text", _place.Read("data"));
    }

    [Fact]
    public void Statistics_that_are_saved_again_clear_too()
    {
        Left("s.nstat");
        RunningStatistics.Empty(1).Save(_place.At("s.nstat"));
        Assert.Equal(["s.nstat"], _place.Files);
    }

    public void Dispose() => _place.Dispose();

    private string[] Temporary() => [.. _place.Files.Where(name => name.EndsWith(".tmp", StringComparison.Ordinal))];

    // As a killed run leaves it.
    private string Left(string target)
    {
        using FileStream file = TemporaryFile.Create(_place.At(target), keepPermissions: false);
        file.Write("text"u8);
        return file.Name;
    }
}
