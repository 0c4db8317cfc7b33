using System.Globalization;

namespace Norm.ML.Reliability.Faults;

/// <summary>Gives the tool less and less memory: it gives the same contents, or fails in one line and writes nothing.</summary>
internal static class LittleMemory
{
    // In MiB; the runtime itself does not start with the least.
    private static readonly int[] Limits = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128, 256];

    public static string Run(FaultsPlace inputs, int atOnce, Findings findings)
    {
        string[][] rows = new string[Writing.All.Count][];
        Parallel.For(0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, i =>
        {
            using var place = new FaultsPlace(inputs);
            rows[i] = Limit(place, Writing.All[i], findings);
            Console.WriteLine(string.Join("; ", rows[i]));
        });
        return FaultsDocument.Table("Little memory",
            $"""
            `DOTNET_GCHeapHardLimit` of {string.Join(", ", Limits)} MiB. The same: the contents were those with enough memory.
            Told: one line, no output. Runtime: it ended the process itself, without an output: it did not start, or had no memory for the exception.
            """,
            ["what ran", "limits", "the same", "told", "runtime", "enough, MiB"], rows);
    }

    private static string[] Limit(FaultsPlace place, Writing writing, Findings findings)
    {
        place.Run(writing.Arguments);
        var contents = writing.Outputs.ToDictionary(output => output, output => Content.Of(place.At(output)));
        (int well, int told, int runtime, int least) = (0, 0, 0, 0);
        foreach (int limit in Limits)
        {
            Array.ForEach(writing.Outputs, output => File.Delete(place.At(output)));
            string hex = (limit << 20).ToString("X", CultureInfo.InvariantCulture), what = $"{writing.Name}, {limit} MiB";
            using ChildProcess process = ChildProcess.Tool(place, writing.Arguments, ("DOTNET_GCHeapHardLimit", hex));
            Ended ended = process.End();
            foreach (string output in writing.Outputs)
            {
                string content = Content.Of(place.At(output));
                findings.Check(content == contents[output] || (ended.ExitCode != 0 && content == Content.Absent),
                    $"{what}: {output} is another one.");
            }

            if (ended.ExitCode == 0)
            {
                well++;
                least = least == 0 ? limit : least;
            }
            else if (ended.FailedInOneLine)
            {
                told++;
                findings.Check(ended.Error.Contains("not enough memory", StringComparison.Ordinal), $"{what}: {ended.Error}");
                findings.Check(place.TemporaryFiles(place.Folder).Count == 0, $"{what}: a temporary file is left.");
            }
            else
            {
                runtime++;
                findings.Check(IsOfRuntime(ended), $"{what}: exit code {ended.ExitCode}, {ended.Error}{ended.Output}");
            }

            if (writing.Checkpoint is { } checkpoint)
            {
                File.Delete(place.At(checkpoint));
            }
        }

        return [writing.Name, .. new long[] { Limits.Length, well, told, runtime, least }.Select(FaultsDocument.Number)];
    }

    private static bool IsOfRuntime(Ended ended) => ended.ExitCode is 134 or 137 or 139
        && (ended.Error.Contains("Out of memory", StringComparison.OrdinalIgnoreCase) || ended.Error.Contains("OutOfMemory", StringComparison.Ordinal)
            || ended.Error.Contains("GC heap initialization failed", StringComparison.Ordinal));
}
