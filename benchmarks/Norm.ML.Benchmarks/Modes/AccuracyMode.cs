using Norm.ML.Benchmarks.Accuracy;
using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>Every norm on every pattern: the largest errors, ours and the peers'.</summary>
internal static class AccuracyMode
{
    public static int Run(string folder)
    {
        var file = new AccuracyFile(
            RunFacts.Now("Single precision, epsilon 1e-5, gamma and beta 1 and 0, random and 0, both random"),
            [.. AccuracyCatalogue.All.GroupBy(comparison => comparison.Work).Select(shapes => Table(shapes.Key, [.. shapes]))]);
        JsonFiles.Write(Path.Combine(folder, "accuracy.json"), file);
        string text = AccuracyReport.Write(file);
        File.WriteAllText(Path.Combine(folder, "accuracy.md"), text);
        Console.WriteLine(text);
        return 0;
    }

    private static AccuracyTable Table(Work work, IReadOnlyList<Comparison> shapes) =>
        new(work, string.Join(", ", shapes.Select(shape => $"{shape.Examples} of {shape.Size}")),
        [.. Patterns.All.Select(pattern => Row(pattern, shapes))]);

    private static AccuracyRow Row(Pattern pattern, IReadOnlyList<Comparison> shapes)
    {
        var worst = new SortedDictionary<Contender, double>();
        foreach (Comparison shape in shapes)
        {
            foreach (ParameterKind parameters in shape.Work == Work.BatchStatistics ? [ParameterKind.None] : Enum.GetValues<ParameterKind>())
            {
                foreach ((Contender contender, double error) in AccuracyCase.Run(shape, pattern, parameters))
                {
                    worst[contender] = Math.Max(worst.GetValueOrDefault(contender), error);
                }
            }
        }

        return new(pattern.Name, worst.ToDictionary(pair => pair.Key, pair => double.IsFinite(pair.Value) ? double.Round(pair.Value, 3)
            : pair.Value));
    }
}
