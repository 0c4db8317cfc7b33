using System.Diagnostics;
using System.Text.Json;

namespace Norm.ML.Reliability.Files;

/// <summary>The whole run: processes that each read a part of the mutants, and are started again after a mutant that ended one.</summary>
internal sealed class FilesRun
{
    public required int Seed { get; init; }

    public required long From { get; init; }

    public required long Mutants { get; init; }

    public required int Processes { get; init; }

    /// <summary>The formats; none for all.</summary>
    public required string[] Only { get; init; }

    /// <summary>A folder for mutants that failed; null to drop them.</summary>
    public required string? Keep { get; init; }

    public Findings Run()
    {
        var all = new Findings { Next = From + Mutants };
        Parallel.For(0, Processes, new() { MaxDegreeOfParallelism = Processes }, part =>
        {
            long from = From + Mutants * part / Processes, end = From + Mutants * (part + 1) / Processes;
            foreach (Findings found in RunPart(from, end))
            {
                lock (all)
                {
                    Merge(all, found);
                }
            }
        });
        return all;
    }

    private List<Findings> RunPart(long from, long end)
    {
        string folder = Directory.CreateTempSubdirectory("norm-ml-reliability-").FullName;
        List<Findings> found = [];
        List<long> skip = [];
        try
        {
            while (from < end)
            {
                File.Delete(FilesPart.FindingsPath(folder));
                File.Delete(FilesPart.HangPath(folder));
                int exitCode = RunProcess(folder, from, end, skip);
                Findings part = File.Exists(FilesPart.FindingsPath(folder))
                    ? JsonSerializer.Deserialize<Findings>(File.ReadAllText(FilesPart.FindingsPath(folder)))!
                    : throw new InvalidOperationException($"A process ended with code {exitCode} before its first mutant.");
                found.Add(part);
                from = part.Next;
                if (exitCode != 0)
                {
                    found.Add(Ended(folder, exitCode, skip));
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return found;
    }

    // The mutant at which a process ended. What was read since the last snapshot is read again, without it.
    private Findings Ended(string folder, int exitCode, List<long> skip)
    {
        long at = BitConverter.ToInt64(File.ReadAllBytes(FilesPart.AtPath(folder)));
        Mutant mutant = new MutantMaker(Seed, FileFormats.All).Make(at, FileFormats.All)!;
        string what = File.Exists(FilesPart.HangPath(folder)) ? "no end" : $"the end of the process, with code {exitCode}";
        skip.Add(at);
        FilesPart.Keep(Keep, mutant, what);
        var found = new Findings();
        found.Add(mutant, Verdict.Failed, what, "");
        Console.Error.WriteLine($"mutant {at}, {mutant.Format.Name}: {what}");
        return found;
    }

    private int RunProcess(string folder, long from, long end, List<long> skip)
    {
        string program = Environment.ProcessPath!;
        string[] own = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(FilesRun).Assembly.Location] : [];
        string[] arguments =
        [
            .. own, FilesMode.PartName, folder, "--seed", $"{Seed}", "--from", $"{from}", "--mutants", $"{end - from}",
            .. Only.SelectMany(name => (string[])["--only", name]), .. skip.SelectMany(index => (string[])["--skip", $"{index}"]),
            .. Keep is { } keep ? (string[])["--keep", keep] : [],
        ];
        var start = new ProcessStartInfo(program, arguments);
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static void Merge(Findings all, Findings part)
    {
        foreach ((string format, Dictionary<Verdict, long> outcomes) in part.Outcomes)
        {
            Dictionary<Verdict, long> sums = all.Outcomes.TryGetValue(format, out Dictionary<Verdict, long>? held) ? held : all.Outcomes[format] = [];
            foreach ((Verdict outcome, long count) in outcomes)
            {
                sums[outcome] = sums.GetValueOrDefault(outcome) + count;
            }
        }

        foreach ((string kind, long count) in part.Kinds)
        {
            all.Kinds[kind] = all.Kinds.GetValueOrDefault(kind) + count;
        }

        foreach ((string what, Failure failure) in part.Failures)
        {
            all.AddFailure(what, failure);
        }
    }
}
