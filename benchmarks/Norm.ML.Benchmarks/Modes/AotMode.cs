using System.Diagnostics;
using System.Globalization;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>
/// Times of targets beside the JIT's: compiled ahead of time, and without vector instructions. The program that prints digests is published for each
/// and measures itself; the targets take turns.
/// </summary>
internal static class AotMode
{
    private const int Rounds = 3;

    private static readonly (string Name, string Folder, string? Switch)[] Targets =
    [
        ("JIT", "jit", null),
        ("NativeAOT, x86-64-v3", "aot-v3", null),
        ("NativeAOT as by default", "aot", null),
        ("JIT, no AVX-512", "jit", "DOTNET_EnableAVX512"),
        ("JIT, no AVX2 and FMA", "jit", "DOTNET_EnableAVX2"),
        ("JIT, no vectors", "jit", "DOTNET_EnableHWIntrinsic"),
    ];

    /// <summary>Publishes, measures and writes <c>aot.md</c>.</summary>
    public static int Run(string folder)
    {
        string output = Path.Combine(RepositoryFiles.Root, "artifacts", "targets");
        Publish(output, "jit");
        Publish(output, "aot", "-r", "linux-x64", "-p:Publishing=aot");
        Publish(output, "aot-v3", "-r", "linux-x64", "-p:Publishing=aot", "-p:IlcInstructionSet=x86-64-v3");

        Dictionary<string, double>[] times = [.. Targets.Select(_ => new Dictionary<string, double>())];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < Targets.Length; i++)
            {
                foreach ((string row, double time) in Measure(Path.Combine(output, Targets[i].Folder, "Digests"), Targets[i].Switch))
                {
                    times[i][row] = times[i].TryGetValue(row, out double before) ? Math.Min(before, time) : time;
                }
            }
        }
        var table = new MarkdownTable(["type, norm, size", .. Targets.Select(target => target.Name)]);
        foreach ((string row, double jit) in times[0])
        {
            table.Add([row, .. times.Select((of, i) => i == 0 ? Numbers.Short(jit) : $"{Numbers.Short(of[row])} ({Numbers.Short(of[row] / jit)})")]);
        }

        RunFacts run = RunFacts.Now($"least of {Rounds} times 31 rounds of 4 ms, time on the processor");
        string facts = string.Join("\n", run.Lines().Select(line => "- " + line));
        string text = $"# Targets\n\n`dotnet run -c Release --project benchmarks/Norm.ML.Benchmarks -- aot`\n\n{facts}\n\n"
            + $"ns per row, in cache (in brackets: divided by the JIT's)\n\n{table}";
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "aot.md"), text);
        Console.WriteLine(text);
        return 0;
    }

    private static void Publish(string output, string name, params string[] properties) => Start(
        "dotnet", null,
        ["publish", Path.Combine(RepositoryFiles.Root, "tests", "Digests", "Digests.csproj"), "-c", "Release", "-v", "q", "-o",
            Path.Combine(output, name), .. properties]);

    /// <summary>The lines <c>type norm size nanoseconds</c>.</summary>
    private static IEnumerable<(string Row, double Time)> Measure(string program, string? withoutSwitch)
    {
        foreach (string line in Start(program, withoutSwitch, ["--time"]).Split('\n'))
        {
            if (line.Trim().Split(' ') is [var type, var norm, var size, var time])
            {
                yield return ($"{type}, {norm}, {size}", double.Parse(time, CultureInfo.InvariantCulture));
            }
        }
    }

    private static string Start(string program, string? withoutSwitch, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        if (withoutSwitch != null)
        {
            start.Environment[withoutSwitch] = "0";
        }

        using Process process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed:\n{text}");
    }
}
