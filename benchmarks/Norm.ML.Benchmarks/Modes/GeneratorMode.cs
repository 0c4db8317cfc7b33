using Microsoft.CodeAnalysis;
using Norm.ML.Benchmarks.Generator;
using Norm.ML.Benchmarks.Reports;
using Norm.ML.Benchmarks.Timing;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>The generator itself: 100 kernels in a project, cold and after a keystroke.</summary>
internal static class GeneratorMode
{
    public static int Run(string folder)
    {
        var project = new GeneratorProject(kernels: 100);
        Compilation typed = project.AfterKeystroke(inKernels: false), edited = project.AfterKeystroke(inKernels: true);
        GeneratorDriver warm = project.Cold().RunGenerators(project.Compilation);
        int files = warm.GetRunResult().GeneratedTrees.Length;
        (string Name, Action Run)[] tasks =
        [
            ("cold", () => project.Cold().RunGenerators(project.Compilation)),
            ("after a keystroke in another file", () => warm.RunGenerators(typed)),
            ("after a keystroke in the kernels' file", () => warm.RunGenerators(edited)),
        ];
        IReadOnlyList<Samples> samples = new PairedTimer(Rounds: 15, SampleNanoseconds: 1, ProcessorClock.Process).Run(
            [.. tasks.Select(task => task.Run)]);
        var table = new MarkdownTable($"{files} kernels", "ms", "quartiles");
        for (int i = 0; i < tasks.Length; i++)
        {
            table.Add(tasks[i].Name, Milliseconds(samples[i], 0.5), $"{Milliseconds(samples[i], 0.25)} to {Milliseconds(samples[i], 0.75)}");
        }

        RunFacts facts = RunFacts.Now("Process time, generator driver without compilation");
        string text = $"# The generator\n\n{string.Join("\n", facts.Lines().Select(line => "- " + line))}\n\n{table}";
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "generator.md"), text);
        Console.WriteLine(text);
        return 0;
    }

    private static string Milliseconds(Samples samples, double quantile) => Numbers.Short(Quantiles.Of(samples.Rounds, quantile) / 1e6);
}
