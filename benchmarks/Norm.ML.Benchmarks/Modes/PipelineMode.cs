using Microsoft.ML;
using Norm.ML.Benchmarks.Goals;
using Norm.ML.Benchmarks.Pipeline;
using Norm.ML.Benchmarks.Reports;
using Norm.ML.Benchmarks.Timing;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>Norms in an ML.NET pipeline, beside ML.NET's own normalizers.</summary>
internal static class PipelineMode
{
    public static int Run(int processor, string folder)
    {
        Pinning.Pin(processor);
        (IReadOnlyList<PipelineResult> results, IReadOnlyList<GoalResult> goals) = Measure(transformRounds: 7, fitRounds: 5);
        var file = new PipelineFile(RunFacts.Now("Paired rounds; time of all threads on processors"), goals, results);
        JsonFiles.Write(Path.Combine(folder, "pipeline.json"), file);
        string facts = string.Join("\n", file.Facts.Lines().Select(line => "- " + line));
        string text = $"# In an ML.NET pipeline\n\n{facts}\n\n{PipelineReport.Table(results)}\n{GoalsReport.Summary(goals)}";
        File.WriteAllText(Path.Combine(folder, "pipeline.md"), text);
        Console.WriteLine(text);
        return 0;
    }

    public static (IReadOnlyList<PipelineResult> Results, IReadOnlyList<GoalResult> Goals) Measure(int transformRounds, int fitRounds)
    {
        var context = new MLContext(seed: 1);
        IDataView data = PipelineData.Load(context);
        PipelineTask[] transforms = [.. PipelineTasks.Transforms(context, data)], fits = [.. PipelineTasks.Fits(context, data)];
        var measured = new Dictionary<string, Samples>();
        foreach ((PipelineTask[] tasks, int rounds) in new[] { (transforms, transformRounds), (fits, fitRounds) })
        {
            IReadOnlyList<Samples> samples = new PairedTimer(rounds, 1, ProcessorClock.Process).Run([.. tasks.Select(task => task.Run)]);
            for (int i = 0; i < tasks.Length; i++)
            {
                measured.Add(tasks[i].Name, samples[i]);
            }
        }
        double reading = measured[PipelineTasks.Reading].Median;
        return (
            [.. transforms.Concat(fits)
                .Select(task =>
                new PipelineResult(task.Name, Math.Round(measured[task.Name].Median / PipelineData.Rows, 1),
                Math.Round(measured[task.Name].Median / reading, 2), Allocated(task.Run)))],
            [.. PipelineGoals.Judge(measured)]);
    }

    private static double Allocated(Action run)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        run();
        return Math.Round((double)(GC.GetTotalAllocatedBytes(precise: true) - before) / PipelineData.Rows, 1);
    }
}
