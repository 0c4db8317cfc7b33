using System.Diagnostics;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.SameEverywhere;

public sealed partial class SameEverywhereTests
{
    [Theory]
    [InlineData("chunks")]
    [InlineData("bytes")]
    public async Task Shards_whose_workers_are_killed_and_started_again(string cut)
    {
        const int Count = 3;
        _place.Write("data.csv", DataSet.Csv());
        RunningStatistics undisturbed = Merge(Shards("data.csv", Count, cut));
        foreach (string path in Directory.GetFiles(_place.Folder, "shard-*"))
        {
            File.Delete(path);
        }

        // Some die at random, some as soon as they have written how far they are; one in the end is left alone.
        var random = new Random(5);
        for (int i = 1; i <= Count; i++)
        {
            string[] fit = ["fit", "data.csv", "--shard", $"{i}/{Count}", "--cut", cut, "--stats", $"shard-{i}.nstat", "--checkpoint", $"c{i}",
                "--checkpoint-every", "0"];
            await KillAsync(fit, TimeSpan.FromMilliseconds(random.Next(50, 600)));
            await KillAsync(fit, $"c{i}");
            (await ToolProcess.RunAsync(_place.Folder, fit)).Succeeded();
            Assert.False(File.Exists(_place.At($"c{i}")));
        }

        Assert.Equal(undisturbed, Merge([_place.At("shard-*.nstat")]));
        if (cut == "chunks")
        {
            Same(undisturbed);
        }
        else
        {
            Close(undisturbed, 1e-14);
        }
    }

    [Fact]
    public async Task A_fit_that_is_killed_again_and_again_goes_on()
    {
        _place.Write("data.csv", DataSet.Csv());
        string[] fit = ["fit", "data.csv", "--stats", "s.nstat", "--checkpoint", "c", "--checkpoint-every", "0", "--workers", "1"];
        for (int i = 0; i < 4; i++)
        {
            await KillAsync(fit, "c");
        }

        (await ToolProcess.RunAsync(_place.Folder, fit)).Succeeded();
        Same(RunningStatistics.Load(_place.At("s.nstat")));
    }

    private async Task KillAsync(string[] args, TimeSpan after)
    {
        using Process process = ToolProcess.Start(_place.Folder, args);
        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(after));
        await EndAsync(process);
    }

    // Once a file is there, or is a new one.
    private async Task KillAsync(string[] args, string file)
    {
        DateTime before = File.GetLastWriteTimeUtc(_place.At(file));
        using Process process = ToolProcess.Start(_place.Folder, args);
        while (!process.HasExited && File.GetLastWriteTimeUtc(_place.At(file)) == before)
        {
            await Task.Delay(1);
        }

        await EndAsync(process);
    }

    private static async Task EndAsync(Process process)
    {
        process.Kill(); // SIGKILL; nothing if it has ended
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
    }
}
