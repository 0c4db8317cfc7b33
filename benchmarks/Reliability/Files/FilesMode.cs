using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Reliability.Files;

/// <summary>The command <c>files</c>: mutated files of every format that is read.</summary>
internal static class FilesMode
{
    /// <summary>The command of the processes that do the work.</summary>
    public const string PartName = "files-part";

    private const long FullSize = 1_000_000;

    private static readonly Option<int> Seed = new("--seed") { Description = "Another seed, other mutants.", DefaultValueFactory = _ => 1 };
    private static readonly Option<long> From = new("--from") { Description = "The number of the first mutant: with the seed it makes one again." };
    private static readonly Option<long> Mutants = new("--mutants") { Description = "How many.", DefaultValueFactory = _ => FullSize };
    private static readonly Option<string[]> Only = new("--only") { Description = "Formats, several times; all if left away." };
    private static readonly Option<string?> Keep = new("--keep") { Description = "A folder that receives mutants that failed." };
    private static readonly Option<string?> Out = new("--out") { Description = "Where the result is written, whatever the size of the run." };
    private static readonly Option<long[]> Skip = new("--skip") { Description = "Mutants that are left out." };
    private static readonly Option<int> Processes = new("--processes") { Description = "How many at once.", DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        var files = new Command("files", "Reads mutated files of every format: an error that names the problem, or the values of a whole file.")
            { Seed, From, Mutants, Only, Keep, Out, Processes };
        files.SetAction(Run);
        return files;
    }

    public static Command CreatePart()
    {
        var folder = new Argument<string>("folder");
        var part = new Command(PartName) { folder, Seed, From, Mutants, Only, Keep, Skip };
        part.Hidden = true;
        part.SetAction(r => new FilesPart(r.GetValue(folder)!).Run(r.GetValue(Seed), r.GetValue(From), r.GetValue(Mutants), r.GetValue(Only) ?? [],
            r.GetValue(Skip) ?? [], r.GetValue(Keep)));
        return part;
    }

    private static int Run(ParseResult asked)
    {
        var run = new FilesRun
        {
            Seed = asked.GetValue(Seed),
            From = asked.GetValue(From),
            Mutants = asked.GetValue(Mutants),
            Only = asked.GetValue(Only) ?? [],
            Keep = asked.GetValue(Keep) is { } keep ? Path.GetFullPath(keep) : null,
            Processes = asked.GetValue(Processes),
        };
        if (run.Only.Except(FileFormats.All.Select(format => format.Name)).FirstOrDefault() is { } unknown)
        {
            Console.Error.WriteLine(
                $"'{unknown}' is not a format; the formats are {string.Join(", ", FileFormats.All.Select(format => format.Name))}.");
            return 1;
        }

        Console.Error.WriteLine($"{run.Mutants} mutants of seed {run.Seed}, {run.Processes} at a time.");
        if (run is { Mutants: 1, Keep: { } folder })
        {
            // One that is asked for is kept even if it does not fail any more.
            Mutant mutant = new MutantMaker(run.Seed, FileFormats.All).Make(run.From, FileFormats.All)!;
            FilesPart.Keep(folder, mutant, $"seed-{run.Seed}");
        }

        var watch = Stopwatch.StartNew();
        Findings found = run.Run();
        string report = Report(run, found, watch.Elapsed);
        Console.WriteLine(report);
        foreach ((string what, Failure failure) in found.Failures)
        {
            Console.Error.WriteLine($"{what}\n{failure.Details}\n");
        }

        bool isFull = run is { Mutants: >= FullSize, Only: [], From: 0 };
        if ((asked.GetValue(Out) ?? (isFull ? Path.Combine(RepositoryFiles.Results, "reliability", "files.md") : null)) is { } path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(path, report);
        }

        return found.Failures.Count == 0 ? 0 : 1;
    }

    private static string Report(FilesRun run, Findings found, TimeSpan time)
    {
        string only = string.Concat(run.Only.Select(name => $" --only {name}")), from = run.From > 0 ? $" --from {run.From}" : "";
        string processes = run.Processes > 1 ? $" --processes {run.Processes}" : "";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Mutated files

            `dotnet run -c Release --project benchmarks/Reliability -- files --mutants {run.Mutants} --seed {run.Seed}{from}{only}{processes}`,
            {DateTime.UtcNow:d MMMM yyyy}, {Processor()}, .NET {Environment.Version}, {time.TotalMinutes:0} minutes.

            Each mutant is read once by the reader that users call. It counts as refused if the documented exception comes, with one line that names
            the file and says what is wrong; as equal if its values are those of a whole file; as read if no checksum covers what was altered, or it
            was repaired, and some values come. Everything else is a failure: another exception, another message, other values, more than
            {Trial.MostSeconds} s, more memory than four times the file and 64 MiB, the end of the process.

            | format | mutants | refused | equal | read | failed |
            | --- | ---: | ---: | ---: | ---: | ---: |

            """);
        foreach (FileFormat format in FileFormats.All.Where(format => found.Outcomes.ContainsKey(format.Name)))
        {
            Row(format.Name, [found.Outcomes[format.Name]]);
        }

        Row("all", [.. found.Outcomes.Values]);
        text.Append("\n| how they were altered | mutants |\n| --- | ---: |\n");
        foreach ((string kind, long count) in found.Kinds.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {kind} | {count} |\n");
        }

        text.Append(found.Failures.Count == 0 ? "\nNothing failed.\n" : "\n| what failed | mutants | the first one |\n| --- | ---: | --- |\n");
        foreach ((string what, Failure failure) in found.Failures.OrderByDescending(one => one.Value.Count))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {what.Replace('|', '/')} | {failure.Count} | `--from {failure.Index} --mutants 1`: {failure.Kind}, {failure.Bytes} bytes |\n");
        }

        return text.ToString();

        void Row(string name, IReadOnlyList<Dictionary<Verdict, long>> counts)
        {
            long Sum(Verdict outcome) => counts.Sum(one => one.GetValueOrDefault(outcome));
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {counts.Sum(one => one.Values.Sum())} | {Sum(Verdict.Refused)} | "
                + $"{Sum(Verdict.Equal)} | {Sum(Verdict.Read)} | {Sum(Verdict.Failed)} |\n");
        }
    }

    private static string Processor()
    {
        const string Info = "/proc/cpuinfo", Name = "model name";
        string? line = File.Exists(Info) ? File.ReadLines(Info).FirstOrDefault(one => one.StartsWith(Name, StringComparison.Ordinal)) : null;
        return line?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
