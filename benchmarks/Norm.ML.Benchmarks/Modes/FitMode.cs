using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Contenders;
using Norm.ML.Benchmarks.Fit;
using Norm.ML.Benchmarks.Reports;
using Norm.ML.Benchmarks.Timing;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>
/// BatchNorm's statistics against the limit and peers in this process, and scikit-learn's StandardScaler on the same numbers in its own.
/// </summary>
internal static class FitMode
{
    public static int Run(int processor, string folder)
    {
        Pinning.Pin(processor);
        var table = new MarkdownTable("channels", "rows", "memory read", "ours", "PyTorch", "TensorPrimitives", "StandardScaler.fit", "partial_fit",
            "fit by ours");
        string version = "scikit-learn is not on this machine";
        foreach (Comparison comparison in Comparisons.Of(Work.BatchStatistics, Place.OutOfCache))
        {
            var measured = Measuring.Run([comparison])[comparison].ToDictionary(m => m.Contender, m => m.Median);
            ScikitLearn? peer = Peer(comparison);
            version = peer?.Version ?? version;
            table.Add(
                [comparison.Size, $"{comparison.Examples}",
                .. new[] { Contender.Read, Contender.Strict, Contender.PyTorch, Contender.TensorPrimitives }.Select(
                    c => measured.TryGetValue(c, out double time) ? Cell(comparison, time) : "absent"),
                peer is null ? "absent" : Cell(comparison, peer.Fit),
                peer is null ? "absent" : Cell(comparison, peer.PartialFit),
                peer is null ? "" : Numbers.Short(peer.Fit / measured[Contender.Strict])]);
        }
        RunFacts facts = RunFacts.Now($"{Measuring.Settings(processor)}; {version}, in a process of its own");
        string list = string.Join("\n", facts.Lines().Select(line => "- " + line));
        string text = $"# Fitting BatchNorm, 128 MiB of floats\n\n{list}\n\nns per row (GB/s)\n\n{table}";
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "fit.md"), text);
        Console.WriteLine(text);
        return 0;
    }

    private static string Cell(Comparison c, double nanoseconds) =>
        $"{Numbers.Short(nanoseconds / c.Examples)} ({Numbers.Short(c.BytesMoved / nanoseconds)})";

    private static ScikitLearn? Peer(Comparison comparison)
    {
        string file = Path.Combine(Path.GetTempPath(), $"norm-fit-{Environment.ProcessId}.npy");
        try
        {
            {
                var buffers = new Buffers(comparison);
                NpyFile.Write(file, buffers.X.Span, comparison.Channels);
            }

            return ScikitLearn.Time(file, rounds: 3);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
