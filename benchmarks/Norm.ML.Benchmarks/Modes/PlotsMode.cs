using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Plots;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>Drawings of the results that are in the folder.</summary>
internal static class PlotsMode
{
    public static int Run(string folder)
    {
        var speed = JsonFiles.Read<ResultFile>(Path.Combine(folder, "quick.json"));
        foreach (Work work in (Work[])[Work.LayerNorm, Work.RmsNorm])
        {
            Save($"{work.ToString().ToLowerInvariant()}-time.svg", TimePlot.Draw(
                $"{new Comparison(work, 1, Place.InCache).WorkName} of float rows in cache, one thread, {speed.Facts.Processor}",
                [.. speed.Comparisons.Where(result => result.Work == work && result.Place == Place.InCache)]));
        }

        string errors = Path.Combine(folder, "accuracy.json");
        if (!File.Exists(errors))
        {
            return 0;
        }

        var accuracy = JsonFiles.Read<AccuracyFile>(errors);
        foreach (var table in accuracy.Tables)
        {
            Save($"{table.Work.ToString().ToLowerInvariant()}-error.svg",
                ErrorPlot.Draw($"{new Comparison(table.Work, 1, Place.InCache).WorkName}: the largest error", table));
        }

        return 0;

        void Save(string name, string drawing)
        {
            File.WriteAllText(Path.Combine(folder, name), drawing);
            Console.WriteLine(Path.Combine(folder, name));
        }
    }
}
