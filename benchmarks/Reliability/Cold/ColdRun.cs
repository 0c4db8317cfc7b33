using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Reliability.Cold;

/// <summary>First calls, the first fit and the start of the tool, each in fresh processes; and memory after many calls.</summary>
internal static class ColdRun
{
    private const int FullRuns = 10;

    private const long FullCalls = 50_000_000;

    // What the working set may grow by after the first tenth of the calls: the compiler goes on in the background, and each reading takes some.
    private const double MostGrowth = 1.05;

    private const long Slack = 4 << 20;

    private static readonly string[] Norms = ["LayerNorm", "RmsNorm", "UnitNorm"];

    public static Command ToCommand()
    {
        var runs = new Option<int>("--runs") { Description = "Fresh processes for each measurement.", DefaultValueFactory = _ => FullRuns };
        var calls = new Option<long>("--calls") { Description = "Calls of the long run.", DefaultValueFactory = _ => FullCalls };
        var file = new Option<string?>("--out") { Description = "Where the result is written; without it, only a run of full size is." };
        var command = new Command("cold", "First calls, first fit, start of the tool, and memory after many calls.") { runs, calls, file };
        command.SetAction(parsed => Run(parsed.GetValue(runs), parsed.GetValue(calls), parsed.GetValue(file)));
        return command;
    }

    private static int Run(int runs, long calls, string? file)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var lines = new List<string>();
        Say("| first calls, in milliseconds of the processor | first of all | after another norm | after another size |");
        Say("| --- | ---: | ---: | ---: |");
        foreach (int size in ColdChild.Sizes)
        {
            foreach (string norm in Norms)
            {
                // By itself; after another norm of this size; after another size of this norm.
                string other = norm == "LayerNorm" ? "RmsNorm" : "LayerNorm";
                int otherSize = size == 8 ? 768 : 8;
                double[] times = [Child(runs, "call", $"{norm}:{size}")[0].Time, Child(runs, "call", $"{other}:{size},{norm}:{size}")[1].Time,
                    Child(runs, "call", $"{norm}:{otherSize},{norm}:{size}")[1].Time];
                Say($"| {norm} of {size} | {string.Join(" | ", times.Select(time => $"{time:F1}"))} |");
            }
        }

        Say("");
        Say("| a model | ms of the processor |");
        Say("| --- | ---: |");
        foreach ((string step, double time) in Child(runs, "fit", "-"))
        {
            Say($"| {step.Replace('-', ' ')} | {time:F1} |");
        }

        Say("");
        Say("| the tool, from its start to its end | ms of the processors |");
        Say("| --- | ---: |");
        string sample = Path.Combine(RepositoryFiles.Root, "src", "Norm.ML.Tool", "Samples", "wine.csv");
        foreach (string command in (string[])["--version", "--help", $"inspect {sample}", $"fit {sample} --ignore target --out -"])
        {
            Say($"| `norm-ml {command.Replace(sample, "wine.csv", StringComparison.Ordinal)}` | {Median(runs, () => Tool(command)):F0} |");
        }

        Say("");
        bool flat = Memory(calls, Say);
        file ??= runs >= FullRuns && calls >= FullCalls ? Path.Combine(RepositoryFiles.Results, "reliability", "cold.md") : null;
        if (file is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            File.WriteAllLines(file,
            [
                "# Cold and long",
                "",
                $"{DateTime.UtcNow:d MMMM yyyy}, {Processor.Name}, {Environment.ProcessorCount} processors, "
                    + $"{RuntimeInformation.FrameworkDescription}. Medians of {runs} fresh processes. Other work ran beside it. Made by",
                "",
                $"    dotnet run -c Release --project benchmarks/Reliability -- cold --runs {runs} --calls {calls}",
                "",
                .. lines,
            ]);
        }

        return flat ? 0 : 1;

        void Say(string line)
        {
            Console.WriteLine(line);
            lines.Add(line);
        }
    }

    private static bool Memory(long calls, Action<string> say)
    {
        (long Calls, long WorkingSet, long Heap, long Allocated)[] seen = [.. Lines("memory", $"{calls}").Select(line =>
            line.Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray()).Select(n => (n[0], n[1], n[2], n[3]))];
        say("| calls | working set, MiB | heap, KiB | allocated, KiB |");
        say("| ---: | ---: | ---: | ---: |");
        foreach ((long done, long workingSet, long heap, long allocated) in seen)
        {
            say($"| {done:N0} | {workingSet / 1048576.0:F1} | {heap / 1024.0:F0} | {allocated / 1024.0:F0} |");
        }

        bool flat = seen[^1].WorkingSet <= (seen[1].WorkingSet * MostGrowth) + Slack;
        say("");
        say($"Memory is flat, within 5 % and 4 MiB of the first tenth: {(flat ? "holds" : "DOES NOT HOLD")}.");
        return flat;
    }

    // The median of each line.
    private static (string Name, double Time)[] Child(int runs, string what, string argument)
    {
        (string Name, double Time)[][] all = [.. Enumerable.Range(0, runs).Select(_ => Lines(what, argument).Select(line =>
            (line.Split(' ')[0], double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture))).ToArray())];
        return [.. all[0].Select((line, i) => (line.Name, Middle([.. all.Select(run => run[i].Time)])))];
    }

    private static double Median(int runs, Func<double> measure) => Middle([.. Enumerable.Range(0, runs).Select(_ => measure())]);

    private static double Middle(double[] times) => times.Order().ElementAt(times.Length / 2);

    private static double Tool(string arguments)
    {
        using DisposableFolder folder = new();
        string program = Path.Combine(AppContext.BaseDirectory, "..", "..", "Norm.ML.Tool",
            Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "norm-ml.dll");
        Start(program, arguments.Replace("--out -", $"--out {Path.Combine(folder.Path, "model.zip")}", StringComparison.Ordinal), out TimeSpan time);
        return time.TotalMilliseconds;
    }

    private static string[] Lines(string what, string argument) =>
        [.. Start(typeof(ColdRun).Assembly.Location, $"cold-child {what} {argument}", out _)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)];

    // What it prints, and its time on the processors.
    private static string Start(string program, string arguments, out TimeSpan time)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments.Split(' ')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        TimeSpan before = ChildrenTime.Read();
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        time = ChildrenTime.Read() - before;
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {arguments}: {errors.Result}");
    }

    private sealed class DisposableFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("norm-ml-cold-");

        public string Path => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
