using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Goals;
using Norm.ML.Benchmarks.Reports;
using Norm.ML.Benchmarks.Timing;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>Every comparison of the catalogue, paired, and every speed goal held against it.</summary>
internal static class QuickMode
{
    public static int Run(int processor, string filter, string folder)
    {
        Pinning.Pin(processor);
        var measured = Measuring.Run(
            Comparisons.All.Where(comparison => comparison.ToString().Contains(filter, StringComparison.OrdinalIgnoreCase)),
            (comparison, all) => Console.WriteLine(
                $"{comparison}: {string.Join(", ", all.Select(m => $"{m.Contender.Name()} {Numbers.Short(m.Median / comparison.Examples)}"))} ns"));
        var file = new ResultFile(
            RunFacts.Now(Measuring.Settings(processor)),
            [.. Judge.All(measured), .. filter.Length == 0 ? PipelineMode.Measure(transformRounds: 5, fitRounds: 3).Goals : []],
            [.. measured.Select(pair => ComparisonResult.Of(pair.Key, pair.Value))]);
        Console.WriteLine();
        Console.WriteLine(GoalsReport.Summary(file.Goals));
        if (filter.Length > 0)
        {
            return 0;
        }

        JsonFiles.Write(Path.Combine(folder, "quick.json"), file);
        File.WriteAllText(Path.Combine(folder, "quick.md"), Text(file));
        return 0;
    }

    private static string Allocation(ResultFile file)
    {
        string[] allocating =
        [
            .. from comparison in file.Comparisons
               from result in comparison.Contenders
               where result.Contender.IsOurs() && result.AllocatedBytes > 0 && comparison.Work != Work.BatchStatistics
               select $"{comparison.Work} {comparison.Size} {result.Contender.Name()} ({result.AllocatedBytes} bytes)",
        ];
        return allocating.Length == 0 ? "None of our kernels allocates anything in a call."
            : $"Kernels that allocate in a call: {string.Join(", ", allocating)}.";
    }

    private static string Text(ResultFile file) =>
        $"""
        # Speed, paired in one run

        {string.Join("\n", file.Facts.Lines().Select(line => "- " + line))}

        A ratio is that of median times; the quartiles are those of the ratios of the single rounds.

        {Allocation(file)}

        ## Goals

        {GoalsReport.Summary(file.Goals)}
        ## Times

        {TimesReport.Write(file.Comparisons)}
        ## Goals, size by size

        {GoalsReport.Details(file.Goals)}
        """.TrimEnd() + "\n";
}
